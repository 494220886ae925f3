#include "actors/upstream/child_errors.hpp"
#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/child_input.hpp"
#include "actors/upstream/environment.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/message_transport.hpp"
#include "actors/upstream/pipe_end.hpp"
#include "actors/upstream/stdio_lines.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse {

namespace {

namespace asio = boost::asio;

/// How long the other sign of a child's end (exit, end of output) is waited for after the first.
constexpr auto last_words = std::chrono::seconds{1};
/// How long nothing is read of a server that said more unasked than is listened to. Its pipe fills
/// up meanwhile, so it waits, and not the servers beside it.
constexpr auto hearing_pause = std::chrono::milliseconds{50};
constexpr std::size_t log_excerpt_bytes = 200;

class stdio_transport final : public connected_transport,
                              public std::enable_shared_from_this<stdio_transport> {
public:
  stdio_transport(asio::io_context& loop, child_guard& guard, upstream_target target)
      : loop_(loop), guard_(guard), target_(std::move(target)), output_(loop), ending_(loop),
        resting_(loop),
        lines_(std::max(limits::upstream_line_bytes_max,
                        target_.result_bytes_max + limits::upstream_envelope_bytes_max)) {}

  void open(transport_events events, std::function<void(outcome<nothing>)> ready) override;
  void send(outgoing_request request) override;
  void notify(std::string text, std::function<void()> done) override;
  bool forget(std::uint64_t id) override;
  void close() override;

private:
  void started(outcome<child_process> child, const std::function<void(outcome<nothing>)>& ready);
  void exited(std::string status);
  void read_output();
  void rest();
  bool take(message_line& line);
  void garbage(std::string_view text);
  void make_pipes();
  void broken(child_input::line line, bool begun);
  void errors_ended();
  void half_ended();
  void fail(std::string reason);
  void shut_pipes();
  void end_child();

  asio::io_context& loop_;
  child_guard& guard_;
  const upstream_target target_;
  transport_events events_;
  std::shared_ptr<child_input> input_;
  pipe_end output_;
  std::shared_ptr<child_errors> errors_;
  asio::steady_timer ending_;
  asio::steady_timer resting_;
  message_lines lines_;
  std::array<char, 65536> output_bytes_;
  std::size_t garbage_ = 0;
  int group_ = 0;
  std::optional<std::string> exit_status_;
  bool output_ended_ = false;
  bool errors_ended_ = false;
  bool closed_ = false;
};

void stdio_transport::open(transport_events events, std::function<void(outcome<nothing>)> ready) {
  events_ = std::move(events);
  make_pipes();
  auto environment = child_environment(target_.environment);
  if (!environment) {
    closed_ = true;
    asio::post(loop_, [ready, why = environment.error()] { ready(why); });
    return;
  }
  child_command command{target_.command, *std::move(environment), {}};
  auto self = shared_from_this();
  guard_.spawn(
      std::move(command),
      [self, ready](outcome<child_process> child) { self->started(std::move(child), ready); },
      [self](std::string status) { self->exited(std::move(status)); });
}

void stdio_transport::make_pipes() {
  input_ = child_input::make(loop_, [weak = weak_from_this()](child_input::line line, bool begun) {
    if (auto self = weak.lock())
      self->broken(std::move(line), begun);
  });
  errors_ = child_errors::make(loop_, [weak = weak_from_this()](std::string line) {
    if (auto self = weak.lock(); self && !self->closed_)
      self->events_.on_log(std::move(line));
  });
}

void stdio_transport::started(outcome<child_process> child,
                              const std::function<void(outcome<nothing>)>& ready) {
  if (!child) {
    closed_ = true;
    return ready(child.error());
  }
  group_ = child->group;
  const bool watched = input_->open(child->stdin_fd) && watch(output_, child->stdout_fd) &&
                       errors_->open(child->stderr_fd);
  if (closed_ || !watched) { // given up while it was being started, or out of resources
    closed_ = true;
    shut_pipes();
    end_child();
    return ready(failure{errc::io_failed, "the server's pipes cannot be watched"});
  }
  read_output();
  errors_->read([weak = weak_from_this()] {
    if (auto self = weak.lock())
      self->errors_ended();
  });
  ready(nothing{});
}

void stdio_transport::exited(std::string status) {
  exit_status_ = std::move(status);
  if (closed_)
    ending_.cancel();
  else
    half_ended();
}

void stdio_transport::errors_ended() {
  errors_ended_ = true;
  if (exit_status_ && !closed_)
    half_ended();
}

void stdio_transport::read_output() {
  output_.async_read_some(
      asio::buffer(output_bytes_), [self = shared_from_this()](auto error, std::size_t length) {
        if (self->closed_)
          return;
        std::vector<message_line> lines;
        bool bounded = self->lines_.feed({self->output_bytes_.data(), length}, lines);
        bool enough = false;
        for (auto& line : lines)
          if (!self->closed_)
            enough = self->take(line) || enough;
        if (self->closed_)
          return;
        if (!bounded)
          return self->fail("the server writes a line without end");
        if (!error)
          return enough ? self->rest() : self->read_output();
        self->output_ended_ = true;
        self->half_ended();
      });
}

void stdio_transport::rest() {
  resting_.expires_after(hearing_pause);
  resting_.async_wait([self = shared_from_this()](auto) {
    if (!self->closed_)
      self->read_output();
  });
}

/// Returns whether the server has said enough for a while.
bool stdio_transport::take(message_line& line) {
  if (line.too_long) {
    if (line.id)
      events_.on_undelivered(
          *line.id, {upstream_reply::kind::too_large, {}, "the answer is larger than its bound"});
    else
      garbage("(a line over its bound)");
    return false;
  }
  const auto heard = events_.on_text(line.text, std::nullopt);
  if (heard.understood)
    garbage_ = 0;
  else if (!closed_)
    garbage(line.text);
  return heard.enough;
}

void stdio_transport::garbage(std::string_view text) {
  events_.on_log("not MCP on stdout: " + std::string{text.substr(0, log_excerpt_bytes)});
  if (!closed_ && ++garbage_ > limits::upstream_garbage_max)
    fail("the server writes other things than MCP to its stdout");
}

void stdio_transport::send(outgoing_request request) {
  const auto id = request.id;
  if (!closed_ && input_->put({id, std::move(request.text)}))
    return;
  std::string why = closed_ ? "the connection is closed" : "the server does not read its input";
  asio::post(loop_, [self = shared_from_this(), id, why] {
    self->events_.on_undelivered(id, {upstream_reply::kind::not_sent, {}, why});
  });
}

void stdio_transport::notify(std::string text, std::function<void()> done) {
  if (closed_ || !input_->put({std::nullopt, std::move(text), done}))
    asio::post(loop_, std::move(done));
}

void stdio_transport::broken(child_input::line line, bool begun) {
  if (line.request && !begun)
    events_.on_undelivered(*line.request,
                           {upstream_reply::kind::not_sent, {}, "the server has closed its input"});
  fail("the server has closed its input");
}

bool stdio_transport::forget(std::uint64_t id) {
  return !input_->take_back(id);
}

/// The child has exited or closed its output. The other follows at once, and the end of what it
/// says of why, unless a process it left behind holds the pipe, or it lives on mute.
void stdio_transport::half_ended() {
  if (closed_)
    return;
  if (exit_status_ && output_ended_ && errors_ended_)
    return fail("the server process ended: " + *exit_status_);
  ending_.expires_after(last_words);
  ending_.async_wait([self = shared_from_this()](auto error) {
    if (error || self->closed_)
      return;
    self->fail(self->exit_status_ ? "the server process ended: " + *self->exit_status_
                                  : "the server has closed its output");
  });
}

void stdio_transport::fail(std::string reason) {
  if (closed_)
    return;
  errors_->read_last();
  if (closed_)
    return;
  auto unwritten = input_->close();
  close();
  for (auto& line : unwritten.lines) {
    if (line.request && !std::exchange(unwritten.begun, false))
      events_.on_undelivered(*line.request, {upstream_reply::kind::not_sent, {}, reason});
    if (line.done)
      line.done();
  }
  events_.on_closed(std::move(reason));
}

/// MCP 2025-11-25, lifecycle, shutdown over stdio: close the input, wait, then signals.
void stdio_transport::close() {
  if (closed_)
    return;
  closed_ = true;
  resting_.cancel();
  shut_pipes();
  if (group_ == 0 || exit_status_)
    return;
  ending_.expires_after(limits::child_farewell);
  ending_.async_wait([self = shared_from_this()](auto) { self->end_child(); });
}

void stdio_transport::shut_pipes() {
  for (auto& line : input_->close().lines)
    if (line.done)
      asio::post(loop_, std::move(line.done));
  boost::system::error_code ignored;
  output_.close(ignored);
  errors_->close();
}

void stdio_transport::end_child() {
  if (!exit_status_)
    guard_.end(group_);
}

} // namespace

std::shared_ptr<message_transport> make_stdio_transport(io_loop& loop, child_guard& guard,
                                                        upstream_target target) {
  return std::make_shared<stdio_transport>(*static_cast<asio::io_context*>(loop.native()), guard,
                                           std::move(target));
}

} // namespace gatehouse
