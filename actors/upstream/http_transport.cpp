#include "actors/upstream/http_transport.hpp"

#include "actors/upstream/io_loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace gatehouse {

namespace {

constexpr std::chrono::milliseconds farewell{5000};

} // namespace

http_transport::http_transport(io_loop& loop, upstream_target target)
    : io_(loop), loop_(*static_cast<boost::asio::io_context*>(loop.native())),
      target_(std::move(target)) {}

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
  client_ =
      upstream_http_client::make(io_, *std::move(url), target_.connect_timeout, target_.addresses);
  return nothing{};
}

void http_transport::speak(server_era era, const std::string& version) {
  era_ = era;
  version_ = version;
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

upstream_http_request http_transport::make_post(std::string text) const {
  auto request = make_request();
  request.method = "POST";
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("Accept", "application/json, text/event-stream");
  request.body = std::move(text);
  return request;
}

void http_transport::send(outgoing_request outgoing) {
  const auto id = outgoing.id;
  if (closed_) {
    boost::asio::post(loop_, [self = shared_from_this(), id] {
      self->events_.on_undelivered(
          id, {upstream_reply::kind::not_sent, {}, "the connection is closed"});
    });
    return;
  }
  auto request = make_post(std::move(outgoing.text));
  request.headers.insert(request.headers.end(), outgoing.headers.begin(), outgoing.headers.end());
  request.harmless = outgoing.harmless;
  auto& post = posts_[id];
  post.answer_bytes_max = outgoing.answer_bytes_max;
  post.exchange = client_->send(std::move(request), events_of(id));
}

void http_transport::notify(std::string text, std::function<void()> done) {
  if (closed_ || notices_ == limits::upstream_notices_max) {
    boost::asio::post(loop_, std::move(done));
    return;
  }
  auto request = make_post(std::move(text));
  request.harmless = true;
  request.timeout = target_.connect_timeout;
  ++notices_;
  auto self = shared_from_this();
  http_events events;
  events.on_head = [self](const http_head& head) {
    self->notified(head);
    return true;
  };
  events.on_body = [](std::string_view) { return true; };
  events.on_end = [self, done] {
    --self->notices_;
    done();
  };
  events.on_failed = [self, done](bool, const std::string& why) {
    --self->notices_;
    self->events_.on_log("a notification was not delivered: " + why);
    done();
  };
  client_->send(std::move(request), std::move(events));
}

void http_transport::notified(const http_head& head) {
  if (head.status == 404 && !session_.empty())
    expire();
  else if (head.status >= 300)
    events_.on_log("a notification was refused: HTTP " + std::to_string(head.status));
}

/// Without sessions, closing the stream is the cancellation (M-CANC-01).
bool http_transport::forget(std::uint64_t id) {
  auto post = posts_.extract(id);
  if (!post)
    return false;
  post.mapped().exchange->cancel();
  if (post.mapped().resumed)
    post.mapped().resumed->stop();
  return era_ != server_era::stateless;
}

std::shared_ptr<event_stream>
http_transport::make_stream(std::size_t bytes_max, std::optional<std::uint64_t> during,
                            std::function<void(unsigned)> on_refused) {
  auto self = shared_from_this();
  event_stream_events events;
  events.make_request = [self] { return self->make_request(); };
  events.on_data = [self, during](std::string& data) {
    if (!self->hear(data, during))
      self->events_.on_log("the event stream carries something else than MCP");
  };
  events.on_refused = std::move(on_refused);
  events.on_trouble = [self](std::string why) { self->events_.on_log(std::move(why)); };
  return event_stream::make(loop_, client_, bytes_max, std::move(events));
}

void http_transport::listen() {
  if (closed_ || stream_ || era_ == server_era::stateless)
    return;
  auto refused = [self = shared_from_this()](unsigned status) {
    if (status == 404 && !self->session_.empty())
      self->expire();
  };
  stream_ = make_stream(limits::upstream_line_bytes_max, std::nullopt, refused);
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

std::shared_ptr<message_transport> make_http_transport(io_loop& loop, upstream_target target) {
  return std::make_shared<http_transport>(loop, std::move(target));
}

} // namespace gatehouse
