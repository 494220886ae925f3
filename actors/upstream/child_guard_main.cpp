#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/descriptor.hpp"
#include "actors/upstream/guard_families.hpp"
#include "actors/upstream/guard_protocol.hpp"
#include "actors/upstream/guard_spawn.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {

namespace {

constexpr std::size_t pipes_per_child = 3;

/// The guard process: one thread, one poll loop over the control socket and SIGCHLD.
class guard_loop {
public:
  explicit guard_loop(int control) : control_(control) {}

  int run();

private:
  void prepare();
  /// Returns false when the gateway is gone.
  bool receive();
  bool obey();
  bool start(const guard_message& request);
  void drain_signals();
  void reap();
  void report(guard_frame kind, std::uint32_t number, std::string payload);
  int wait_ms() const;
  void finish();

  descriptor control_;
  descriptor signals_;
  guard_frames frames_;
  std::deque<descriptor> received_;
  guard_families families_;
};

void guard_loop::prepare() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_NAME, "gatehouse-guard");
  // A terminal's or a service manager's signal is for the gateway, whose end ends this process.
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
    ::signal(signal, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  ::fcntl(control_.get(), F_SETFD, FD_CLOEXEC);
}

int guard_loop::run() {
  prepare();
  for (bool running = true; running;) {
    std::array<pollfd, 2> waiting{{{control_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), wait_ms());
    drain_signals();
    reap();
    families_.tidy();
    if (waiting[0].revents != 0)
      running = receive() && obey();
  }
  finish();
  return 0;
}

void guard_loop::drain_signals() {
  signalfd_siginfo ignored;
  while (::read(signals_.get(), &ignored, sizeof ignored) > 0)
    ;
}

int guard_loop::wait_ms() const {
  auto next = families_.next_tidy();
  if (!next)
    return -1;
  auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - guard_families::clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

bool guard_loop::receive() {
  std::array<char, 65536> bytes;
  iovec part{bytes.data(), bytes.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(pipes_per_child * sizeof(int))> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  auto length = ::recvmsg(control_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (length < 0)
    return errno == EAGAIN || errno == EINTR;
  for (cmsghdr* head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
      continue;
    auto count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(head) + i * sizeof fd, sizeof fd);
      received_.emplace_back(fd);
    }
  }
  frames_.feed({bytes.data(), static_cast<std::size_t>(length)});
  return length > 0;
}

bool guard_loop::obey() {
  for (;;) {
    auto next = frames_.next();
    if (!next)
      return false;
    if (!*next)
      return true;
    const auto& request = **next;
    if (request.kind == guard_frame::end)
      families_.end(static_cast<int>(request.number));
    else if (request.kind != guard_frame::spawn || !start(request))
      return false;
  }
}

bool guard_loop::start(const guard_message& request) {
  auto command = decode_command(request.payload);
  if (!command || command->arguments.empty() || received_.size() < pipes_per_child)
    return false;
  child_pipes pipes;
  for (auto& pipe : pipes) {
    pipe = std::move(received_.front());
    received_.pop_front();
  }
  auto child = spawn_child(*command, pipes);
  if (child.pid == 0) {
    report(guard_frame::refused, request.number,
           encode_numbers(static_cast<std::int32_t>(child.failed), child.error));
    return true;
  }
  families_.add(child.pid);
  report(guard_frame::started, request.number, encode_numbers(child.pid));
  return true;
}

void guard_loop::reap() {
  int status = 0;
  for (int pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (!families_.contains(pid))
      continue; // an orphan that was handed to us
    families_.reaped(pid);
    report(guard_frame::exited, static_cast<std::uint32_t>(pid), encode_numbers(status));
  }
}

void guard_loop::report(guard_frame kind, std::uint32_t number, std::string payload) {
  auto bytes = encode(guard_message{kind, number, std::move(payload)});
  // A failure means that the gateway is gone; the next read says so.
  [[maybe_unused]] auto sent = ::send(control_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void guard_loop::finish() {
  constexpr int pause_ms = 20;
  while (families_.kill_all()) {
    pollfd waiting{signals_.get(), POLLIN, 0};
    ::poll(&waiting, 1, pause_ms);
    drain_signals();
    for (int pid = 0; (pid = ::waitpid(-1, nullptr, WNOHANG)) > 0;)
      families_.forget(pid);
  }
}

} // namespace

int run_child_guard(int control_fd) {
  return guard_loop{control_fd}.run();
}

} // namespace gatehouse
