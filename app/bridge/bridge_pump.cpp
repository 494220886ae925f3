#include "app/bridge/bridge_pump.hpp"

#include <climits>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <poll.h>
#include <unistd.h>

namespace gatehouse {

namespace {

/// What a client that does not read gets when the process is to end.
constexpr auto last_wait_ms =
    static_cast<int>(std::chrono::milliseconds{limits::bridge_last_write}.count());

bool await_writable(const bridge_ends& ends) {
  std::array<pollfd, 2> polled{{{ends.out, POLLOUT, 0}, {ends.stop, POLLIN, 0}}};
  while (true) {
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
      return false;
    if (polled[0].revents != 0)
      return (polled[0].revents & POLLOUT) != 0;
    if (polled[1].revents != 0)
      return ::poll(polled.data(), 1, last_wait_ms) > 0 && (polled[0].revents & POLLOUT) != 0;
  }
}

/// Writes a whole line; false when the client does not read any more. A pipe that can be written
/// takes PIPE_BUF bytes without blocking, so `stop` is heard between any two parts.
bool write_line(const bridge_ends& ends, std::string line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    if (!await_writable(ends))
      return false;
    const auto part = rest.substr(0, PIPE_BUF);
    const auto written = ::write(ends.out, part.data(), part.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN)
      return false;
    rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return true;
}

/// Runs `task` on the loop and returns its value.
template <class Task> auto run_on(io_loop& loop, Task task) {
  std::promise<decltype(task())> result;
  auto value = result.get_future();
  loop.post([&] { result.set_value(task()); });
  return value.get();
}

/// Reads until the client is gone; returns why.
outcome<std::string> pump(const bridge_ends& ends,
                          const std::function<bool(std::string_view)>& hear) {
  std::array<char, 65536> bytes;
  while (true) {
    std::array<pollfd, 3> polled{{{ends.in, POLLIN, 0}, {ends.stop, POLLIN, 0}, {ends.out, 0, 0}}};
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
      return failure{errc::io_failed, "The input cannot be waited for."};
    if (polled[1].revents != 0)
      return std::string{"a signal"};
    if ((polled[2].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0)
      return std::string{"the client does not read any more"};
    if (polled[0].revents == 0)
      continue;
    const auto count = ::read(ends.in, bytes.data(), bytes.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    const bool over = count <= 0;
    if (!hear(over ? "\n" : std::string_view{bytes.data(), static_cast<std::size_t>(count)}))
      return failure{errc::too_large, "The client's line does not end."};
    if (over)
      return std::string{"the end of the input"};
  }
}

} // namespace

outcome<std::string> run_bridge(const bridge_ends& ends, bridge_options options,
                                std::function<void(const std::string&, const std::string&)> log) {
  io_loop loop;
  bridge_output output;
  bool reads = true; // the client; of the loop's thread
  output.line = [&](const std::string& line) { reads = reads && write_line(ends, line); };
  output.log = std::move(log);
  auto running = run_on(
      loop, [&] { return std::make_shared<bridge>(loop, std::move(options), std::move(output)); });
  auto why = pump(ends, [&](std::string_view bytes) {
    return run_on(loop, [&] { return running->hear(bytes); });
  });
  std::promise<void> ended;
  loop.post([&] { running->end([&] { ended.set_value(); }); });
  ended.get_future().wait();
  run_on(loop, [&] {
    running.reset();
    return true;
  });
  return why;
}

} // namespace gatehouse
