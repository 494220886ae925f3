#include "actors/upstream/event_stream.hpp"
#include "actors/upstream/http_client.hpp"
#include "actors/upstream/http_post.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/message_transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <map>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

/// A server may leave an answered event stream open; this long its end is waited for, so that the
/// connection can be kept.
constexpr std::chrono::milliseconds after_answer{2000};
constexpr std::chrono::milliseconds farewell{5000};
constexpr std::size_t refusal_bytes_max = 64u << 10;

/// MCP 2025-11-25, transports: visible ASCII only.
bool is_session_id(std::string_view id) {
  return id.size() <= limits::upstream_session_bytes_max &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

class http_transport final : public message_transport,
                             public std::enable_shared_from_this<http_transport> {
public:
  http_transport(io_loop& loop, upstream_target target)
      : io_(loop), loop_(*static_cast<boost::asio::io_context*>(loop.native())),
        target_(std::move(target)) {}

  void open(transport_events events, std::function<void(outcome<nothing>)> ready) override;
  void send(outgoing_request request) override;
  void notify(std::string text, std::function<void()> done) override;
  bool forget(std::uint64_t id) override;

  void negotiated(const std::string& version) override { version_ = version; }

  void listen() override;
  void close() override;

private:
  outcome<nothing> prepare();
  upstream_http_request make_request() const;
  bool head_arrived(std::uint64_t id, const http_head& head);
  bool body_arrived(std::uint64_t id, std::string_view bytes);
  bool events_arrived(std::uint64_t id, const std::vector<sse_event>& events);
  void ended(std::uint64_t id);
  void refused(std::uint64_t id, const std::string& body, unsigned status);
  void broke_off(std::uint64_t id);
  /// Hands a text up; returns whether it was MCP.
  bool hear(std::string_view text);
  void give_up(std::uint64_t id, how_it_ended how, std::string detail);
  void expire();
  std::shared_ptr<event_stream> make_stream(std::size_t bytes_max,
                                            std::function<void(unsigned)> on_refused);

  io_loop& io_;
  boost::asio::io_context& loop_;
  const upstream_target target_;
  transport_events events_;
  std::shared_ptr<upstream_http_client> client_;
  std::map<std::uint64_t, http_post> posts_;
  std::shared_ptr<event_stream> stream_;
  std::string session_;
  std::string version_; ///< empty until negotiated
  bool closed_ = false;
};

void http_transport::open(transport_events events, std::function<void(outcome<nothing>)> ready) {
  events_ = std::move(events);
  boost::asio::post(loop_, [ready, result = prepare()] { ready(result); });
}

outcome<nothing> http_transport::prepare() {
  auto url = parse_http_url(target_.url);
  if (!url)
    return url.error();
  for (const auto& [name, value] : target_.headers)
    if (auto checked = check_http_header(name, value); !checked)
      return checked;
  client_ = upstream_http_client::make(io_, *std::move(url), target_.connect_timeout);
  return nothing{};
}

upstream_http_request http_transport::make_request() const {
  upstream_http_request request;
  request.headers.assign(target_.headers.begin(), target_.headers.end());
  if (!version_.empty())
    request.headers.emplace_back("MCP-Protocol-Version", version_);
  if (!session_.empty())
    request.headers.emplace_back("Mcp-Session-Id", session_);
  return request;
}

void add_json_headers(upstream_http_request& request) {
  request.method = "POST";
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Accept", "application/json, text/event-stream");
}

void http_transport::send(outgoing_request outgoing) {
  const auto id = outgoing.id;
  if (closed_) {
    boost::asio::post(loop_, [self = shared_from_this(), id] {
      self->events_.on_undelivered(id, how_it_ended::not_sent, "the connection is closed");
    });
    return;
  }
  auto request = make_request();
  add_json_headers(request);
  request.body = std::move(outgoing.text);
  request.harmless = outgoing.harmless;
  auto self = shared_from_this();
  http_events events;
  events.on_head = [self, id](const http_head& head) { return self->head_arrived(id, head); };
  events.on_body = [self, id](std::string_view bytes) { return self->body_arrived(id, bytes); };
  events.on_end = [self, id] { self->ended(id); };
  events.on_failed = [self, id](bool may_have_run, std::string why) {
    auto post = self->posts_.find(id);
    if (post != self->posts_.end() && post->second.events)
      return self->broke_off(id);
    self->give_up(id, may_have_run ? how_it_ended::transport : how_it_ended::not_sent,
                  std::move(why));
  };
  auto& post = posts_[id];
  post.answer_bytes_max = outgoing.answer_bytes_max;
  post.exchange = client_->send(std::move(request), std::move(events));
}

bool http_transport::head_arrived(std::uint64_t id, const http_head& head) {
  auto found = posts_.find(id);
  if (found == posts_.end())
    return false;
  auto& post = found->second;
  post.status = head.status;
  if (version_.empty() && head.status == 200 && !head.session_id.empty()) {
    if (!is_session_id(head.session_id)) {
      give_up(id, how_it_ended::garbage, "the server's session id is malformed");
      return false;
    }
    session_ = head.session_id;
  }
  if (head.status == 200 && head.content_type == "text/event-stream")
    post.events.emplace(post.answer_bytes_max);
  else if (head.status == 200 && head.content_type == "application/json")
    post.json = true;
  else if (head.status >= 200 && head.status < 300) {
    give_up(id, how_it_ended::garbage,
            "HTTP " + std::to_string(head.status) + " with neither JSON nor an event stream");
    return false;
  }
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
      give_up(id, how_it_ended::too_large, "the answer is larger than its bound");
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
  give_up(id, how_it_ended::too_large, "the answer is larger than its bound");
  return false;
}

/// Returns false when the exchange is of no more use.
bool http_transport::events_arrived(std::uint64_t id, const std::vector<sse_event>& events) {
  for (const auto& event : events) {
    if (event.data.empty())
      continue;
    if (hear(event.data) || closed_)
      continue;
    give_up(id, how_it_ended::garbage, "the event stream carries something else than MCP");
    return false;
  }
  return !closed_;
}

bool http_transport::hear(std::string_view text) {
  auto heard = events_.on_text(text);
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
  const auto body = std::move(post.body);
  if (!post.json)
    return refused(id, body, post.status);
  hear(body);
  give_up(id, how_it_ended::garbage, "the answer is not an MCP response to the request");
}

/// The server did not serve the request; `body` may hold the reason as a JSON-RPC error.
void http_transport::refused(std::uint64_t id, const std::string& body, unsigned status) {
  // MCP says 404 to a session that is not known. The servers of the TypeScript SDK's examples, and
  // what was made after them, say 400, with an error that answers no request. So a 400 ends the
  // session, too; but it may as well come from a tool that ran, and does not say otherwise.
  const bool had_session = !session_.empty();
  if (!body.empty() && !(status == 404 && had_session))
    hear(body);
  const bool gone = had_session && (status == 404 || (status == 400 && posts_.contains(id)));
  give_up(id, refused_before_running(status) ? how_it_ended::not_sent : how_it_ended::transport,
          status == 404 && gone ? "the server has ended the session"
                                : "HTTP " + std::to_string(status));
  if (gone)
    expire();
}

/// An event stream ended before the answer. MCP 2025-11-25 lets a server do so and go on with the
/// work; with an event id the rest can be had (transports, resumability).
void http_transport::broke_off(std::uint64_t id) {
  auto& post = posts_.at(id);
  const auto last_id = post.events->last_event_id();
  if (last_id.empty() || closed_)
    return give_up(id, how_it_ended::transport, "the event stream ended before the answer");
  auto self = shared_from_this();
  post.resumed = make_stream(post.answer_bytes_max, [self, id](unsigned status) {
    if (status == 404 && !self->session_.empty())
      return self->expire();
    self->give_up(id, how_it_ended::transport, "the event stream cannot be resumed");
  });
  post.resumed->start(last_id, post.events->retry());
}

void http_transport::give_up(std::uint64_t id, how_it_ended how, std::string detail) {
  if (auto post = posts_.extract(id)) {
    if (post.mapped().resumed)
      post.mapped().resumed->stop();
    auto on_undelivered = events_.on_undelivered;
    on_undelivered(id, how, std::move(detail));
  }
}

void http_transport::notify(std::string text, std::function<void()> done) {
  if (closed_) {
    boost::asio::post(loop_, std::move(done));
    return;
  }
  auto request = make_request();
  add_json_headers(request);
  request.body = std::move(text);
  request.harmless = true;
  request.timeout = target_.connect_timeout;
  auto self = shared_from_this();
  http_events events;
  events.on_head = [self, done](const http_head& head) {
    if (head.status == 404 && !self->session_.empty())
      self->expire();
    else if (head.status >= 300)
      self->events_.on_log("a notification was refused: HTTP " + std::to_string(head.status));
    return true;
  };
  events.on_body = [](std::string_view) { return true; };
  events.on_end = done;
  events.on_failed = [self, done](bool, const std::string& why) {
    self->events_.on_log("a notification was not delivered: " + why);
    done();
  };
  client_->send(std::move(request), std::move(events));
}

bool http_transport::forget(std::uint64_t id) {
  auto post = posts_.extract(id);
  if (!post)
    return false;
  post.mapped().exchange->cancel();
  if (post.mapped().resumed)
    post.mapped().resumed->stop();
  return true;
}

std::shared_ptr<event_stream>
http_transport::make_stream(std::size_t bytes_max, std::function<void(unsigned)> on_refused) {
  auto self = shared_from_this();
  event_stream_events events;
  events.make_request = [self] { return self->make_request(); };
  events.on_data = [self](const std::string& data) {
    if (!self->hear(data))
      self->events_.on_log("the event stream carries something else than MCP");
  };
  events.on_refused = std::move(on_refused);
  events.on_trouble = [self](std::string why) { self->events_.on_log(std::move(why)); };
  return event_stream::make(loop_, client_, bytes_max, std::move(events));
}

void http_transport::listen() {
  if (closed_ || stream_)
    return;
  stream_ =
      make_stream(limits::upstream_line_bytes_max, [self = shared_from_this()](unsigned status) {
        if (status == 404 && !self->session_.empty())
          self->expire();
      });
  stream_->start({}, std::nullopt);
}

/// The server has forgotten the session: no request of it can be answered any more.
void http_transport::expire() {
  if (closed_)
    return;
  session_.clear();
  close();
  auto on_closed = events_.on_closed;
  on_closed("the server has ended the session");
}

void http_transport::close() {
  if (closed_)
    return;
  closed_ = true;
  if (stream_)
    stream_->stop();
  for (auto& [id, post] : std::exchange(posts_, {})) {
    post.exchange->cancel();
    if (post.resumed)
      post.resumed->stop();
  }
  if (session_.empty())
    return;
  auto request = make_request();
  request.method = "DELETE";
  request.timeout = farewell;
  http_events events;
  events.on_head = [](const http_head&) { return false; };
  events.on_failed = [](bool, const std::string&) {};
  client_->send(std::move(request), std::move(events));
}

} // namespace

std::shared_ptr<message_transport> make_http_transport(io_loop& loop, upstream_target target) {
  return std::make_shared<http_transport>(loop, std::move(target));
}

} // namespace gatehouse
