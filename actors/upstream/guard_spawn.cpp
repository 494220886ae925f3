#include "actors/upstream/guard_spawn.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace gatehouse {

namespace {

struct exec_failure {
  spawn_step step;
  int error;
};

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal)
    ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts)
    out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// Looks the program up in the child's own PATH, as execvpe(3) does in the caller's; no shell.
int execute(const child_command& command) {
  auto arguments = command.arguments;
  std::vector<std::string> environment;
  for (const auto& [name, value] : command.environment)
    environment.push_back(name + "=" + value);
  auto argv = pointers(arguments);
  auto envp = pointers(environment);
  const auto& program = command.arguments.front();
  if (program.find('/') != std::string::npos) {
    ::execve(program.c_str(), argv.data(), envp.data());
    return errno;
  }
  auto path = command.environment.find("PATH");
  std::string folders =
      path == command.environment.end() ? "/usr/local/bin:/usr/bin:/bin" : path->second;
  int error = ENOENT;
  for (std::size_t at = 0; at <= folders.size();) {
    auto end = std::min(folders.find(':', at), folders.size());
    if (end > at) {
      auto candidate = folders.substr(at, end - at) + "/" + program;
      ::execve(candidate.c_str(), argv.data(), envp.data());
      if (errno != ENOENT && errno != ENOTDIR)
        error = errno;
    }
    at = end + 1;
  }
  return error;
}

[[noreturn]] void give_up(int report, spawn_step step, int error) {
  exec_failure failure{step, error};
  [[maybe_unused]] auto written = ::write(report, &failure, sizeof failure);
  ::_exit(127);
}

[[noreturn]] void become(const child_command& command, const child_pipes& pipes, int report,
                         int guard) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != guard) // it died before the death signal was set
    ::_exit(127);
  for (int target = 0; target < 3; ++target)
    if (::dup2(pipes[static_cast<std::size_t>(target)].get(), target) < 0)
      give_up(report, spawn_step::fork, errno);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  reset_signals();
  if (!command.working_directory.empty() && ::chdir(command.working_directory.c_str()) != 0)
    give_up(report, spawn_step::directory, errno);
  give_up(report, spawn_step::program, execute(command));
}

} // namespace

spawned spawn_child(const child_command& command, const child_pipes& pipes) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return {0, spawn_step::fork, errno};
  descriptor reading{ends[0]};
  descriptor writing{ends[1]};
  const int guard = ::getpid();
  const int pid = ::fork();
  if (pid < 0)
    return {0, spawn_step::fork, errno};
  if (pid == 0)
    become(command, pipes, writing.get(), guard);
  writing.reset();
  exec_failure failure{};
  ssize_t length = 0;
  while ((length = ::read(reading.get(), &failure, sizeof failure)) < 0 && errno == EINTR)
    ;
  if (length != sizeof failure) // closed by a successful exec
    return {pid, spawn_step::program, 0};
  ::waitpid(pid, nullptr, 0);
  return {0, failure.step, failure.error};
}

} // namespace gatehouse
