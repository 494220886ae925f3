#include "app/bridge/bridge.hpp"

#include <algorithm>

namespace gatehouse {

bridge::bridge(io_loop& loop, bridge_options options, bridge_output output)
    : loop_(loop), options_(std::move(options)), output_(std::move(output)),
      client_(upstream_http_client::make(loop, options_.endpoint, limits::connect_timeout,
                                         address_rules{true, {}})) {}

bool bridge::hear(std::string_view bytes) {
  std::vector<message_line> lines;
  const bool bounded = lines_.feed(bytes, lines);
  for (auto& line : lines)
    take_line(std::move(line));
  return bounded;
}

void bridge::take_line(message_line line) {
  if (line.too_long)
    return say_error(line.id ? std::to_string(*line.id) : "", errc::too_large,
                     "A message has at most " + std::to_string(limits::upstream_line_bytes_max) +
                         " bytes.");
  auto messages = read_bridge_messages(line.text);
  if (!messages)
    return say_error({}, messages.error().code, messages.error().detail);
  for (auto& message : *messages)
    take(std::move(message));
}

void bridge::take(bridge_message message) {
  const bool initializes = message.method == "initialize" && !message.stateless();
  if (message.stateless())
    stateless_version_ = message.version;
  else if (phase_ == phase::none && !initializes)
    message.version = stateless_version_;
  if (!admit(message))
    return;
  if (!message.cancels.empty())
    return cancel(message);
  if (initializes) {
    stop_listening();
    hello_ = message;
    phase_ = phase::none;
    greets_ = gone_ = false;
    session_.clear();
    version_.clear();
    settings_.clear();
  }
  submit(add(std::move(message), false));
}

/// Returns whether there is room for a message; if not, its sender is told.
bool bridge::admit(const bridge_message& message) {
  const bool asks = message.what == bridge_message::kind::request;
  if (done_ || ended_) {
    if (asks)
      say_error(message.id, errc::shutting_down, "The bridge is ending.");
    return false;
  }
  if (asks && open_.contains(message.key)) {
    say_error(message.id, errc::invalid_request, "A request with this id is still open.");
    return false;
  }
  if (open_.size() < limits::open_calls_per_session_max &&
      queued_bytes_ + message.text.size() <= limits::upstream_queue_bytes_max)
    return true;
  if (asks)
    say_error(message.id, errc::overloaded, "Too many requests are open; try again later.");
  else
    output_.log("dropped", "a message, since too many requests are open");
  return !asks && queued_bytes_ + message.text.size() <= limits::upstream_queue_bytes_max;
}

void bridge::cancel(const bridge_message& notice) {
  const auto found = open_.find(notice.cancels);
  if (found == open_.end())
    return; // answered already
  const auto serial = found->second;
  auto& one = running_.at(serial);
  if (one.message.method == "initialize" && !one.message.stateless())
    return; // MCP forbids it (2025-11-25, cancellation)
  // Closing its stream cancels a request of the stateless era; what is still waiting is just
  // forgotten.
  if (one.message.stateless() || !one.post)
    return drop(serial);
  one.cancelled = true;
  one.post->expire_after(limits::shutdown_grace);
  send(add(notice, false));
}

std::uint64_t bridge::add(bridge_message message, bool own) {
  const auto serial = ++last_serial_;
  queued_bytes_ += message.text.size();
  if (message.what == bridge_message::kind::request)
    open_[message.key] = serial;
  auto& one = running_[serial];
  one.message = std::move(message);
  one.own = own;
  return serial;
}

void bridge::drop(std::uint64_t serial) {
  auto found = running_.extract(serial);
  if (!found)
    return;
  auto& one = found.mapped();
  queued_bytes_ -= one.message.text.size();
  if (auto open = open_.find(one.message.key); open != open_.end() && open->second == serial)
    open_.erase(open);
  std::erase(held_, serial);
  if (one.post)
    one.post->cancel();
  end_if_idle();
}

void bridge::end(std::function<void()> done) {
  done_ = std::move(done);
  farewell_.emplace(loop_, limits::shutdown_grace, [weak = weak_from_this()] {
    if (auto self = weak.lock())
      self->farewell();
  });
  end_if_idle();
}

void bridge::end_if_idle() {
  const bool busy = std::any_of(running_.begin(), running_.end(), [](const auto& entry) {
    const auto& one = entry.second;
    return !one.answered && one.message.method != "subscriptions/listen";
  });
  if (done_ && !busy)
    farewell();
}

void bridge::farewell() {
  if (std::exchange(ended_, true))
    return;
  for (auto& [serial, one] : std::exchange(running_, {})) {
    if (one.post)
      one.post->cancel();
    if (one.message.what == bridge_message::kind::request && !one.own && !one.answered)
      say_error(one.message.id, errc::upstream_lost, "The bridge ends; the outcome is unknown.");
    if (one.message.method == "subscriptions/listen" && !one.answered)
      output_.line(notice_of_end(one.message.id));
  }
  open_.clear();
  held_.clear();
  stop_listening();
  farewell_.reset();
  if (session_.empty())
    return done_();
  auto request = request_with(session_, version_);
  request.method = "DELETE";
  request.timeout = limits::shutdown_grace;
  http_events events;
  events.on_head = [done = done_](const http_head&) {
    done();
    return false;
  };
  events.on_failed = [done = done_](bool, const std::string&) { done(); };
  client_->send(std::move(request), std::move(events));
}

} // namespace gatehouse
