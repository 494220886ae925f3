#include "app/serve/master_key_command.hpp"

#include "events/core/limits.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {

namespace {

failure failed(const std::string& why) {
  return {errc::key_missing, "the master key's command " + why};
}

/// A shell at work; ended, if need be, and waited for when it goes.
class shell {
public:
  /// Starts the command; its output comes out of `output()`.
  explicit shell(const std::string& command) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
      return;
    output_ = ends[0];
    ::posix_spawn_file_actions_t actions;
    ::posix_spawnattr_t how;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawnattr_init(&how);
    ::sigset_t none{};
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&how, &none); // ours blocks what ends a server
    ::posix_spawnattr_setpgroup(&how, 0);
    ::posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    std::string name = "sh";
    std::string option = "-c";
    auto line = command;
    std::array<char*, 4> words{name.data(), option.data(), line.data(), nullptr};
    if (::posix_spawn(&process_, "/bin/sh", &actions, &how, words.data(), environ) != 0)
      process_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&how);
    ::close(ends[1]);
  }

  shell(const shell&) = delete;
  shell& operator=(const shell&) = delete;

  ~shell() {
    if (process_ > 0) {
      ::kill(-process_, SIGKILL);
      static_cast<void>(wait());
    }
    if (output_ >= 0)
      ::close(output_);
  }

  bool runs() const noexcept { return process_ > 0; }

  int output() const noexcept { return output_; }

  /// Waits for its end and returns whether it ended well.
  bool wait() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR)
      ;
    process_ = -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

private:
  ::pid_t process_ = -1;
  int output_ = -1;
};

/// Reads what comes until the end.
outcome<std::string> read_output(int from) {
  using clock = std::chrono::steady_clock;
  const auto until = clock::now() + limits::master_key_patience;
  std::string text(limits::master_key_bytes_max + 1, '\0'); // never grown: no copy is left behind
  std::size_t filled = 0;
  while (filled < text.size()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now()).count();
    ::pollfd one{from, POLLIN, 0};
    if (left <= 0 || ::poll(&one, 1, static_cast<int>(left)) == 0) {
      wipe(text);
      return failed("took too long");
    }
    const auto count = ::read(from, text.data() + filled, text.size() - filled);
    if (count == 0)
      break;
    if (count > 0)
      filled += static_cast<std::size_t>(count);
    else if (errno != EINTR)
      return failed("cannot be read from");
  }
  if (filled == text.size()) {
    wipe(text);
    return failed("said too much");
  }
  text.resize(filled);
  return text;
}

outcome<std::string> output_of(const std::string& command) {
  shell one{command};
  if (!one.runs())
    return failed("cannot be started");
  auto text = read_output(one.output());
  if (text && !one.wait()) {
    wipe(*text);
    return failed("failed");
  }
  return text;
}

} // namespace

master_key_source key_from_command(const std::string& command) {
  if (command.empty())
    return {};
  return [command] { return output_of(command); };
}

} // namespace gatehouse
