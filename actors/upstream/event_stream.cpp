#include "actors/upstream/event_stream.hpp"

#include "events/core/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <optional>

namespace gatehouse {

namespace {

using std::chrono::milliseconds;

/// A server that asks for no delay at all does not get a busy loop.
constexpr milliseconds least_delay{100};

class reconnecting_stream final : public event_stream,
                                  public std::enable_shared_from_this<reconnecting_stream> {
public:
  reconnecting_stream(boost::asio::io_context& loop, std::shared_ptr<upstream_http_client> client,
                      std::size_t event_bytes_max, event_stream_events events)
      : client_(std::move(client)), bytes_max_(event_bytes_max), events_(std::move(events)),
        waiting_(loop) {}

  void start(std::string last_event_id, std::optional<milliseconds> delay) override {
    last_id_ = std::move(last_event_id);
    asked_delay_ = delay;
    if (last_id_.empty())
      connect();
    else
      wait();
  }

  void stop() override {
    stopped_ = true;
    waiting_.cancel();
    if (exchange_)
      exchange_->cancel();
    exchange_.reset();
    events_ = {};
  }

private:
  void connect();
  bool head_arrived(const http_head& head);
  bool body_arrived(std::string_view bytes);
  void wait();

  std::shared_ptr<upstream_http_client> client_;
  const std::size_t bytes_max_;
  event_stream_events events_;
  boost::asio::steady_timer waiting_;
  std::shared_ptr<http_exchange> exchange_;
  std::optional<sse_parser> parser_;
  std::string last_id_;
  std::optional<milliseconds> asked_delay_;
  milliseconds backoff_{0}; ///< grows with each attempt in vain
  bool stopped_ = false;
};

void reconnecting_stream::connect() {
  auto request = events_.make_request();
  request.method = "GET";
  request.harmless = true;
  request.headers.emplace_back("Accept", "text/event-stream");
  if (!last_id_.empty())
    request.headers.emplace_back("Last-Event-ID", last_id_);
  auto self = shared_from_this();
  http_events events;
  events.on_head = [self](const http_head& head) { return self->head_arrived(head); };
  events.on_body = [self](std::string_view bytes) { return self->body_arrived(bytes); };
  events.on_end = [self] { self->wait(); };
  events.on_failed = [self](bool, std::string why) {
    auto on_trouble = self->events_.on_trouble;
    on_trouble("event stream: " + why);
    self->wait();
  };
  exchange_ = client_->send(std::move(request), std::move(events));
}

bool reconnecting_stream::head_arrived(const http_head& head) {
  if (head.status == 200 && head.content_type == "text/event-stream") {
    parser_.emplace(bytes_max_);
    if (asked_delay_) // then that is the delay (L-TRANS-07), and not one that grows
      backoff_ = milliseconds{0};
    return true;
  }
  const bool for_now = head.status >= 500 || head.status == 429;
  if (for_now) {
    wait();
  } else {
    auto on_refused = events_.on_refused;
    on_refused(head.status);
  }
  return false;
}

bool reconnecting_stream::body_arrived(std::string_view bytes) {
  std::vector<sse_event> found;
  const bool bounded = parser_->feed(bytes, found);
  if (!parser_->last_event_id().empty())
    last_id_ = parser_->last_event_id();
  if (parser_->retry())
    asked_delay_ = parser_->retry();
  backoff_ = milliseconds{0};
  auto on_data = events_.on_data;
  for (auto& event : found)
    if (!stopped_ && !event.data.empty())
      on_data(event.data);
  if (bounded || stopped_)
    return !stopped_;
  auto on_trouble = events_.on_trouble;
  on_trouble("event stream: an event is larger than its bound");
  wait();
  return false;
}

void reconnecting_stream::wait() {
  exchange_.reset();
  if (stopped_)
    return;
  const auto asked = asked_delay_.value_or(limits::stream_retry_delay_min);
  waiting_.expires_after(std::max({asked, backoff_, least_delay}));
  backoff_ = std::clamp<milliseconds>(backoff_ * 2, limits::stream_retry_delay_min,
                                      limits::stream_retry_delay_max);
  waiting_.async_wait([self = shared_from_this()](auto error) {
    if (!error && !self->stopped_)
      self->connect();
  });
}

} // namespace

std::shared_ptr<event_stream> event_stream::make(boost::asio::io_context& loop,
                                                 std::shared_ptr<upstream_http_client> client,
                                                 std::size_t event_bytes_max,
                                                 event_stream_events events) {
  return std::make_shared<reconnecting_stream>(loop, std::move(client), event_bytes_max,
                                               std::move(events));
}

} // namespace gatehouse
