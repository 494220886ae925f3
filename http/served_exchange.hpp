#pragma once

#include "http/edge.hpp"
#include "http/exchange.hpp"
#include "http/router.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

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
  /// Begins an answer that goes on until end_answer().
  virtual void begin_answer(http_response head) = 0;
  /// Returns false once the client is gone. Calls nothing back.
  virtual bool take_part(std::string bytes) = 0;
  virtual void end_answer() = 0;
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
  /// Ends a stream that would not end by itself, because the server stops.
  void wind_down();
  /// Returns a response to this request with the headers that any response to it needs.
  http_response complete(http_response response) const;

  void reply(http_response response) override;
  std::shared_ptr<response_stream> stream(http_response head, stream_kind kind) override;
  void on_disconnect(std::function<void()> gone) override;
  void on_shutdown(std::function<void()> ending) override;

  // -- for the stream ----------------------------------------------------------------------------

  bool send_part(std::string bytes);
  void end_stream();

private:
  std::shared_ptr<server_state> server_;
  std::weak_ptr<answer_taker> taker_;
  std::function<void()> gone_;
  std::function<void()> ending_;
  bool asked_ = false;
  bool replied_ = false;               ///< or begun to stream
  std::optional<stream_kind> streams_; ///< while a stream is open
};

} // namespace gatehouse
