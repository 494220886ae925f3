#include "tests/campaign/child_program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace gatehouse {

namespace {

/// The strings a new program gets, kept together with the pointers to them.
class string_vector {
public:
  void add(std::string text) { texts_.push_back(std::move(text)); }

  char** pointers() {
    pointers_.clear();
    for (auto& text : texts_)
      pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

string_vector environment_with(const std::map<std::string, std::string>& added) {
  string_vector all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text{*entry};
    if (!added.contains(text.substr(0, text.find('='))))
      all.add(text);
  }
  for (const auto& [name, value] : added)
    all.add(name + "=" + value);
  return all;
}

int open_pid(int pid) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

/// Returns whether the process behind the descriptor ended within `patience`.
bool ends_in_time(int descriptor, std::chrono::milliseconds patience = campaign_patience) {
  pollfd one{descriptor, POLLIN, 0};
  int ready = 0;
  do
    ready = ::poll(&one, 1, static_cast<int>(patience.count()));
  while (ready < 0 && errno == EINTR);
  return ready == 1;
}

/// Returns a file of /proc; what there is of it if the process ends meanwhile, which a stream would
/// throw at.
std::string read_of_process(const std::filesystem::path& path) {
  std::string text;
  std::array<char, 4096> bytes;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  for (auto size = ::read(file, bytes.data(), bytes.size()); size > 0;
       size = ::read(file, bytes.data(), bytes.size()))
    text.append(bytes.data(), static_cast<std::size_t>(size));
  ::close(file);
  return text;
}

bool is_zombie(const std::filesystem::path& process) {
  const auto text = read_of_process(process / "stat");
  const auto name_end = text.rfind(')');
  return name_end == std::string::npos || text.size() < name_end + 3 || text[name_end + 2] == 'Z';
}

} // namespace

child_program::child_program(const child_start& how) {
  string_vector arguments;
  for (const auto& one : how.arguments)
    arguments.add(one);
  auto variables = environment_with(how.environment);
  char** const words = arguments.pointers();
  char** const environment = variables.pointers();
  const int log = ::open(how.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  std::array<int, 2> ends{};
  if (log < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0) {
    ADD_FAILURE() << "no descriptors for " << how.arguments.front();
    return;
  }
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::signal(SIGXFSZ, SIG_IGN); // so that a bounded file is an error, as a full disk is
    ::execve(words[0], words, environment);
    ::_exit(127);
  }
  ::close(ends[1]);
  ::close(log);
  output_ = ends[0];
}

child_program::~child_program() {
  if (pid_ > 0 && !ended_) {
    send_signal(SIGKILL);
    wait();
  }
  ::close(output_);
}

bool child_program::fill() {
  std::array<char, 65536> bytes;
  const auto size = ::read(output_, bytes.data(), bytes.size());
  if (size > 0)
    unread_.append(bytes.data(), static_cast<std::size_t>(size));
  return size > 0;
}

std::optional<std::string> child_program::read_line() {
  auto end = unread_.find('\n');
  while (end == std::string::npos) {
    if (!fill())
      return std::nullopt;
    end = unread_.find('\n');
  }
  auto line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

std::string child_program::read_rest() {
  while (fill()) {
  }
  return std::exchange(unread_, {});
}

void child_program::send_signal(int number) const {
  ::kill(pid_, number);
}

bool child_program::ends_within(std::chrono::milliseconds time) {
  if (has_ended())
    return true;
  const int descriptor = open_pid(pid_);
  const bool ended = ends_in_time(descriptor, time);
  ::close(descriptor);
  return ended;
}

int child_program::wait() {
  if (ended_)
    return *ended_;
  const int descriptor = open_pid(pid_);
  if (!ends_in_time(descriptor)) {
    ADD_FAILURE() << "process " << pid_ << " does not end";
    send_signal(SIGKILL);
  }
  ::close(descriptor);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  note_end(status);
  return *ended_;
}

bool child_program::has_ended() {
  int status = 0;
  if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_)
    note_end(status);
  return ended_.has_value();
}

void child_program::note_end(int status) {
  ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int run_program(const child_start& how, std::string* output) {
  child_program program{how};
  auto all = program.read_rest();
  if (output != nullptr)
    *output = std::move(all);
  return program.wait();
}

std::set<int> processes_marked(const std::string& mark) {
  std::set<int> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc", ignored}) {
    const auto name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
      continue;
    const auto text = read_of_process(entry.path() / "environ");
    if (text.find(mark) != std::string::npos && !is_zombie(entry.path()))
      found.insert(std::stoi(name));
  }
  return found;
}

bool all_ended(const std::set<int>& pids) {
  for (const int pid : pids) {
    const int descriptor = open_pid(pid);
    if (descriptor < 0)
      continue; // gone already
    const bool ended = ends_in_time(descriptor);
    ::close(descriptor);
    if (!ended)
      return false;
  }
  return true;
}

} // namespace gatehouse
