#include "actors/upstream/mcp_client.hpp"

#include "actors/upstream/io_loop.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

using how_it_ended = upstream_reply::kind;

mcp_client::mcp_client(io_loop& loop, std::shared_ptr<message_transport> transport,
                       upstream_target target, upstream_events events)
    : loop_(loop), transport_(std::move(transport)), target_(std::move(target)),
      events_(std::move(events)) {}

mcp_client::~mcp_client() {
  shut("the connection was dropped");
}

std::uint64_t mcp_client::request(upstream_request what, answer_handler done) {
  request_options options{what.timeout, target_.result_bytes_max};
  return send(what.method, params_with_meta(what, last_id_ + 1), options, std::move(done));
}

/// No server may ask anything of us: we declare no capabilities.
void mcp_client::answer(std::uint64_t, client_reply) {}

void mcp_client::watch_resource(const std::string& uri, bool on,
                                std::function<void(upstream_reply)> done) {
  json_writer params;
  params.begin_object().key("uri").value(uri).end_object();
  upstream_request what;
  what.method = on ? "resources/subscribe" : "resources/unsubscribe";
  what.params = params.take();
  request(std::move(what), std::move(done));
}

void mcp_client::cancel(std::uint64_t handle) {
  auto found = waiting_.find(handle);
  if (found == waiting_.end() || !found->second.cancellable)
    return;
  loop_.post([weak = weak_from_this(), handle] {
    if (auto self = weak.lock())
      self->give_up(handle, how_it_ended::cancelled, "cancelled by the caller");
  });
}

void mcp_client::ping(std::chrono::milliseconds timeout,
                      std::function<void(outcome<nothing>)> done) {
  send("ping", {}, {.timeout = timeout, .harmless = true}, [done](const upstream_reply& reply) {
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

// -- requests -------------------------------------------------------------------------------------

std::uint64_t mcp_client::send(std::string_view method, const std::string& params,
                               const request_options& options, answer_handler done) {
  const auto id = ++last_id_;
  if (closed_) {
    loop_.post([done = std::move(done)] {
      done({how_it_ended::not_sent, {}, "the connection is closed"});
    });
    return id;
  }
  auto give_up_late = [weak = weak_from_this(), id] {
    if (auto self = weak.lock())
      self->give_up(id, how_it_ended::timeout, "no answer in time");
  };
  waiting_.emplace(id,
                   waiting_request{std::move(done), options.result_bytes_max, options.cancellable,
                                   deadline{loop_, options.timeout, give_up_late}});
  transport_->send({id, request_text(id, method, params),
                    options.result_bytes_max + limits::upstream_envelope_bytes_max,
                    options.harmless});
  return id;
}

void mcp_client::settle(std::uint64_t id, upstream_reply reply) {
  auto one = waiting_.extract(id);
  if (!one) // given up before, or never asked: a late answer is dropped
    return;
  if (reply.body.size() > one.mapped().result_bytes_max)
    reply = {how_it_ended::too_large, {}, "the answer is larger than its bound"};
  one.mapped().done(std::move(reply));
}

void mcp_client::give_up(std::uint64_t id, how_it_ended how, std::string_view reason) {
  auto one = waiting_.extract(id);
  if (!one)
    return;
  const bool known_to_server = transport_->forget(id);
  if (known_to_server && one.mapped().cancellable && !closed_)
    transport_->notify(notification_text("notifications/cancelled", cancelled_params(id, reason)),
                       [] {});
  one.mapped().done({how, {}, std::string{reason}});
}

// -- what the transport reports -------------------------------------------------------------------

transport_events mcp_client::events_for_transport() {
  auto weak = weak_from_this();
  transport_events events;
  events.on_text = [weak](std::string_view text) {
    auto self = weak.lock();
    return self ? self->hear(text) : reception{true, {}};
  };
  events.on_undelivered = [weak](std::uint64_t id, how_it_ended how, std::string detail) {
    if (auto self = weak.lock())
      self->settle(id, {how, {}, std::move(detail)});
  };
  events.on_closed = [weak](std::string reason) {
    if (auto self = weak.lock())
      self->transport_closed(std::move(reason));
  };
  events.on_log = [weak](std::string line) {
    if (auto self = weak.lock(); self && self->events_.on_log)
      self->events_.on_log(std::move(line));
  };
  return events;
}

reception mcp_client::hear(std::string_view text) {
  const auto self = shared_from_this();
  const auto bytes_max = std::max({text.size(), limits::upstream_line_bytes_max});
  auto messages = read_messages(text, bytes_max);
  if (!messages)
    return {};
  reception heard{true, {}};
  for (auto& message : *messages) {
    if (message.what == incoming_message::kind::answer) {
      heard.answered.push_back(message.id);
      settle(message.id, std::move(message.reply));
    } else {
      obey(message);
    }
  }
  return heard;
}

void mcp_client::obey(const incoming_message& message) {
  if (closed_)
    return;
  if (message.what == incoming_message::kind::request) {
    // We declare no capability, so ping is all that a server may ask of us.
    const bool known = message.method == "ping";
    transport_->notify(
        known ? empty_result_text(message.raw_id) : method_not_found_text(message.raw_id), [] {});
  } else if (events_.on_changed) {
    for (const auto list : lists_changed_by(message.method))
      events_.on_changed(list);
  }
}

void mcp_client::transport_closed(std::string reason) {
  const auto self = shared_from_this();
  if (std::exchange(closed_, true))
    return;
  fail_all(reason);
  if (events_.on_closed)
    loop_.post([on_closed = events_.on_closed, reason] { on_closed(reason); });
}

} // namespace gatehouse
