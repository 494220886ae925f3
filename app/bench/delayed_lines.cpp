#include "app/bench/delayed_lines.hpp"

#include <ostream>

namespace gatehouse {

delayed_lines::delayed_lines(std::ostream& out) : out_(out), thread_([this] { run(); }) {}

delayed_lines::~delayed_lines() {
  {
    std::lock_guard lock{mutex_};
    ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void delayed_lines::add(clock::time_point when, std::string line) {
  {
    std::lock_guard lock{mutex_};
    waiting_.emplace(when, std::move(line));
  }
  changed_.notify_one();
}

void delayed_lines::run() {
  std::unique_lock lock{mutex_};
  while (!ended_ || !waiting_.empty()) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    if (const auto when = first->first; when > clock::now()) {
      changed_.wait_until(lock, when);
      continue;
    }
    const auto line = std::move(first->second);
    waiting_.erase(first);
    lock.unlock();
    out_ << line << '\n' << std::flush;
    lock.lock();
  }
}

} // namespace gatehouse
