#include "tests/campaign/shim/fault_player.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <unistd.h>

namespace gatehouse {

std::optional<disk_fault> fault_player::at(file_step step, std::string_view path,
                                           std::string_view bytes) {
  if (board_.armed.load(std::memory_order_acquire) == 0 || !fits(step, path, bytes))
    return std::nullopt;
  const auto fault = board_.fault;
  const auto before = board_.fitting.fetch_add(1);
  const bool comes = fault.lasting != 0 ? before >= fault.passed : before == fault.passed;
  return comes ? std::optional{fault} : std::nullopt;
}

bool fault_player::fits(file_step step, std::string_view path, std::string_view bytes) {
  const auto& fault = board_.fault;
  if (fault.place != file_place::anywhere && fault.place != files_.place_of(path))
    return false;
  if (fault.kind != file_kind::any && fault.kind != watched_files::kind_of(path))
    return false;
  const std::string_view words{fault.words.data()};
  const bool has_words =
      !words.empty() && step == file_step::write && bytes.find(words) != std::string_view::npos;
  if (has_words)
    words_written_ = true;
  if (fault.step != file_step::any && fault.step != step)
    return false;
  return words.empty() || has_words || (step == file_step::sync && words_written_.exchange(false));
}

void fault_player::strike(const disk_fault& fault) {
  ++board_.fired;
  if (fault.action == fault_action::kill) {
    ::kill(::getpid(), SIGKILL);
    for (;;)
      ::pause();
  }
  errno = fault.error;
}

std::size_t fault_player::take_space(std::size_t bytes) {
  auto left = board_.space_left.load();
  std::int64_t fitting = 0;
  do {
    if (left < 0)
      return bytes;
    fitting = std::min(left, static_cast<std::int64_t>(bytes));
  } while (!board_.space_left.compare_exchange_weak(left, left - fitting));
  if (fitting < static_cast<std::int64_t>(bytes))
    ++board_.fired;
  return static_cast<std::size_t>(fitting);
}

void fault_player::delay_sync() const {
  constexpr std::int64_t second = 1'000'000;
  const auto delay = board_.sync_delay_us.load();
  const ::timespec time{delay / second, delay % second * 1'000};
  if (delay > 0)
    ::ppoll(nullptr, 0, &time, nullptr);
}

} // namespace gatehouse
