#include "actors/upstream/guard_link.hpp"

#include "actors/upstream/descriptor.hpp"
#include "actors/upstream/guard_launch.hpp"
#include "actors/upstream/guard_protocol.hpp"
#include "actors/upstream/process_tree.hpp"
#include "events/core/limits.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <map>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <utility>

namespace gatehouse {

namespace {

namespace asio = boost::asio;

using three_pipes = std::array<descriptor, 3>;

/// A frame on its way to the guard, with the descriptors that travel on its first byte.
struct outgoing {
  std::string bytes;
  std::size_t sent = 0;
  three_pipes pipes;
};

struct pending_spawn {
  std::string program;
  three_pipes ours;
  std::function<void(outcome<child_process>)> started;
  std::function<void(std::string)> exited;
};

std::string message_of(int error) {
  return std::generic_category().message(error);
}

std::string status_text(int status) {
  if (WIFSIGNALED(status))
    return std::string{"ended by signal "} + std::to_string(WTERMSIG(status)) + " (" +
           ::sigdescr_np(WTERMSIG(status)) + ")";
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

std::string refusal_text(const pending_spawn& spawn, spawn_step step, int error) {
  switch (step) {
  case spawn_step::fork:
    return "cannot start a process: " + message_of(error);
  case spawn_step::directory:
    return "cannot enter the working directory: " + message_of(error);
  case spawn_step::program:
    return "cannot run '" + spawn.program + "': " + message_of(error);
  }
  return {};
}

outcome<nothing> check(const child_command& command) {
  constexpr char nul = '\0';
  if (command.arguments.empty() || command.arguments.front().empty())
    return failure{errc::invalid_argument, "the command is empty"};
  if (command.arguments.size() > limits::command_line_args_max)
    return failure{errc::invalid_argument, "the command has too many arguments"};
  for (const auto& argument : command.arguments)
    if (argument.find(nul) != std::string::npos)
      return failure{errc::invalid_argument, "an argument of the command holds a zero byte"};
  for (const auto& [name, value] : command.environment)
    if (name.empty() || name.find('=') != std::string::npos ||
        name.find(nul) != std::string::npos || value.find(nul) != std::string::npos)
      return failure{errc::invalid_argument, "a variable of the environment is malformed"};
  return nothing{};
}

/// Makes the three pipes of a child: `ours` are its stdin's writing and the others' reading ends.
bool make_pipes(three_pipes& ours, three_pipes& theirs) {
  for (std::size_t i = 0; i < ours.size(); ++i) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      return false;
    const bool input = i == 0;
    ours[i].reset(ends[input ? 1 : 0]);
    theirs[i].reset(ends[input ? 0 : 1]);
  }
  return true;
}

/// Sends what the socket takes of `frame`. Returns false if it takes nothing now; errors show on
/// the reading side.
bool send_some(int socket, outgoing& frame) {
  iovec part{frame.bytes.data() + frame.sent, frame.bytes.size() - frame.sent};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(3 * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (frame.sent == 0 && frame.pipes.front()) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(3 * sizeof(int));
    const std::array<int, 3> fds{frame.pipes[0].get(), frame.pipes[1].get(), frame.pipes[2].get()};
    std::memcpy(CMSG_DATA(head), fds.data(), sizeof fds);
  }
  auto sent = ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR))
    return false;
  frame.sent = sent < 0 ? frame.bytes.size() : frame.sent + static_cast<std::size_t>(sent);
  return true;
}

} // namespace

struct guard_link::implementation {
  implementation(asio::io_context& loop, std::string path)
      : binary(std::move(path)), socket(loop) {}

  const std::string binary;
  asio::posix::stream_descriptor socket;
  int pid = 0;
  guard_frames frames;
  std::array<char, 4096> bytes;
  std::deque<outgoing> queue;
  bool waiting_to_write = false;
  std::uint32_t next_request = 0;
  std::map<std::uint32_t, pending_spawn> spawning;
  std::map<int, std::function<void(std::string)>> running;

  void listen(const std::shared_ptr<guard_link>& self);
  void send(const std::shared_ptr<guard_link>& self, outgoing frame);
  void flush(const std::shared_ptr<guard_link>& self);
  bool take_reports();
  void obey(const guard_message& report);
  void lost();
  void stop_process();
};

void guard_link::implementation::listen(const std::shared_ptr<guard_link>& self) {
  socket.async_read_some(asio::buffer(bytes), [this, self](auto error, std::size_t length) {
    if (error == asio::error::operation_aborted)
      return;
    frames.feed({bytes.data(), length});
    if (!take_reports() || error)
      lost();
    else
      listen(self);
  });
}

void guard_link::implementation::send(const std::shared_ptr<guard_link>& self, outgoing frame) {
  queue.push_back(std::move(frame));
  flush(self);
}

void guard_link::implementation::flush(const std::shared_ptr<guard_link>& self) {
  while (!queue.empty() && !waiting_to_write) {
    if (!send_some(socket.native_handle(), queue.front())) {
      waiting_to_write = true;
      socket.async_wait(asio::posix::descriptor_base::wait_write, [this, self](auto error) {
        waiting_to_write = false;
        if (!error)
          flush(self);
      });
      return;
    }
    if (queue.front().sent == queue.front().bytes.size())
      queue.pop_front();
  }
}

bool guard_link::implementation::take_reports() {
  for (;;) {
    auto next = frames.next();
    if (!next)
      return false;
    if (!*next)
      return true;
    obey(**next);
  }
}

void guard_link::implementation::obey(const guard_message& report) {
  if (report.kind == guard_frame::exited) {
    auto child = running.extract(static_cast<int>(report.number));
    if (child && child.mapped())
      child.mapped()(status_text(decode_number(report.payload, 0)));
    return;
  }
  auto entry = spawning.extract(report.number);
  if (!entry)
    return;
  auto& spawn = entry.mapped();
  const auto first = decode_number(report.payload, 0);
  if (report.kind == guard_frame::started) {
    running.emplace(first, std::move(spawn.exited));
    spawn.started(child_process{first, spawn.ours[0].release(), spawn.ours[1].release(),
                                spawn.ours[2].release()});
  } else {
    const auto step = static_cast<spawn_step>(first);
    spawn.started(failure{errc::upstream_unavailable,
                          refusal_text(spawn, step, decode_number(report.payload, 1))});
  }
}

/// The guard is gone: what it would have done for its children is done from here.
void guard_link::implementation::lost() {
  stop_process();
  auto orphans = std::move(running);
  auto waiting = std::move(spawning);
  running.clear();
  spawning.clear();
  for (const auto& [group, exited] : orphans)
    kill_group(group);
  for (auto& [group, exited] : orphans)
    if (exited)
      exited("ended with the guard process");
  for (auto& [number, spawn] : waiting)
    spawn.started(failure{errc::io_failed, "the guard process ended"});
}

void guard_link::implementation::stop_process() {
  boost::system::error_code ignored;
  socket.close(ignored);
  queue.clear();
  frames = {};
  if (pid != 0)
    await_guard_end(pid);
  pid = 0;
}

guard_link::guard_link(asio::io_context& context, std::string binary)
    : impl_(std::make_unique<implementation>(context, std::move(binary))) {}

guard_link::~guard_link() = default;

outcome<nothing> guard_link::launch() {
  auto guard = launch_guard(impl_->binary);
  if (!guard)
    return guard.error();
  boost::system::error_code error;
  impl_->socket.assign(guard->control.get(), error);
  if (error)
    return failure{errc::io_failed, "cannot watch the guard's socket: " + error.message()};
  guard->control.release();
  impl_->pid = guard->pid;
  impl_->listen(shared_from_this());
  return nothing{};
}

void guard_link::spawn(child_command command, std::function<void(outcome<child_process>)> started,
                       std::function<void(std::string)> exited) {
  if (auto checked = check(command); !checked)
    return started(checked.error());
  if (!impl_->socket.is_open())
    if (auto launched = launch(); !launched)
      return started(launched.error());
  outgoing frame;
  pending_spawn spawn{command.arguments.front(), {}, std::move(started), std::move(exited)};
  if (!make_pipes(spawn.ours, frame.pipes))
    return spawn.started(failure{errc::io_failed, "cannot make pipes: " + message_of(errno)});
  auto payload = encode(command);
  if (payload.size() > limits::child_request_bytes_max)
    return spawn.started(failure{errc::invalid_argument, "command and environment are too large"});
  const auto number = ++impl_->next_request;
  frame.bytes = encode(guard_message{guard_frame::spawn, number, std::move(payload)});
  impl_->spawning.emplace(number, std::move(spawn));
  impl_->send(shared_from_this(), std::move(frame));
}

void guard_link::end(int group) {
  if (!impl_->running.contains(group))
    return;
  outgoing frame;
  frame.bytes = encode(guard_message{guard_frame::end, static_cast<std::uint32_t>(group), {}});
  impl_->send(shared_from_this(), std::move(frame));
}

void guard_link::shut() {
  auto ended = std::exchange(impl_->running, {});
  impl_->spawning.clear();
  impl_->stop_process();
  for (auto& [group, exited] : ended)
    if (exited)
      exited("ended with the guard process");
}

} // namespace gatehouse
