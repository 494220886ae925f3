#include "actors/upstream/guard_families.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace gatehouse {

namespace {

/// Everything below the guard. Only these are ever signalled, so a reused number hits no stranger.
std::vector<process_entry> below_us() {
  return descendants_of(::getpid(), list_processes());
}

bool is_one_of(const process_entry& process, const std::vector<process_entry>& known) {
  return std::any_of(known.begin(), known.end(), [&](const process_entry& one) {
    return one.pid == process.pid && one.started == process.started;
  });
}

} // namespace

void guard_families::end(int group) {
  auto found = families_.find(group);
  if (found == families_.end() || found->second.kill_at)
    return;
  found->second.kill_at = clock::now() + limits::child_grace;
  auto all = below_us();
  found->second.known = descendants_of(group, all);
  for (const auto& process : all)
    if (process.group == group || process.session == group ||
        is_one_of(process, found->second.known))
      ::kill(process.pid, SIGTERM);
}

void guard_families::reaped(int group) {
  end(group);
  if (auto found = families_.find(group); found != families_.end())
    found->second.reaped = true;
}

void guard_families::tidy() {
  if (families_.empty()) {
    kill_all();
    return;
  }
  if (!next_tidy())
    return;
  auto all = below_us();
  const auto now = clock::now();
  for (auto at = families_.begin(); at != families_.end();) {
    auto& [group, one] = *at;
    bool any = !one.reaped;
    for (const auto& process : all) {
      if (process.group != group && process.session != group && !is_one_of(process, one.known))
        continue;
      any = true;
      if (one.kill_at && *one.kill_at <= now)
        ::kill(process.pid, SIGKILL);
    }
    at = any ? std::next(at) : families_.erase(at);
  }
  if (families_.empty())
    kill_all();
}

std::optional<guard_families::clock::time_point> guard_families::next_tidy() const {
  std::optional<clock::time_point> next;
  const auto soon = clock::now() + std::chrono::milliseconds{100};
  for (const auto& [group, one] : families_)
    if (one.kill_at) {
      // Overdue and still there: a process forked while it was looked for. Look again soon.
      auto due = std::max(*one.kill_at, soon);
      next = next ? std::min(*next, due) : due;
    }
  return next;
}

bool guard_families::kill_all() {
  for (const auto& [group, one] : families_)
    if (!one.reaped)
      ::kill(-group, SIGKILL);
  auto all = below_us();
  for (const auto& process : all)
    ::kill(process.pid, SIGKILL);
  return !all.empty();
}

} // namespace gatehouse
