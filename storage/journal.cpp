#include "storage/journal.hpp"

#include "storage/committer.hpp"
#include "storage/log_frontier.hpp"
#include "storage/log_reader.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// Stands in where nothing has been copied: every stream is found in the log itself.
class no_copies final : public stream_copies {
public:
  journal_position covered() const override { return {}; }

  outcome<stream_version> version_of(const stream_id&) const override { return stream_version{}; }

  outcome<nothing> read(const stream_id&, stream_version,
                        const std::function<bool(const record&)>&) const override {
    return nothing{};
  }
};

const no_copies nothing_copied;

class stored_journal final : public journal {
public:
  stored_journal(log_store& log, const stream_copies& copies, clock_source now,
                 journal_options options, journal_start start)
      : log_(log), copies_(copies),
        committer_(log, copies, std::move(now), options, std::move(start)) {}

  void append(append_batch batch, append_completion done) override {
    committer_.append(std::move(batch), std::move(done));
  }

  journal_position head() const override { return committer_.head(); }

  bool failed() const override { return committer_.failed(); }

  outcome<nothing> read_all(journal_position from,
                            const std::function<bool(const record&)>& visit) const override {
    auto end = head();
    if (from > end)
      return nothing{};
    return read_kept_records(log_, from, [&](const record& one) {
      return one.position <= end && visit(one) && one.position < end;
    });
  }

  outcome<nothing> read_stream(const stream_id& stream, stream_version after,
                               const std::function<bool(const record&)>& visit) const override {
    // Copies may be added while we read them: what the tail repeats is told by its version.
    auto copied = copies_.covered();
    auto seen = after;
    bool wanted = true;
    auto read = copies_.read(stream, after, [&](const record& one) {
      seen = one.version;
      return wanted = visit(one);
    });
    if (!read || !wanted)
      return read;
    return read_all({copied.value + 1}, [&](const record& one) {
      return one.stream != stream || one.version <= seen || visit(one);
    });
  }

  void on_commit(std::function<void(journal_position)> wake) override {
    committer_.on_commit(std::move(wake));
  }

private:
  log_store& log_;
  const stream_copies& copies_;
  committer committer_;
};

failure damaged(const record& one, std::string_view what) {
  return {errc::journal_damaged,
          "position " + std::to_string(one.position.value) + ": " + std::string{what}};
}

/// Notes `one`, found at the log's end, in the versions and as the new end.
outcome<nothing> fold(journal_start& start, const record& one, const stream_copies& copies) {
  auto before = outcome<stream_version>{stream_version{}};
  if (auto known = start.versions.find(one.stream))
    before = *known;
  else
    before = copies.version_of(one.stream);
  if (!before)
    return before.error();
  if (one.version.value != before->value + 1)
    return damaged(one, one.stream.value + " goes from version " + std::to_string(before->value) +
                            " to " + std::to_string(one.version.value));
  if (one.at < start.end.at)
    return damaged(one, "its time is earlier than that of the record before");
  start.versions.advance(one.stream, one.version, one.position);
  start.end.at = one.at;
  return nothing{};
}

outcome<nothing> read_time_of(const log_store& log, journal_position last, unix_us& at) {
  if (last.value == 0)
    return nothing{};
  return read_records(log, last, [&](const record& one) {
    at = one.at;
    return false;
  });
}

} // namespace

outcome<std::unique_ptr<journal>> journal::open(log_store& store, const stream_copies* copies,
                                                clock_source now, journal_options options) {
  const stream_copies& copied = copies != nullptr ? *copies : nothing_copied;
  auto frontier = read_frontier(store);
  if (!frontier)
    return frontier.error();
  journal_start start{.end = {store.last(), {}},
                      .frontier = std::move(*frontier),
                      .versions = stream_versions{limits::stream_versions_cached_max}};
  auto covered = copied.covered();
  if (covered > start.end.last)
    return failure{errc::journal_damaged,
                   "the views have seen position " + std::to_string(covered.value) +
                       " but the log ends at " + std::to_string(start.end.last.value) +
                       "; remove the views only if the log was restored from a backup"};
  if (auto read = read_time_of(store, covered, start.end.at); !read)
    return read.error();
  outcome<nothing> folded = nothing{};
  auto read = read_kept_records(store, {covered.value + 1}, [&](const record& one) {
    folded = fold(start, one, copied);
    return static_cast<bool>(folded);
  });
  if (!read)
    return read.error();
  if (!folded)
    return folded.error();
  return std::unique_ptr<journal>{
      std::make_unique<stored_journal>(store, copied, std::move(now), options, std::move(start))};
}

} // namespace gatehouse
