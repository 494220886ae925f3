#include "actors/upstream/guard_launch.hpp"

#include "actors/upstream/child_guard.hpp"
#include "events/core/limits.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace gatehouse {

namespace {

constexpr int control_in_guard = 3;

failure io_failure(const std::string& what, int error) {
  return {errc::io_failed, what + ": " + std::generic_category().message(error)};
}

/// The attributes and descriptors of the guard, as posix_spawn(3) wants them.
class spawn_plan {
public:
  explicit spawn_plan(int control) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    // Whoever reads the gateway's output through a pipe is not to wait for the guard.
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, control, control_in_guard);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, control_in_guard + 1);
    ::posix_spawnattr_init(&attributes_);
    sigset_t set;
    sigemptyset(&set);
    ::posix_spawnattr_setsigmask(&attributes_, &set);
    sigfillset(&set);
    ::posix_spawnattr_setsigdefault(&attributes_, &set);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }

  ~spawn_plan() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }

  spawn_plan(const spawn_plan&) = delete;
  spawn_plan& operator=(const spawn_plan&) = delete;

  int run(const std::string& binary, int& pid) {
    std::string program = binary;
    std::string option = guard_argument;
    std::string control = std::to_string(control_in_guard);
    std::array<char*, 4> arguments{program.data(), option.data(), control.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    return ::posix_spawn(&pid, binary.c_str(), &actions_, &attributes_, arguments.data(),
                         environment.data());
  }

private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

} // namespace

outcome<guard_launch> launch_guard(const std::string& binary) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return io_failure("cannot make the guard's socket", errno);
  guard_launch launch{0, descriptor{ends[0]}};
  descriptor theirs{ends[1]};
  if (int error = spawn_plan{theirs.get()}.run(binary, launch.pid); error != 0)
    return io_failure("cannot start the guard process", error);
  return launch;
}

void await_guard_end(int pid) {
  // The C library's header for pidfd_open does not declare it for C++ yet.
  descriptor handle{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
  if (handle) {
    pollfd waiting{handle.get(), POLLIN, 0};
    constexpr std::chrono::milliseconds patience = limits::child_grace;
    while (::poll(&waiting, 1, static_cast<int>(patience.count())) < 0 && errno == EINTR)
      ;
  }
  ::waitpid(pid, nullptr, WNOHANG);
}

} // namespace gatehouse
