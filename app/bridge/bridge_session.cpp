#include "app/bridge/bridge.hpp"
#include "storage/json/json.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// MCP 2025-11-25, transports: visible ASCII only.
bool is_session_id(std::string_view id) {
  return id.size() <= limits::upstream_session_bytes_max &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace

void bridge::head_arrived(std::uint64_t serial, const http_head& head) {
  auto found = running_.find(serial);
  if (found == running_.end())
    return;
  auto& one = found->second;
  if (one.message.method == "initialize" && !one.message.stateless() && head.status == 200 &&
      is_session_id(head.session_id))
    session_ = head.session_id;
}

/// The server has answered initialize.
void bridge::initialized(const bridge_message& answer, bool own) {
  if (answer.failed)
    return own ? reopening_failed("the server refused to initialize again")
               : static_cast<void>(phase_ = phase::none);
  const auto version = raw_at(answer.text, {"result", "protocolVersion"});
  const auto text = json_document::parse(version);
  const auto chosen = text ? text->root().as_string().value_or("") : std::string{};
  version_ = check_http_header("x", chosen) ? chosen : std::string{};
  if (!own) {
    phase_ = phase::open;
    return release_held();
  }
  if (!greets_)
    return greeted();
  auto greeting = read_bridge_messages(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  send(add(std::move(greeting->front()), true));
}

/// The server has taken notifications/initialized, or was never to get it.
void bridge::greeted() {
  if (phase_ == phase::reopening)
    restore_settings();
  phase_ = phase::open;
  release_held();
  if (greets_)
    listen();
}

/// Sets in the new session what the client had set in the former one.
void bridge::restore_settings() {
  for (auto& message : settings_.to_repeat())
    send(add(std::move(message), true));
}

/// A message met a session that the server does not know: it did not run.
void bridge::session_gone(std::uint64_t serial) {
  auto& one = running_.at(serial);
  const bool current = one.session == session_;
  if (one.own || done_ || ++one.sessions >= limits::bridge_sessions_max)
    return fail(serial, errc::session_not_found, "The server does not keep a session.");
  one.post.reset();
  if (one.message.method == "notifications/initialized") {
    greets_ = true;
    if (!settled())
      phase_ = phase::open;
    drop(serial);
  } else {
    held_.push_back(serial);
  }
  if (current || gone_)
    reopen();
  else if (settled())
    release_held();
}

/// Initializes again with what the client said when it did.
void bridge::reopen() {
  if (phase_ == phase::reopening || hello_.text.empty() || done_)
    return;
  output_.log("session_gone", "the server has ended the session; it is initialized again");
  stop_listening();
  session_.clear();
  version_.clear();
  gone_ = false;
  phase_ = phase::reopening;
  send(add(hello_, true));
}

void bridge::reopening_failed(const std::string& why) {
  phase_ = phase::open;
  gone_ = true;
  output_.log("session_lost", why);
  for (const auto serial : std::exchange(held_, {}))
    fail(serial, errc::upstream_unavailable, "The session could not be opened again: " + why);
}

void bridge::release_held() {
  for (const auto serial : std::exchange(held_, {}))
    if (running_.contains(serial))
      submit(serial);
}

/// Sends a message of the client, now or when the session is open.
void bridge::submit(std::uint64_t serial) {
  const auto& message = running_.at(serial).message;
  if (!message.stateless()) {
    if (!settled() || gone_) {
      held_.push_back(serial);
      if (gone_)
        reopen();
      return;
    }
    if (message.method == "initialize")
      phase_ = phase::initializing;
    else if (message.method == "notifications/initialized" && phase_ == phase::open)
      phase_ = phase::greeting;
  }
  send(serial);
}

void bridge::listen() {
  if (stream_ || done_)
    return;
  const auto weak = weak_from_this();
  event_stream_events events;
  const auto attempts = std::make_shared<int>(0);
  events.make_request = [weak, attempts] {
    ++*attempts;
    auto self = weak.lock();
    return self ? self->request_with(self->session_, self->version_) : upstream_http_request{};
  };
  events.on_data = [weak](const std::string& data) {
    const auto self = weak.lock();
    auto messages = read_bridge_messages(data);
    if (self && messages)
      for (const auto& message : *messages)
        self->deliver(message);
  };
  events.on_refused = [weak, attempts](unsigned status) {
    const auto self = weak.lock();
    if (!self)
      return;
    self->stop_listening();
    // At the first attempt the session is new: there is no such stream, as with 405.
    const bool none = status == 405 || (status == 404 && *attempts == 1);
    if (status == 404 && !none && !self->session_.empty())
      self->reopen();
    else if (!none)
      self->output_.log("event_stream", "the server refused it: HTTP " + std::to_string(status));
  };
  events.on_trouble = [weak](const std::string& why) {
    if (auto self = weak.lock())
      self->output_.log("event_stream", self->without_token(why));
  };
  stream_ = event_stream::make(*static_cast<boost::asio::io_context*>(loop_.native()), client_,
                               limits::upstream_line_bytes_max, std::move(events));
  stream_->start({}, std::nullopt);
}

void bridge::stop_listening() {
  if (auto stream = std::exchange(stream_, nullptr))
    stream->stop();
}

} // namespace gatehouse
