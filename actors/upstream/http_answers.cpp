#include "actors/upstream/http_transport.hpp"
#include "storage/json/json.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

/// A server may leave an answered event stream open; this long its end is waited for, so that the
/// connection can be kept.
constexpr std::chrono::milliseconds after_answer{2000};
constexpr std::size_t refusal_bytes_max = 64u << 10;

/// L-TRANS-22: visible ASCII only.
bool is_session_id(std::string_view id) {
  return id.size() <= limits::upstream_session_bytes_max &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// Whether a body is a JSON-RPC error that answers no request: the server refused the message
/// before it took it for a request, so nothing ran (JSON-RPC 2.0, 5).
bool answers_no_request(std::string_view body) {
  auto document = json_document::parse(body, {refusal_bytes_max, limits::json_depth_max});
  if (!document || !document->root().find("error"))
    return false;
  auto id = document->root().find("id");
  return !id || id->kind() == json_kind::null;
}

} // namespace

http_events http_transport::events_of(std::uint64_t id) {
  auto self = shared_from_this();
  http_events events;
  events.on_head = [self, id](const http_head& head) { return self->head_arrived(id, head); };
  events.on_body = [self, id](std::string_view bytes) { return self->body_arrived(id, bytes); };
  events.on_end = [self, id] { self->ended(id); };
  events.on_failed = [self, id](bool may_have_run, std::string why) {
    auto post = self->posts_.find(id);
    if (post != self->posts_.end() && post->second.events)
      return self->broke_off(id);
    self->give_up(
        id, {may_have_run ? how_it_ended::transport : how_it_ended::not_sent, {}, std::move(why)});
  };
  return events;
}

bool http_transport::head_arrived(std::uint64_t id, const http_head& head) {
  auto found = posts_.find(id);
  if (found == posts_.end())
    return false;
  auto& post = found->second;
  post.status = head.status;
  if (!take_session(id, head))
    return false;
  if (head.status == 200 && head.content_type == "text/event-stream")
    post.events.emplace(post.answer_bytes_max);
  else if (head.status == 200 && head.content_type == "application/json")
    post.json = true;
  else if (head.status >= 200 && head.status < 300) {
    give_up(id, {how_it_ended::garbage,
                 {},
                 "HTTP " + std::to_string(head.status) + " with neither JSON nor an event stream"});
    return false;
  }
  return true;
}

/// The answer to initialize may bring a session id; other answers repeat it, or do not matter.
bool http_transport::take_session(std::uint64_t id, const http_head& head) {
  const bool initializing = era_ == server_era::sessions && version_.empty();
  if (!initializing || head.status != 200 || head.session_id.empty())
    return true;
  if (!is_session_id(head.session_id)) {
    give_up(id, {how_it_ended::garbage, {}, "the server's session id is malformed"});
    return false;
  }
  session_ = head.session_id;
  return true;
}

bool http_transport::body_arrived(std::uint64_t id, std::string_view bytes) {
  auto found = posts_.find(id);
  if (found == posts_.end())
    return true; // answered already: read on to the end, to keep the connection
  auto& post = found->second;
  if (!post.events) {
    const auto bytes_max = post.json ? post.answer_bytes_max : refusal_bytes_max;
    if (post.body.size() + bytes.size() <= bytes_max) {
      post.body.append(bytes);
      return true;
    }
    if (post.json)
      give_up(id, {how_it_ended::too_large, {}, "the answer is larger than its bound"});
    else
      refused(id, {}, post.status);
    return false;
  }
  std::vector<sse_event> events;
  const bool bounded = post.events->feed(bytes, events);
  if (!events_arrived(id, events))
    return false;
  if (bounded)
    return true;
  give_up(id, {how_it_ended::too_large, {}, "the answer is larger than its bound"});
  return false;
}

/// Returns false when the exchange is of no more use.
bool http_transport::events_arrived(std::uint64_t id, std::vector<sse_event>& events) {
  for (auto& event : events) {
    if (event.data.empty())
      continue;
    if (hear(event.data, id) || closed_)
      continue;
    give_up(id, {how_it_ended::garbage, {}, "the event stream carries something else than MCP"});
    return false;
  }
  return !closed_;
}

/// Hands a text up; returns whether it was MCP.
bool http_transport::hear(std::string& text, std::optional<std::uint64_t> during) {
  auto heard = events_.on_text(text, during);
  for (auto id : heard.answered) {
    auto post = posts_.extract(id);
    if (!post)
      continue;
    post.mapped().exchange->expire_after(after_answer);
    if (post.mapped().resumed)
      post.mapped().resumed->stop();
  }
  return heard.understood;
}

void http_transport::ended(std::uint64_t id) {
  auto found = posts_.find(id);
  if (found == posts_.end())
    return;
  auto& post = found->second;
  if (post.events)
    return broke_off(id);
  auto body = post.body.take();
  if (!post.json)
    return refused(id, std::move(body), post.status);
  hear(body, id);
  give_up(id, {how_it_ended::garbage, {}, "the answer is not an MCP response to the request"});
}

/// The server did not serve the request; `body` may hold the reason as a JSON-RPC error.
void http_transport::refused(std::uint64_t id, std::string body, unsigned status) {
  // MCP says 404 to a session that is not known. The servers of the TypeScript SDK's examples, and
  // what was made after them, say 400, with an error that answers no request. So a 400 ends the
  // session, too; without such an error it may as well come from a tool that ran.
  const bool had_session = !session_.empty();
  const bool unheard = status == 400 && answers_no_request(body);
  if (!body.empty() && !(status == 404 && had_session))
    hear(body, id);
  const bool gone = had_session && (status == 404 || (status == 400 && posts_.contains(id)));
  upstream_reply why;
  const bool never_ran = refused_before_running(status) || unheard;
  why.how = never_ran ? how_it_ended::not_sent : how_it_ended::transport;
  why.detail =
      status == 404 && gone ? "the server has ended the session" : "HTTP " + std::to_string(status);
  why.http_status = status;
  give_up(id, std::move(why));
  if (gone)
    expire();
}

/// An event stream ended before the answer. MCP 2025-11-25 lets a server do so and go on with the
/// work; with an event id the rest can be had (transports, resumability). 2026-07-28 does not.
void http_transport::broke_off(std::uint64_t id) {
  auto& post = posts_.at(id);
  const auto last_id = post.events->last_event_id();
  if (last_id.empty() || closed_ || era_ == server_era::stateless)
    return give_up(id, {how_it_ended::transport, {}, "the event stream ended before the answer"});
  auto refused = [self = shared_from_this(), id](unsigned status) {
    if (status == 404 && !self->session_.empty())
      return self->expire();
    self->give_up(id, {how_it_ended::transport, {}, "the event stream cannot be resumed"});
  };
  post.resumed = make_stream(post.answer_bytes_max, id, refused);
  post.resumed->start(last_id, post.events->retry());
}

void http_transport::give_up(std::uint64_t id, upstream_reply why) {
  if (auto post = posts_.extract(id)) {
    if (post.mapped().resumed)
      post.mapped().resumed->stop();
    auto on_undelivered = events_.on_undelivered;
    on_undelivered(id, std::move(why));
  }
}

} // namespace gatehouse
