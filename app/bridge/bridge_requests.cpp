#include "app/bridge/bridge.hpp"
#include "events/names/ascii.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view outcome_unknown =
    "The connection broke during the request; its outcome is unknown, and it was not sent again: ";

bool is_visible_text(std::string_view text) {
  return !text.empty() && check_http_header("x", text);
}

/// Returns whether a refusal says that there is no such session: by its status, or as many servers
/// do, by an error of status 400 that answers no request and speaks of the session.
bool names_no_session(const post_end& end) {
  if (end.status != 400)
    return end.status == 404;
  const auto id = raw_at(end.body, {"id"});
  const auto message = lower(raw_at(end.body, {"error", "message"}));
  return (id.empty() || id == "null") && message.find("session") != std::string::npos;
}

/// Returns whether a server answers so that cannot serve at the moment.
bool is_for_now(unsigned status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

} // namespace

void bridge::send(std::uint64_t serial) {
  auto& one = running_.at(serial);
  const auto& message = one.message;
  const bool asks = message.what == bridge_message::kind::request;
  const bool initializes = message.method == "initialize" && !message.stateless();
  one.again.reset();
  one.session = message.stateless() || initializes ? "" : session_;
  auto request = request_with(one.session, message.stateless() || initializes ? "" : version_);
  request.method = "POST";
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Accept", "application/json, text/event-stream");
  if (message.stateless() && !add_stateless_headers(request, message))
    return fail(serial, errc::invalid_request, "The method or the version is malformed.");
  request.body = message.text;
  request.harmless = !asks || only_reads(message.method);
  const auto weak = weak_from_this();
  std::optional<post_resumption> resumption;
  if (!message.stateless())
    resumption = post_resumption{[weak, session = one.session] {
                                   auto self = weak.lock();
                                   return self ? self->request_with(session, self->version_)
                                               : upstream_http_request{};
                                 },
                                 options_.patience,
                                 [weak](const std::string& why) {
                                   if (auto self = weak.lock())
                                     self->output_.log("resuming", self->without_token(why));
                                 }};
  post_events events;
  events.on_head = [weak, serial](const http_head& head) {
    if (auto self = weak.lock())
      self->head_arrived(serial, head);
  };
  events.on_text = [weak, serial](std::string_view text) {
    auto self = weak.lock();
    return self && self->text_arrived(serial, text);
  };
  events.on_end = [weak, serial](const post_end& end) {
    if (auto self = weak.lock())
      self->ended(serial, end);
  };
  one.post =
      std::make_shared<bridge_post>(loop_, client_, std::move(resumption), std::move(events));
  one.post->start(std::move(request));
}

upstream_http_request bridge::request_with(const std::string& session,
                                           const std::string& version) const {
  upstream_http_request request;
  if (!options_.token.empty())
    request.headers.emplace_back("Authorization", "Bearer " + options_.token);
  if (!version.empty())
    request.headers.emplace_back("MCP-Protocol-Version", version);
  if (!session.empty())
    request.headers.emplace_back("Mcp-Session-Id", session);
  return request;
}

/// Repeats in headers what the body says; returns false if a header cannot say it.
bool bridge::add_stateless_headers(upstream_http_request& request,
                                   const bridge_message& message) const {
  if (!is_visible_text(message.version) ||
      (!message.method.empty() && !is_visible_text(message.method)))
    return false;
  request.headers.emplace_back("MCP-Protocol-Version", message.version);
  if (!message.method.empty())
    request.headers.emplace_back("Mcp-Method", message.method);
  if (!message.name.empty())
    request.headers.emplace_back("Mcp-Name", mcp_header_value(message.name));
  if (message.method == "tools/call")
    for (auto& header : param_headers_.headers_of(message.name, message.text))
      request.headers.push_back(std::move(header));
  return true;
}

/// Hands on what the server sent in answer to a message; returns whether that is answered now.
bool bridge::text_arrived(std::uint64_t serial, std::string_view text) {
  const auto messages = read_bridge_messages(text);
  if (!messages) {
    output_.log("garbage", "the server sent something else than MCP: " + messages.error().detail);
    return false;
  }
  for (const auto& message : *messages) {
    auto found = running_.find(serial);
    if (message.method == "notifications/subscriptions/acknowledged" && found != running_.end()) {
      found->second.failing_since.reset();
      if (std::exchange(found->second.acknowledged, true))
        continue; // of a stream that was opened again
    }
    if (message.what == bridge_message::kind::request && found != running_.end() &&
        found->second.message.stateless()) { // M-STDIO-01: a server of that era asks nothing
      output_.log("dropped", "a request of a server that may make none: " + message.method);
      continue;
    }
    deliver(message);
  }
  const auto found = running_.find(serial);
  return found == running_.end() || found->second.answered;
}

void bridge::deliver(const bridge_message& message) {
  if (message.what != bridge_message::kind::response)
    return output_.line(message.text);
  const auto open = open_.find(message.key);
  if (open != open_.end())
    answered(open->second, message);
  else
    output_.log("dropped", "a response to no request that is open");
}

void bridge::answered(std::uint64_t serial, const bridge_message& answer) {
  auto& one = running_.at(serial);
  one.answered = true;
  open_.erase(one.message.key);
  const bool stateless = one.message.stateless();
  const bool own = one.own;
  const auto method = one.message.method;
  if (!own && !one.cancelled)
    output_.line(answer.text);
  if (method == "subscriptions/listen")
    output_.line(notice_of_end(one.message.id));
  if (own && answer.failed && method != "initialize")
    output_.log("not_restored", method);
  else if (!own && !stateless && !answer.failed)
    settings_.learn(one.message);
  if (method == "initialize" && !stateless)
    initialized(answer, own);
  else if (method == "tools/list" && stateless)
    param_headers_.learn(answer.text);
  end_if_idle();
}

void bridge::ended(std::uint64_t serial, const post_end& end) {
  auto found = running_.find(serial);
  if (found == running_.end())
    return;
  auto& one = found->second;
  one.post.reset();
  if (one.answered || one.cancelled)
    return drop(serial);
  const bool asks = one.message.what == bridge_message::kind::request;
  const bool repeatable = !asks || only_reads(one.message.method) ||
                          (one.message.method == "initialize" && !one.message.stateless());
  switch (end.how) {
  case post_end::kind::complete:
    if (!asks)
      return completed(serial);
    return fail(serial, errc::upstream_protocol, "The server's answer has no response in it.");
  case post_end::kind::not_sent:
    return retry(serial, end.detail);
  case post_end::kind::lost:
    if (repeatable)
      return retry(serial, end.detail);
    return fail(serial, errc::upstream_lost, std::string{outcome_unknown} + end.detail + ".");
  case post_end::kind::refused:
    if (repeatable && is_for_now(end.status))
      return retry(serial, end.detail);
    return refused(serial, end);
  case post_end::kind::too_large:
    return fail(serial, errc::upstream_too_large, end.detail);
  }
}

/// The server has taken a notification or a response.
void bridge::completed(std::uint64_t serial) {
  const auto& one = running_.at(serial);
  const bool greeting =
      one.message.method == "notifications/initialized" && (phase_ == phase::greeting || one.own);
  if (greeting)
    greets_ = true;
  drop(serial);
  if (greeting)
    greeted();
}

void bridge::refused(std::uint64_t serial, const post_end& end) {
  auto& one = running_.at(serial);
  const auto error = without_token(bridge_error_of(one.message.id, end.body));
  if (!one.session.empty() && names_no_session(end)) {
    if (one.message.what != bridge_message::kind::response)
      return session_gone(serial);
    output_.log("dropped", "an answer to a question of a session that is gone");
    return drop(serial);
  }
  if (end.status == 401)
    output_.log("unauthorized", options_.token.empty()
                                    ? "HTTP 401: the server wants a token; set GATEHOUSE_TOKEN"
                                    : "HTTP 401: the server refused the token of GATEHOUSE_TOKEN");
  else if (end.status == 403)
    output_.log("forbidden", "HTTP 403: the token of GATEHOUSE_TOKEN may not do that here");
  if (error.empty() || one.own || one.message.what != bridge_message::kind::request)
    return fail(serial,
                end.status == 401   ? errc::unauthorized
                : end.status == 403 ? errc::forbidden
                                    : errc::upstream_unavailable,
                "The server refused the message: HTTP " + std::to_string(end.status) + ".");
  const bool initializes = one.message.method == "initialize" && !one.message.stateless();
  drop(serial);
  if (initializes)
    phase_ = phase::none;
  output_.line(error);
  release_held();
}

/// Sends a message again after a growing delay, unless the server has been away for too long.
void bridge::retry(std::uint64_t serial, const std::string& why) {
  auto& one = running_.at(serial);
  const auto now = clock::now();
  if (!one.failing_since) {
    one.failing_since = now;
    one.delay = one.acknowledged ? std::chrono::milliseconds{limits::stream_retry_delay_min}
                                 : std::chrono::milliseconds{limits::bridge_retry_delay_min};
    output_.log("retrying", without_token(why));
  }
  const auto left = options_.patience -
                    std::chrono::duration_cast<std::chrono::milliseconds>(now - *one.failing_since);
  if (left.count() <= 0 || done_)
    return fail(serial, errc::upstream_unavailable, "The server cannot be reached: " + why + ".");
  const auto delay = std::min(one.delay, left);
  one.delay = std::min<std::chrono::milliseconds>(one.delay * 2, limits::bridge_retry_delay_max);
  one.again.emplace(loop_, delay, [weak = weak_from_this(), serial] {
    if (auto self = weak.lock(); self && self->running_.contains(serial))
      self->send(serial);
  });
}

/// Gives a message up; whoever waits for an answer gets an error.
void bridge::fail(std::uint64_t serial, errc code, const std::string& why) {
  const auto& one = running_.at(serial);
  const auto message = one.message;
  const bool own = one.own;
  const bool cancelled = one.cancelled;
  drop(serial);
  if (own && phase_ == phase::reopening)
    return reopening_failed(without_token(why));
  if (own)
    return output_.log("not_restored", without_token(message.method + ": " + why));
  if (message.what != bridge_message::kind::request)
    output_.log("undelivered", without_token(message.method + ": " + why));
  else if (!cancelled)
    say_error(message.id, code, why);
  if (message.method == "subscriptions/listen")
    output_.line(notice_of_end(message.id));
  if (message.method == "initialize" && !message.stateless())
    phase_ = phase::none;
  else if (message.method == "notifications/initialized" && phase_ == phase::greeting)
    phase_ = phase::open;
  if (settled() && !gone_)
    release_held();
}

void bridge::say_error(const std::string& id, errc code, const std::string& why) {
  output_.line(bridge_error(id, info(code).jsonrpc_code, without_token(why)));
}

/// What a server says may repeat the token; what we say does not.
std::string bridge::without_token(std::string text) const {
  if (options_.token.empty())
    return text;
  constexpr std::string_view instead = "(token)";
  auto at = text.find(options_.token);
  while (at != std::string::npos) {
    text.replace(at, options_.token.size(), instead);
    at = text.find(options_.token, at + instead.size());
  }
  return text;
}

} // namespace gatehouse
