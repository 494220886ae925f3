#include "actors/upstream/mcp_client.hpp"

#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_messages.hpp"
#include "actors/upstream/stateless_words.hpp"
#include "storage/json/json_writer.hpp"

#include <iterator>
#include <utility>

namespace gatehouse {

using how_it_ended = upstream_reply::kind;

mcp_client::mcp_client(io_loop& loop, transport_maker make_transport, upstream_target target,
                       upstream_events events)
    : loop_(loop), make_transport_(std::move(make_transport)), target_(std::move(target)),
      events_(std::move(events)) {}

mcp_client::~mcp_client() {
  shut("the connection was dropped");
}

std::uint64_t mcp_client::request(upstream_request what, answer_handler done) {
  return send(
      what, {.timeout = what.timeout, .result_bytes_max = target_.result_bytes_max, .ours = false},
      std::move(done));
}

void mcp_client::watch_resource(const std::string& uri, bool on,
                                std::function<void(upstream_reply)> done) {
  if (subscription_)
    return subscription_->watch(uri, on, std::move(done));
  json_writer params;
  params.begin_object().key("uri").value(uri).end_object();
  upstream_request what;
  what.method = on ? "resources/subscribe" : "resources/unsubscribe";
  what.params = params.take();
  send(what, {.timeout = what.timeout}, std::move(done));
}

void mcp_client::cancel(std::uint64_t handle) {
  auto found = waiting_.find(handle);
  if (found == waiting_.end() || found->second.options.ours)
    return;
  loop_.post([weak = weak_from_this(), handle] {
    if (auto self = weak.lock())
      self->give_up(handle, how_it_ended::cancelled, "cancelled by the caller");
  });
}

void mcp_client::answer(std::uint64_t reply_to, client_reply reply) {
  const auto id = questions_.answer(reply_to);
  if (id && !closed_)
    transport_->notify(reply.is_error ? error_text(*id, reply.body) : result_text(*id, reply.body),
                       [] {});
}

void mcp_client::tell_roots_changed() {
  if (!closed_ && transport_)
    transport_->notify(notification_text("notifications/roots/list_changed"), [] {});
}

void mcp_client::ping(std::chrono::milliseconds timeout,
                      std::function<void(outcome<nothing>)> done) {
  upstream_request what;
  what.method = stateless() ? "server/discover" : "ping"; // which that era has no more
  send(what, {.timeout = timeout, .harmless = true}, [done](const upstream_reply& reply) {
    if (reply.how == how_it_ended::result)
      done(nothing{});
    else
      done(as_failure(reply, "ping"));
  });
}

void mcp_client::close() {
  shut("the connection was closed");
}

void mcp_client::shut(const std::string& reason) {
  if (std::exchange(closed_, true))
    return;
  if (subscription_)
    subscription_->stop();
  if (transport_)
    transport_->close();
  fail_all(reason);
}

/// Ends every request, on the loop and not in this call.
void mcp_client::fail_all(const std::string& reason) {
  for (auto& [id, one] : std::exchange(waiting_, {}))
    loop_.post([done = std::move(one.done), reason] {
      done({how_it_ended::transport, {}, reason});
    });
}

std::uint64_t mcp_client::send(const upstream_request& what, const request_options& options,
                               answer_handler done) {
  const auto id = ++last_id_;
  if (closed_) {
    loop_.post([done = std::move(done)] {
      done({how_it_ended::not_sent, {}, "the connection is closed"});
    });
    return id;
  }
  auto composed = compose(id, what, options);
  auto& one = waiting_[id];
  one.done = std::move(done);
  one.options = options;
  one.what = what;
  if (!mirrors_arguments() || what.method != "tools/call")
    one.what.params.clear();
  if (options.timeout)
    one.timeout.emplace(loop_, *options.timeout, [weak = weak_from_this(), id] {
      if (auto self = weak.lock())
        self->give_up(id, how_it_ended::timeout, "no answer in time");
    });
  if (composed)
    transport_->send(*std::move(composed));
  else
    loop_.post([weak = weak_from_this(), id, why = composed.error().detail] {
      if (auto self = weak.lock())
        self->settle(id, {how_it_ended::not_sent, {}, why});
    });
  return id;
}

outcome<outgoing_request> mcp_client::compose(std::uint64_t id, const upstream_request& what,
                                              const request_options& options) const {
  outgoing_request out;
  out.id = id;
  out.answer_bytes_max = options.result_bytes_max + limits::upstream_envelope_bytes_max;
  out.harmless = options.harmless;
  const auto params = stateless() ? stateless_params(what, id) : params_with_meta(what, id);
  out.text = request_text(id, what.method, params);
  if (!mirrors_arguments())
    return out;
  out.headers = standard_headers(what);
  auto found = mirrored_.end();
  if (what.method == "tools/call" && !mirrored_.empty())
    found = mirrored_.find(text_member(what.params, "name"));
  if (found == mirrored_.end())
    return out;
  auto more = mirrored_headers(found->second, what.params);
  if (!more)
    return more.error();
  std::move(more->begin(), more->end(), std::back_inserter(out.headers));
  return out;
}

void mcp_client::settle(std::uint64_t id, upstream_reply reply, const result_shape& shape) {
  if (ask_again(id, reply))
    return;
  auto one = waiting_.extract(id);
  if (!one) // given up before, or never asked: a late answer is dropped
    return;
  judge_content(reply, shape, one.mapped().what.method);
  if (stateless())
    judge_result(reply, shape, one.mapped().what);
  if (reply.body.size() > one.mapped().options.result_bytes_max)
    reply = {how_it_ended::too_large, {}, "the answer is larger than its bound"};
  const bool over = outlived(reply);
  if (over)
    reply = {how_it_ended::not_sent, {}, "the server speaks another version now"};
  one.mapped().done(std::move(reply));
  if (over)
    transport_closed("the server speaks another version now");
}

void mcp_client::give_up(std::uint64_t id, how_it_ended how, std::string_view reason) {
  auto one = waiting_.extract(id);
  if (!one)
    return;
  const bool to_be_told = transport_->forget(id);
  if (to_be_told && one.mapped().options.cancellable && !closed_)
    transport_->notify(notification_text("notifications/cancelled", cancelled_params(id, reason)),
                       [] {});
  one.mapped().done({how, {}, std::string{reason}});
}

} // namespace gatehouse
