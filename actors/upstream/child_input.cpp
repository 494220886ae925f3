#include "actors/upstream/child_input.hpp"

#include "actors/upstream/pipe_end.hpp"
#include "events/core/limits.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace gatehouse {

namespace {

namespace asio = boost::asio;

class queued_input final : public child_input, public std::enable_shared_from_this<queued_input> {
public:
  queued_input(asio::io_context& loop, std::function<void(line, bool)> on_broken)
      : pipe_(loop), on_broken_(std::move(on_broken)) {}

  bool open(int fd) override { return watch(pipe_, fd); }

  bool put(line one) override {
    if (closed_ || queued_bytes_ + one.text.size() > limits::upstream_queue_bytes_max)
      return false;
    // A line break inside JSON is white space between tokens, but here it would end the message.
    for (char& c : one.text)
      if (c == '\n' || c == '\r')
        c = ' ';
    one.text += '\n';
    queued_bytes_ += one.text.size();
    queue_.push_back(std::move(one));
    write_next();
    return true;
  }

  bool take_back(std::uint64_t request) override {
    for (std::size_t i = writing_ ? 1 : 0; i < queue_.size(); ++i)
      if (queue_[i].request == request) {
        queued_bytes_ -= queue_[i].text.size();
        queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
      }
    return false;
  }

  rest close() override {
    closed_ = true;
    boost::system::error_code ignored;
    pipe_.close(ignored);
    return {std::exchange(queue_, {}), writing_};
  }

private:
  void write_next() {
    if (writing_ || queue_.empty() || closed_)
      return;
    writing_ = true;
    // The write outlives a close(), which gives its line away: the text has to stay where it is.
    text_ = std::move(queue_.front().text);
    asio::async_write(pipe_, asio::buffer(text_),
                      [self = shared_from_this()](auto error, std::size_t bytes) {
                        self->writing_ = false;
                        self->written(!error, bytes);
                      });
  }

  void written(bool ok, std::size_t bytes) {
    if (closed_)
      return;
    auto one = std::move(queue_.front());
    queue_.pop_front();
    queued_bytes_ -= text_.size();
    if (!ok)
      return on_broken_(std::move(one), bytes > 0);
    if (one.done)
      one.done();
    write_next();
  }

  pipe_end pipe_;
  std::function<void(line, bool)> on_broken_;
  std::deque<line> queue_;
  std::string text_; ///< of the first line while it is being written
  std::size_t queued_bytes_ = 0;
  bool writing_ = false;
  bool closed_ = false;
};

} // namespace

std::shared_ptr<child_input> child_input::make(asio::io_context& loop,
                                               std::function<void(line, bool)> on_broken) {
  return std::make_shared<queued_input>(loop, std::move(on_broken));
}

} // namespace gatehouse
