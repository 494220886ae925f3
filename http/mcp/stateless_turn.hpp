#pragma once

#include "http/mcp/message_era.hpp"
#include "http/mcp/turn.hpp"

#include <functional>
#include <memory>
#include <string>

namespace gatehouse {

/// One request of the stateless era on its way to its answer: a JSON object, or an event stream
/// whose last event is the answer if something was said before.
///
/// Thread rule: on the I/O loop. Ownership: shared by its callbacks; owns the body through `on`.
class stateless_turn : public std::enable_shared_from_this<stateless_turn> {
public:
  /// Begins to look after the request: from here on it hears of the client's disappearance.
  static std::shared_ptr<stateless_turn> of(turn_ptr on, stateless_envelope envelope);

  const rpc_message& message() const noexcept { return *on_->single->message; }

  const stateless_envelope& envelope() const noexcept { return envelope_; }

  const binding& at() const noexcept { return on_->at; }

  gateway& gate() const noexcept { return on_->x->gate(); }

  const http_request& request() const noexcept { return on_->x->request(); }

  const session_id& session() const noexcept { return on_->session; }

  edge& shared() const noexcept { return on_->x->at_edge(); }

  void join(session_id session) { on_->session = std::move(session); }

  /// Calls `then` when the client closes the connection, at once if it has: that is how a request
  /// is cancelled in this era.
  void when_gone(std::function<void()> then);

  /// Passes on what is said while the request runs: progress if the client gave a token for it, log
  /// messages from the level it named, nothing else; and nothing to who reads no event streams.
  void tell(const client_message& what);

  /// Begins a stream for what may happen outside of requests, instead of an answer; `ending` is
  /// called when the server stops.
  std::shared_ptr<response_stream> open_watch(std::function<void()> ending);

  // The answer, once.

  void succeed(std::string result);
  void fail(const failure& why, std::string_view data = {});
  void finish(rpc_answer answer);

private:
  stateless_turn(turn_ptr on, stateless_envelope envelope);

  std::string notification_of(const client_message& what) const;

  turn_ptr on_;
  stateless_envelope envelope_;
  std::shared_ptr<response_stream> stream_; ///< once something was said
  std::function<void()> then_;
  bool gone_ = false;
};

using stateless_turn_ptr = std::shared_ptr<stateless_turn>;

/// Answers a POST of the stateless era.
void serve_stateless(const turn_ptr& on, era_verdict verdict);

// What it serves; each answers one request whose envelope and headers are good.

void discover(const stateless_turn_ptr& on);
void list_stateless(const stateless_turn_ptr& on, catalog_list what);
void call_stateless(const stateless_turn_ptr& on, request_kind kind);
void listen(const stateless_turn_ptr& on);

} // namespace gatehouse
