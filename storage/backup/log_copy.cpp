#include "storage/backup/log_copy.hpp"

#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/archived_past.hpp"
#include "storage/log_frontier.hpp"

#include <utility>

namespace gatehouse {

namespace {

constexpr std::uint64_t records_per_progress = 65'536;

failure other_tree(journal_position at) {
  return {errc::journal_damaged, "the records up to position " + std::to_string(at.value) +
                                     " do not give the root that is known of them"};
}

/// Lets `to`, which holds `held` records, take hashes in the place of those that `from` has
/// archived.
outcome<nothing> copy_archived_past(const log_store& from, log_store& to, journal_position held) {
  const auto past = read_archived_past(from);
  if (!past)
    return past.error();
  return past->last() > held ? to.write({{}, meta_of(*past)}) : nothing{};
}

} // namespace

outcome<log_point> point_of(const log_store& log) {
  auto tree = stored_frontier(log);
  if (!tree)
    return tree.error();
  return log_point{{tree->size()}, tree->root()};
}

outcome<record_appender> record_appender::at_end_of(log_store& target) {
  auto tree = read_frontier(target);
  if (!tree)
    return tree.error();
  return record_appender{target, *std::move(tree)};
}

outcome<nothing> record_appender::add(const stored_record& one) {
  if (one.position.value != tree_.size() + 1)
    return failure{errc::journal_damaged, "position " + std::to_string(one.position.value) +
                                              " follows " + std::to_string(tree_.size())};
  if (batch_.records.size() >= limits::commit_events_max ||
      batch_bytes_ + one.bytes.size() > limits::commit_bytes_max)
    if (auto written = finish(); !written)
      return written;
  tree_.append(one.leaf);
  batch_bytes_ += one.bytes.size();
  batch_.records.push_back(one);
  return nothing{};
}

outcome<nothing> record_appender::finish() {
  if (batch_.records.empty())
    return nothing{};
  auto batch = std::exchange(batch_, {});
  batch_bytes_ = 0;
  batch.meta.emplace_back(frontier_key, tree_.encode());
  return target_->write(batch);
}

outcome<nothing> copy_records(const log_store& from, log_store& to, const log_point& until,
                              const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto target = record_appender::at_end_of(to);
  if (!target)
    return target.error();
  const auto held = log_point{target->last(), target->root()};
  if (held.last > until.last)
    return failure{errc::conflict, "it holds " + counted(held.last.value, "record") +
                                       ", more than the " + std::to_string(until.last.value) +
                                       " there are to copy"};
  if (auto copied = copy_archived_past(from, to, held.last); !copied)
    return copied;
  merkle_frontier seen;
  outcome<nothing> good = nothing{};
  auto take = [&](const stored_record& one) -> outcome<nothing> {
    if (one.position > held.last)
      return target->add(one);
    seen.append(one.leaf);
    if (one.position == held.last && seen.root() != held.root)
      return failure{errc::conflict, "it holds the records of another log"};
    return nothing{};
  };
  auto read = from.read({1}, [&](const stored_record& one) {
    if (one.position > until.last)
      return false;
    good = take(one);
    if (one.position.value % records_per_progress == 0 && progress)
      progress(one.position.value, until.last.value);
    return good && one.position < until.last;
  });
  if (!read || !good)
    return read ? good : read;
  if (target->last() != until.last || target->root() != until.root)
    return other_tree(until.last);
  return target->finish();
}

} // namespace gatehouse
