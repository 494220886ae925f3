#pragma once

#include "http/edge.hpp"
#include "http/exchange.hpp"
#include "http/router.hpp"

#include <functional>
#include <memory>

namespace gatehouse {

/// What the connections of one server share, and outlives all of them.
struct server_state {
  gateway* gate = nullptr;
  edge at;
  std::unique_ptr<const router> routes;
  bool stopping = false;
};

/// Whoever sends the answer of an exchange: the connection it came in on.
class answer_taker {
public:
  virtual ~answer_taker() = default;
  virtual void take_answer(http_response response) = 0;
};

/// The exchange of a request that a connection has read. If every holder lets go of it without an
/// answer, it answers itself: no client waits for ever.
///
/// Thread rule: on the loop only. Ownership: keeps the shared state, not the connection.
class served_exchange final : public exchange,
                              public std::enable_shared_from_this<served_exchange> {
public:
  served_exchange(std::shared_ptr<server_state> server, std::weak_ptr<answer_taker> taker);
  ~served_exchange() override;

  http_request& message() noexcept { return request_; }

  /// Begins to count as in flight: from here on an answer is owed.
  void ask();
  /// Tells whoever wanted to know that the client is gone.
  void disconnected();
  /// Returns a response to this request with the headers that any response to it needs.
  http_response complete(http_response response) const;

  void reply(http_response response) override;
  std::shared_ptr<response_stream> stream(http_response head) override;
  void on_disconnect(std::function<void()> gone) override;

private:
  std::shared_ptr<server_state> server_;
  std::weak_ptr<answer_taker> taker_;
  std::function<void()> gone_;
  bool asked_ = false;
  bool replied_ = false;
};

} // namespace gatehouse
