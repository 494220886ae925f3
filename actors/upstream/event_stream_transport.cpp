#include "actors/upstream/deadline.hpp"
#include "actors/upstream/endpoint_url.hpp"
#include "actors/upstream/http_client.hpp"
#include "actors/upstream/http_post.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/message_transport.hpp"
#include "actors/upstream/sse_parser.hpp"

#include <map>
#include <optional>
#include <utility>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

/// HTTP with an event stream beside it: the stream brings everything the server says, its first
/// event names where to POST what the client says. It cannot be resumed.
class event_stream_transport final : public connected_transport,
                                     public std::enable_shared_from_this<event_stream_transport> {
public:
  event_stream_transport(io_loop& loop, upstream_target target)
      : loop_(loop), target_(std::move(target)) {}

  void open(transport_events events, std::function<void(outcome<nothing>)> ready) override;
  void send(outgoing_request request) override;
  void notify(std::string text, std::function<void()> done) override;
  bool forget(std::uint64_t id) override;
  void close() override;

private:
  outcome<http_url> prepare() const;
  void connect();
  bool head_arrived(const http_head& head);
  bool body_arrived(std::string_view bytes);
  void event_arrived(sse_event& event);
  void endpoint_arrived(std::string_view reference);
  http_events events_of(std::uint64_t id);
  upstream_http_request make_post(std::string text) const;
  void fail(std::string reason);

  io_loop& loop_;
  const upstream_target target_;
  transport_events events_;
  std::function<void(outcome<nothing>)> ready_; ///< until the endpoint is known
  std::optional<deadline> patience_;
  http_url url_;
  std::shared_ptr<http_exchange> stream_;
  sse_parser parser_{limits::upstream_line_bytes_max};
  std::shared_ptr<upstream_http_client> posts_to_;
  std::map<std::uint64_t, std::shared_ptr<http_exchange>> posts_;
  std::size_t notices_ = 0;
  bool closed_ = false;
};

void event_stream_transport::open(transport_events events,
                                  std::function<void(outcome<nothing>)> ready) {
  events_ = std::move(events);
  ready_ = std::move(ready);
  auto url = prepare();
  loop_.post([self = shared_from_this(), url = std::move(url)] {
    if (!url)
      return self->ready_(url.error());
    self->url_ = *url;
    self->connect();
  });
}

outcome<http_url> event_stream_transport::prepare() const {
  for (const auto& [name, value] : target_.headers)
    if (auto checked = check_http_header(name, value); !checked)
      return checked.error();
  return parse_http_url(target_.url);
}

void event_stream_transport::connect() {
  auto self = shared_from_this();
  upstream_http_request request;
  request.method = "GET";
  request.headers.assign(target_.headers.begin(), target_.headers.end());
  request.headers.emplace_back("Accept", "text/event-stream");
  http_events events;
  events.on_head = [self](const http_head& head) { return self->head_arrived(head); };
  events.on_body = [self](std::string_view bytes) { return self->body_arrived(bytes); };
  events.on_end = [self] { self->fail("the server has ended its event stream"); };
  events.on_failed = [self](bool, const std::string& why) { self->fail(why); };
  patience_.emplace(loop_, target_.connect_timeout, [weak = weak_from_this()] {
    if (auto alive = weak.lock())
      alive->fail("the server names no endpoint");
  });
  auto client = upstream_http_client::make(loop_, url_, target_.connect_timeout, target_.addresses);
  stream_ = client->send(std::move(request), std::move(events));
}

bool event_stream_transport::head_arrived(const http_head& head) {
  if (head.status == 200 && head.content_type == "text/event-stream")
    return true;
  fail("HTTP " + std::to_string(head.status) + " in place of an event stream");
  return false;
}

bool event_stream_transport::body_arrived(std::string_view bytes) {
  std::vector<sse_event> found;
  const bool bounded = parser_.feed(bytes, found);
  for (auto& event : found)
    if (!closed_)
      event_arrived(event);
  if (!bounded && !closed_)
    fail("an event is larger than its bound");
  return !closed_;
}

void event_stream_transport::event_arrived(sse_event& event) {
  if (event.type == "endpoint" && !posts_to_)
    endpoint_arrived(event.data);
  else if (event.type.empty() || event.type == "message") {
    if (!events_.on_text(event.data, std::nullopt).understood)
      events_.on_log("the event stream carries something else than MCP");
  }
}

void event_stream_transport::endpoint_arrived(std::string_view reference) {
  auto url = resolve_endpoint(url_, reference);
  if (!url)
    return fail(url.error().detail);
  patience_.reset();
  posts_to_ = upstream_http_client::make(loop_, *std::move(url), target_.connect_timeout,
                                         target_.addresses);
  if (auto ready = std::exchange(ready_, nullptr))
    ready(nothing{});
}

upstream_http_request event_stream_transport::make_post(std::string text) const {
  upstream_http_request request;
  request.method = "POST";
  request.headers.assign(target_.headers.begin(), target_.headers.end());
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Accept", "application/json, text/event-stream");
  request.body = std::move(text);
  return request;
}

/// The answer to the POST says only whether the request was taken; its own comes over the stream.
http_events event_stream_transport::events_of(std::uint64_t id) {
  auto self = shared_from_this();
  auto undelivered = [self, id](upstream_reply why) {
    if (self->posts_.erase(id) > 0 && !self->closed_)
      self->events_.on_undelivered(id, std::move(why));
  };
  http_events events;
  events.on_head = [undelivered](const http_head& head) {
    if (head.status >= 200 && head.status < 300)
      return true;
    upstream_reply why;
    why.how =
        refused_before_running(head.status) ? how_it_ended::not_sent : how_it_ended::transport;
    why.detail = "HTTP " + std::to_string(head.status);
    why.http_status = head.status;
    undelivered(std::move(why));
    return false;
  };
  events.on_body = [](std::string_view) { return true; };
  events.on_end = [self, id] { self->posts_.erase(id); };
  events.on_failed = [undelivered](bool may_have_run, std::string why) {
    undelivered(
        {may_have_run ? how_it_ended::transport : how_it_ended::not_sent, {}, std::move(why)});
  };
  return events;
}

void event_stream_transport::send(outgoing_request request) {
  const auto id = request.id;
  if (closed_ || !posts_to_) {
    loop_.post([self = shared_from_this(), id] {
      self->events_.on_undelivered(id, {how_it_ended::not_sent, {}, "the connection is closed"});
    });
    return;
  }
  auto post = make_post(std::move(request.text));
  post.harmless = request.harmless;
  posts_[id] = posts_to_->send(std::move(post), events_of(id));
}

void event_stream_transport::notify(std::string text, std::function<void()> done) {
  if (closed_ || !posts_to_ || notices_ == limits::upstream_notices_max)
    return loop_.post(std::move(done));
  auto post = make_post(std::move(text));
  post.harmless = true;
  post.timeout = target_.connect_timeout;
  ++notices_;
  auto over = [self = shared_from_this(), done = std::move(done)] {
    --self->notices_;
    done();
  };
  http_events events;
  events.on_head = [](const http_head&) { return true; };
  events.on_body = [](std::string_view) { return true; };
  events.on_end = over;
  events.on_failed = [over](bool, const std::string&) { over(); };
  posts_to_->send(std::move(post), std::move(events));
}

bool event_stream_transport::forget(std::uint64_t id) {
  if (auto post = posts_.extract(id))
    post.mapped()->cancel();
  return true;
}

void event_stream_transport::fail(std::string reason) {
  if (closed_)
    return;
  close();
  if (auto ready = std::exchange(ready_, nullptr))
    return ready(failure{errc::upstream_unavailable, std::move(reason)});
  auto on_closed = events_.on_closed;
  on_closed(std::move(reason));
}

void event_stream_transport::close() {
  if (std::exchange(closed_, true))
    return;
  patience_.reset();
  if (stream_)
    stream_->cancel();
  for (auto& [id, post] : std::exchange(posts_, {}))
    post->cancel();
}

} // namespace

std::shared_ptr<message_transport> make_event_stream_transport(io_loop& loop,
                                                               upstream_target target) {
  return std::make_shared<event_stream_transport>(loop, std::move(target));
}

} // namespace gatehouse
