#include "actors/upstream/caller_meta.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/mcp_lists.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gatehouse {

namespace {

std::optional<double> number_of(std::string_view raw) {
  double number = 0;
  auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (raw.empty() || error != std::errc{} || end != raw.data() + raw.size())
    return std::nullopt;
  return number;
}

std::optional<std::uint64_t> id_of(std::string_view raw) {
  std::uint64_t id = 0;
  auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), id);
  if (raw.empty() || error != std::errc{} || end != raw.data() + raw.size())
    return std::nullopt;
  return id;
}

} // namespace

transport_events mcp_client::events_for_transport() {
  auto current = [weak = weak_from_this(), epoch = epoch_] {
    auto self = weak.lock();
    return self && self->epoch_ == epoch ? self : nullptr;
  };
  transport_events events;
  events.on_text = [current](std::string& text, std::optional<std::uint64_t> during) {
    auto self = current();
    return self ? self->hear(text, during) : reception{true, false, {}};
  };
  events.on_undelivered = [current](std::uint64_t id, upstream_reply why) {
    if (auto self = current())
      self->settle(id, std::move(why));
  };
  events.on_closed = [current](std::string reason) {
    if (auto self = current())
      self->transport_closed(std::move(reason));
  };
  events.on_log = [current](std::string line) {
    if (auto self = current(); self && self->events_.on_log)
      self->events_.on_log(std::move(line));
  };
  return events;
}

reception mcp_client::hear(std::string& text, std::optional<std::uint64_t> on) {
  const auto self = shared_from_this();
  const auto bytes_max = std::max({text.size(), limits::upstream_line_bytes_max});
  auto messages = read_messages(text, bytes_max);
  if (!messages)
    return {};
  reception heard{true, false, {}};
  for (auto& message : *messages) {
    if (message.what == incoming_message::kind::answer) {
      // An error that names no request is one to that on whose stream it came; with sessions the
      // transport has its own view of it.
      if (message.id == 0 && stateless())
        message.id = on.value_or(0);
      heard.answered.push_back(message.id);
      settle(message.id, std::move(message.reply), message.shape);
    } else if (!closed_ && !within_budget(message)) {
      heard.enough = true;
    } else if (!closed_) {
      if (message.what == incoming_message::kind::request)
        asked(message, on);
      else
        told(std::move(message), on);
    }
  }
  return heard;
}

/// What came on the stream of a request of our own belongs to nothing that others know.
std::optional<std::uint64_t> mcp_client::shown(std::optional<std::uint64_t> on) const {
  auto found = waiting_.find(on.value_or(0));
  return found != waiting_.end() && found->second.options.ours ? std::nullopt : on;
}

bool mcp_client::within_budget(const incoming_message& message) {
  const auto bytes = message.method.size() + message.params.size() + message.raw_id.size();
  if (!budget_.admit(bytes, message_budget::clock::now()))
    return false;
  if (const auto refused = budget_.take_refused(); refused > 0 && events_.on_log)
    events_.on_log("(" + std::to_string(refused) + " messages of the server dropped)");
  return true;
}

/// A request of the server: it is passed on if we declared that somebody may answer it.
void mcp_client::asked(const incoming_message& message, std::optional<std::uint64_t> on) {
  if (stateless()) { // M-HTTP-37 and M-STDIO-01: it must not; and we must not answer
    if (events_.on_log)
      events_.on_log("the server asks although its protocol has no such requests");
    return;
  }
  const auto& id = message.raw_id;
  if (message.method == "ping") // L-PING-01
    return transport_->notify(result_text(id, "{}"), [] {});
  if (questions_.knows(id)) // an answer to this one would be taken for one to the other
    return;
  auto refusal = refuse_undeclared(target_.capabilities, message.method, message.params);
  if (!refusal && (questions_.full() || !events_.on_message))
    refusal = rpc_refusal{rpc_code::internal, "Too many requests wait for an answer"};
  if (refusal)
    return transport_->notify(refusal_text(id, *refusal), [] {});
  const auto during = shown(on);
  // Its token is one of this connection; nobody else could use it.
  auto params = without_meta(message.params, meta_key::progress_token);
  pass_on({message.method, std::move(params), during, questions_.add(id, during)});
}

void mcp_client::told(incoming_message message, std::optional<std::uint64_t> on) {
  if (stateless() && told_of_subscription(message, on))
    return;
  if (const auto lists = lists_changed_by(message.method); !lists.empty()) {
    for (const auto list : lists)
      if (events_.on_changed)
        events_.on_changed(list);
  } else if (message.method == "notifications/progress") {
    told_progress(message.params);
  } else if (message.method == "notifications/cancelled") {
    told_cancelled(message.params);
  } else {
    pass_on({std::move(message.method), std::move(message.params), shown(on), 0});
  }
}

/// S-PROG-03 to S-PROG-05: what is no progress of a request that runs and wants it, is dropped.
void mcp_client::told_progress(const std::string& params) {
  const auto id = id_of(member_of(params, {meta_key::progress_token}));
  const auto progress = number_of(member_of(params, {"progress"}));
  auto found = waiting_.find(id.value_or(0));
  if (found == waiting_.end() || !found->second.what.wants_progress || !progress)
    return;
  auto& last = found->second.progress;
  if (last && *progress <= *last)
    return;
  last = progress;
  pass_on({"notifications/progress", without_members(params, {meta_key::progress_token}), id, 0});
}

/// The server gave a request of its own up. S-CANC-04: any other cancellation is ignored.
void mcp_client::told_cancelled(const std::string& params) {
  auto question = questions_.withdraw(member_of(params, {"requestId"}));
  if (!question)
    return;
  json_writer out;
  out.begin_object().key("requestId").value(question->handle);
  if (const auto reason = member_of(params, {"reason"}); !reason.empty())
    out.key("reason").raw(reason);
  pass_on({"notifications/cancelled", out.end_object().take(), question->during, 0});
}

void mcp_client::pass_on(server_message message) {
  if (auto on_message = events_.on_message)
    on_message(std::move(message));
}

void mcp_client::transport_closed(std::string reason) {
  const auto self = shared_from_this();
  if (probe_ != 0 &&
      waiting_.contains(probe_)) // it may be that the server ended because of the probe
    return settle(probe_, {upstream_reply::kind::transport, {}, std::move(reason)});
  if (std::exchange(closed_, true))
    return;
  if (subscription_)
    subscription_->stop();
  fail_all(reason);
  if (events_.on_closed)
    loop_.post([on_closed = events_.on_closed, reason] { on_closed(reason); });
}

} // namespace gatehouse
