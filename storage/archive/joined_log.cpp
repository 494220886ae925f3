#include "storage/archive/joined_log.hpp"

#include "events/core/limits.hpp"

#include <deque>
#include <string>
#include <utility>

namespace gatehouse {

namespace {

/// Reads the records of a segment one by one, some ahead.
class segment_cursor {
public:
  /// Returns the bytes at `position`, empty if no segment has it; they live until the next call.
  outcome<std::string_view> find(const std::vector<segment>& segments, journal_position position) {
    while (!ahead_.empty() && ahead_.front().first < position.value)
      ahead_.pop_front();
    if (ahead_.empty() || ahead_.front().first != position.value)
      if (auto filled = fill(segments, position); !filled)
        return filled.error();
    const bool there = !ahead_.empty() && ahead_.front().first == position.value;
    return there ? std::string_view{ahead_.front().second} : std::string_view{};
  }

private:
  outcome<nothing> fill(const std::vector<segment>& segments, journal_position position) {
    ahead_.clear();
    for (const auto& one : segments) {
      if (position < one.manifest.first() || position > one.manifest.end.last)
        continue;
      std::size_t bytes = 0;
      auto scanned = one.log->scan(position, [&](const found_entry& found) {
        ahead_.emplace_back(found.position.value, std::string{found.bytes});
        bytes += found.bytes.size();
        return ahead_.size() < limits::commit_events_max && bytes < limits::commit_bytes_max;
      });
      if (!scanned)
        return failure{scanned.error().code, one.folder + ": " + scanned.error().detail};
      return nothing{};
    }
    return nothing{};
  }

  std::deque<std::pair<std::uint64_t, std::string>> ahead_;
};

class joined_log final : public log_store {
public:
  joined_log(std::unique_ptr<log_store> live, std::vector<segment> segments)
      : live_(std::move(live)), segments_(std::move(segments)) {}

  outcome<nothing> write(const log_batch&) override {
    return failure{errc::invalid_argument, "a log with its segments is only read"};
  }

  outcome<nothing> scan(journal_position from,
                        const std::function<bool(const found_entry&)>& visit) const override {
    segment_cursor segments;
    outcome<nothing> good = nothing{};
    auto scanned = live_->scan(from, [&](const found_entry& found) {
      if (!found.bytes.empty())
        return visit(found);
      auto bytes = segments.find(segments_, found.position);
      if (!bytes)
        good = bytes.error();
      return bytes && visit({found.position, found.leaf, *bytes});
    });
    return scanned ? good : scanned;
  }

  outcome<std::optional<std::string>> meta(std::string_view key) const override {
    return live_->meta(key);
  }

  journal_position last() const override { return live_->last(); }

private:
  std::unique_ptr<log_store> live_;
  std::vector<segment> segments_;
};

} // namespace

std::unique_ptr<log_store> join_segments(std::unique_ptr<log_store> live,
                                         std::vector<segment> segments) {
  return std::make_unique<joined_log>(std::move(live), std::move(segments));
}

} // namespace gatehouse
