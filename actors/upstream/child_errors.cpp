#include "actors/upstream/child_errors.hpp"

#include "actors/upstream/pipe_end.hpp"
#include "actors/upstream/stdio_lines.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <utility>
#include <vector>

namespace gatehouse {

namespace {

namespace asio = boost::asio;

class piped_errors final : public child_errors, public std::enable_shared_from_this<piped_errors> {
public:
  piped_errors(asio::io_context& loop, std::function<void(std::string)> on_line)
      : pipe_(loop), on_line_(std::move(on_line)) {}

  bool open(int fd) override { return watch(pipe_, fd); }

  void read(std::function<void()> ended) override {
    pipe_.async_read_some(asio::buffer(bytes_),
                          [self = shared_from_this(),
                           ended = std::move(ended)](auto error, std::size_t length) mutable {
                            self->log(length);
                            if (self->closed_)
                              return;
                            error ? ended() : self->read(std::move(ended));
                          });
  }

  void read_last() override {
    constexpr int reads_max = 16;
    boost::system::error_code error;
    pipe_.non_blocking(true, error);
    for (int i = 0; i < reads_max && !error && !closed_; ++i)
      log(pipe_.read_some(asio::buffer(bytes_), error));
    if (!closed_)
      log(0, true);
  }

  void close() override {
    closed_ = true;
    boost::system::error_code ignored;
    pipe_.close(ignored);
  }

private:
  void log(std::size_t length, bool last = false) {
    std::vector<std::string> lines;
    lines_.feed({bytes_.data(), length}, log_lines::clock::now(), lines);
    if (last)
      lines_.finish(log_lines::clock::now(), lines);
    for (auto& line : lines)
      if (!closed_)
        on_line_(std::move(line));
  }

  pipe_end pipe_;
  std::function<void(std::string)> on_line_;
  log_lines lines_;
  std::array<char, 8192> bytes_;
  bool closed_ = false;
};

} // namespace

std::shared_ptr<child_errors> child_errors::make(asio::io_context& loop,
                                                 std::function<void(std::string)> on_line) {
  return std::make_shared<piped_errors>(loop, std::move(on_line));
}

} // namespace gatehouse
