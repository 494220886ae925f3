#include "http/mcp/stateless_turn.hpp"

#include "actors/watchers.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/server_events.hpp"
#include "storage/json/json_text.hpp"

#include <utility>

namespace gatehouse {

stateless_turn::stateless_turn(turn_ptr on, stateless_envelope envelope)
    : on_(std::move(on)), envelope_(std::move(envelope)) {}

std::shared_ptr<stateless_turn> stateless_turn::of(turn_ptr on, stateless_envelope envelope) {
  const auto& x = on->x;
  std::shared_ptr<stateless_turn> made{new stateless_turn{on, std::move(envelope)}};
  x->on_disconnect([weak = std::weak_ptr{made}] {
    auto here = weak.lock();
    if (!here)
      return;
    here->gone_ = true;
    if (auto then = std::exchange(here->then_, {}))
      then();
  });
  return made;
}

void stateless_turn::when_gone(std::function<void()> then) {
  gone_ ? then() : void(then_ = std::move(then));
}

std::string stateless_turn::notification_of(const client_message& what) const {
  if (what.reply_to != 0)
    return {};
  std::string params = what.params;
  if (what.method == "notifications/progress") {
    if (envelope_.progress_token.empty())
      return {};
    const auto token = R"({"progressToken":)" + std::string{envelope_.progress_token} + "}";
    params = join_json_objects({token, params});
  } else if (what.method != "notifications/message" || envelope_.log_level.empty() ||
             !is_loud_enough(what.params, envelope_.log_level)) {
    return {};
  }
  return R"({"jsonrpc":"2.0","method":")" + what.method + R"(","params":)" + params + "}";
}

void stateless_turn::tell(const client_message& what) {
  if (!accepts_events(request().header("accept")))
    return;
  const auto notification = notification_of(what);
  if (notification.empty())
    return;
  if (!stream_)
    stream_ = on_->x->stream(event_stream_head());
  stream_->send(as_event(notification));
}

std::shared_ptr<response_stream> stateless_turn::open_watch(std::function<void()> ending) {
  auto stream = on_->x->stream(event_stream_head(), stream_kind::watch);
  on_->x->on_shutdown(std::move(ending));
  return stream;
}

void stateless_turn::succeed(std::string result) {
  finish(rpc_result(message().id, std::move(result)));
}

void stateless_turn::fail(const failure& why, std::string_view data) {
  finish(rpc_error(message().id, why, mcp_era::stateless, data));
}

void stateless_turn::finish(rpc_answer answer) {
  if (!stream_)
    return send_answer(on_->x, std::move(answer));
  stream_->send(as_event(answer.json));
  stream_->close();
}

} // namespace gatehouse
