#include "app/bridge/bridge_post.hpp"

#include "events/core/limits.hpp"

namespace gatehouse {

bridge_post::bridge_post(io_loop& loop, std::shared_ptr<upstream_http_client> client,
                         std::optional<post_resumption> resumption, post_events events)
    : loop_(loop), client_(std::move(client)), resumption_(std::move(resumption)),
      events_(std::move(events)) {}

void bridge_post::start(upstream_http_request request) {
  auto self = shared_from_this();
  http_events events;
  events.on_head = [self](const http_head& head) { return self->head_arrived(head); };
  events.on_body = [self](std::string_view bytes) { return self->body_arrived(bytes); };
  events.on_end = [self] { self->ended(); };
  events.on_failed = [self](bool may_have_run, std::string why) {
    self->failed(may_have_run, std::move(why));
  };
  exchange_ = client_->send(std::move(request), std::move(events));
}

void bridge_post::cancel() {
  over_ = true;
  events_ = {};
  if (exchange_)
    exchange_->cancel();
  if (resumed_)
    resumed_->stop();
  exchange_.reset();
  resumed_.reset();
}

void bridge_post::expire_after(std::chrono::milliseconds time) {
  if (resumed_)
    finish({post_end::kind::lost, status_, {}, "the answer was not waited for"});
  else if (exchange_)
    exchange_->expire_after(time);
}

bool bridge_post::head_arrived(const http_head& head) {
  status_ = head.status;
  auto on_head = events_.on_head;
  on_head(head);
  if (over_)
    return false;
  if (head.status == 200 && head.content_type == "text/event-stream")
    parser_.emplace(limits::upstream_line_bytes_max);
  return true;
}

bool bridge_post::body_arrived(std::string_view bytes) {
  if (!parser_) {
    if (body_.size() + bytes.size() <= limits::upstream_line_bytes_max) {
      body_.append(bytes);
      return true;
    }
    finish({post_end::kind::too_large, status_, {}, "the answer is larger than its bound"});
    return false;
  }
  std::vector<sse_event> found;
  const bool bounded = parser_->feed(bytes, found);
  for (const auto& event : found)
    if (!over_ && !event.data.empty())
      hear(event.data);
  if (!over_ && !bounded)
    finish({post_end::kind::too_large, status_, {}, "the answer is larger than its bound"});
  return !over_;
}

void bridge_post::hear(std::string_view text) {
  auto on_text = events_.on_text;
  if (!on_text(text) || over_)
    return;
  answered_ = true;
  if (resumed_)
    finish({post_end::kind::complete, status_, {}, {}});
  else if (exchange_)
    exchange_->expire_after(limits::bridge_answered_wait); // so that the connection can be kept
}

void bridge_post::ended() {
  const bool good = status_ >= 200 && status_ < 300;
  if (!good)
    return finish(
        {post_end::kind::refused, status_, std::move(body_), "HTTP " + std::to_string(status_)});
  if (!parser_ && !body_.empty())
    hear(std::exchange(body_, {}));
  if (over_)
    return;
  if (parser_ && !answered_)
    return resume();
  finish({post_end::kind::complete, status_, {}, {}});
}

void bridge_post::failed(bool may_have_run, std::string why) {
  if (answered_)
    return finish({post_end::kind::complete, status_, {}, {}});
  if (parser_)
    return resume();
  finish({may_have_run ? post_end::kind::lost : post_end::kind::not_sent,
          status_,
          {},
          std::move(why)});
}

/// MCP 2025-11-25 lets a server end the stream and go on with the work; with an event id the rest
/// can be had (transports, resumability).
void bridge_post::resume() {
  const auto last_id = parser_->last_event_id();
  if (last_id.empty() || !resumption_)
    return finish({post_end::kind::lost, status_, {}, "the event stream ended before the answer"});
  auto self = shared_from_this();
  event_stream_events events;
  events.make_request = [self] { return self->resumption_->make_request(); };
  events.on_data = [self](const std::string& data) {
    self->troubled_since_.reset();
    self->hear(data);
  };
  events.on_refused = [self](unsigned status) {
    self->finish({post_end::kind::lost, status, {}, "the event stream cannot be resumed"});
  };
  events.on_trouble = [self](const std::string& why) { self->trouble(why); };
  exchange_.reset();
  resumed_ = event_stream::make(*static_cast<boost::asio::io_context*>(loop_.native()), client_,
                                limits::upstream_line_bytes_max, std::move(events));
  resumed_->start(last_id, parser_->retry());
}

void bridge_post::trouble(const std::string& why) {
  const auto now = std::chrono::steady_clock::now();
  resumption_->log(why);
  if (!troubled_since_)
    troubled_since_ = now;
  if (now - *troubled_since_ >= resumption_->patience)
    finish({post_end::kind::lost, status_, {}, "the event stream could not be resumed in time"});
}

void bridge_post::finish(post_end end) {
  if (over_)
    return;
  auto on_end = std::move(events_.on_end);
  cancel();
  on_end(std::move(end));
}

} // namespace gatehouse
