#pragma once

#include "storage/journal.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// A journal in memory that a test runs by hand: appends wait until the test commits or fails them.
/// A batch is checked when it is committed, as the committer does it: expected versions, then the
/// read-set.
///
/// Thread rule: one thread.
class hand_journal final : public journal {
public:
  // -- what the test does ------------------------------------------------------------------------

  std::size_t waiting() const { return queue_.size(); }

  const append_batch& next() const { return queue_.front().batch; }

  /// Commits the oldest append, or answers it `conflict`.
  void commit() {
    auto one = take();
    if (auto stale = conflict_of(one.batch))
      return one.done(*stale);
    append_receipt receipt{{records_.size() + 1}, {}, now_};
    for (const auto& part : one.batch.streams)
      for (const auto& event : part.events)
        records_.push_back({{records_.size() + 1},
                            part.stream,
                            {++versions_[part.stream.value]},
                            now_,
                            one.batch.context,
                            event.event_number,
                            event.event_version,
                            event.payload});
    receipt.last = {records_.size()};
    one.done(receipt);
  }

  /// Answers the oldest append with `why`, without writing anything.
  void fail(failure why) { take().done(std::move(why)); }

  /// A write has failed: what waits and whatever is appended from now on is refused.
  void break_down() {
    broken_ = true;
    while (!queue_.empty())
      fail(broken());
  }

  void mend() { broken_ = false; }

  /// The next append is turned away before it is queued.
  void turn_away_next(failure why) { turned_away_ = std::move(why); }

  /// Reading streams fails until told otherwise.
  void refuse_reads(bool refuse) { reads_refused_ = refuse; }

  /// Another writer adds an event of no meaning to `stream`.
  void move_on(const stream_id& stream) { ++versions_[stream.value]; }

  const std::vector<record>& records() const { return records_; }

  // -- the journal -------------------------------------------------------------------------------

  void append(append_batch batch, append_completion done) override {
    if (auto why = std::exchange(turned_away_, std::nullopt))
      return done(*std::move(why));
    if (broken_)
      return done(broken());
    queue_.push_back({std::move(batch), std::move(done)});
  }

  journal_position head() const override { return {records_.size()}; }

  bool failed() const override { return broken_; }

  outcome<nothing> read_all(journal_position from,
                            const std::function<bool(const record&)>& visit) const override {
    for (const auto& one : records_)
      if (one.position >= from && !visit(one))
        break;
    return nothing{};
  }

  outcome<nothing> read_stream(const stream_id& stream, stream_version after,
                               const std::function<bool(const record&)>& visit) const override {
    if (reads_refused_)
      return failure{errc::io_failed, "the disk was told to fail"};
    for (const auto& one : records_)
      if (one.stream == stream && one.version > after && !visit(one))
        break;
    return nothing{};
  }

  void on_commit(std::function<void(journal_position)>) override {
    // Nothing follows this journal.
  }

private:
  struct queued {
    append_batch batch;
    append_completion done;
  };

  static failure broken() { return {errc::journal_failed, "a write failed"}; }

  queued take() {
    auto one = std::move(queue_.front());
    queue_.pop_front();
    return one;
  }

  bool at(const stream_id& stream, stream_version version) const {
    auto known = versions_.find(stream.value);
    return version.value == (known == versions_.end() ? 0 : known->second);
  }

  std::optional<failure> conflict_of(const append_batch& batch) const {
    for (const auto& part : batch.streams)
      if (!at(part.stream, part.expected))
        return failure{errc::conflict, part.stream.value + " has moved on"};
    for (const auto& read : batch.reads)
      if (!at(read.stream, read.version))
        return failure{errc::conflict, read.stream.value + " was read and has moved on"};
    return std::nullopt;
  }

  std::deque<queued> queue_;
  std::vector<record> records_;
  std::map<std::string, std::uint64_t> versions_;
  std::optional<failure> turned_away_;
  unix_us now_{1'795'168'735'000'000};
  bool broken_ = false;
  bool reads_refused_ = false;
};

} // namespace gatehouse
