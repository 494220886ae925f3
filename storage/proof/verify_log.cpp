#include "storage/proof/verify_log.hpp"

#include "events/core/limits.hpp"
#include "events/instance/instance.hpp"
#include "events/names/counted.hpp"
#include "storage/archived_past.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_frontier.hpp"
#include "storage/proof/record_check.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::uint64_t records_per_progress = 65'536;

/// One verification on its way through the log.
class verification {
public:
  verification(std::vector<known_tree> trees, archived_past past)
      : trees_(std::move(trees)), past_(std::move(past)) {
    std::stable_sort(
        trees_.begin(), trees_.end(),
        [](const known_tree& one, const known_tree& two) { return one.size < two.size; });
    compare();
  }

  void take(const found_entry& found) {
    const bool in_place = found.position == records_.next();
    if (const auto* one = records_.take(found))
      note_key(*one);
    report_.archived += past_.covers(found) ? 1 : 0;
    if (!in_place)
      whole_ = false;
    if (!whole_)
      return;
    // A record that was changed is reported by itself; its leaf hash, if that is still the one that
    // was written, lets the tree speak for all the others.
    tree_.append(found.leaf);
    compare();
  }

  void report(damage one) { report_.add(std::move(one)); }

  std::uint64_t records() const { return records_.next().value - 1; }

  /// Reports who knows of more than there is, and what lacks more than was archived.
  void end(const std::vector<known_position>& positions) {
    if (report_.archived > past_.records)
      report({damage_kind::record_missing, past_.last(),
              counted(past_.records, "record") + " up to here are archived, but " +
                  std::to_string(report_.archived) + " are not here"});
    for (auto at = next_tree_; at < trees_.size(); ++at)
      expect({trees_[at].size}, trees_[at].source);
    for (const auto& one : positions)
      expect(one.position, one.source);
  }

  verify_report result() && {
    report_.records = records();
    report_.root = tree_.root();
    return std::move(report_);
  }

private:
  void note_key(const record& one) {
    if (one.event_number != checkpoint_key_named::type.number)
      return;
    auto event = decode_event<instance>(one.event_number, one.event_version, one.payload);
    const auto* named = event ? std::get_if<checkpoint_key_named>(&*event) : nullptr;
    auto key = named ? verifier_key::parse(named->key) : event.error();
    if (key)
      report_.keys.push_back({one.position, *std::move(key)});
    else
      report({damage_kind::event_unreadable, one.position, key.error().detail});
  }

  void compare() {
    for (; next_tree_ < trees_.size() && trees_[next_tree_].size == tree_.size(); ++next_tree_)
      if (const auto& one = trees_[next_tree_]; one.root != tree_.root())
        report({damage_kind::tree_differs, {one.size}, one.source + " has another root"});
  }

  void expect(journal_position position, const std::string& source) {
    if (position.value > records())
      report({damage_kind::tail_missing,
              {records() + 1},
              source + " knows " + counted(position.value, "record")});
  }

  verify_report report_;
  std::vector<known_tree> trees_; ///< by size
  std::size_t next_tree_ = 0;
  archived_past past_;
  record_check records_{[this](damage one) { report(std::move(one)); }, {1}, past_};
  merkle_frontier tree_;
  bool whole_ = true; ///< no position was missing or foreign: the tree can be computed
};

/// Says whether there is an entry behind `end` that no commit has written, for every commit writes
/// its records together with the tree over them.
outcome<bool> has_more(const log_store& log, std::uint64_t end) {
  bool more = false;
  auto scanned = log.scan({end + 1}, [&](const found_entry&) {
    more = true;
    return false;
  });
  if (!scanned)
    return scanned.error();
  if (!more)
    return false;
  auto now = stored_frontier(log);
  return !now || now->size() <= end;
}

} // namespace

void verify_report::add(damage one) {
  if (damages++ < limits::damages_shown_max)
    first_damages.push_back(std::move(one));
}

outcome<verify_report>
verify_log(const log_store& log, verify_request wanted,
           const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto tree = stored_frontier(log);
  if (!tree && tree.error().code != errc::journal_damaged)
    return tree.error();
  auto past = read_archived_past(log);
  if (!past && past.error().code != errc::journal_damaged)
    return past.error();
  const auto end = tree ? tree->size() : log.last().value;
  if (tree)
    wanted.trees.push_back({end, tree->root(), "the tree stored with the last commit"});
  verification one{std::move(wanted.trees), past ? *past : archived_past{}};
  if (!tree)
    one.report({damage_kind::tree_differs, {end}, "the stored tree: " + tree.error().detail});
  auto scanned = log.scan({1}, [&](const found_entry& found) {
    if (found.position.value > end)
      return false;
    one.take(found);
    if (one.records() % records_per_progress == 0)
      progress(one.records(), end);
    return true;
  });
  if (!scanned && scanned.error().code != errc::journal_damaged)
    return scanned.error();
  if (!scanned)
    one.report({damage_kind::log_unreadable, {one.records() + 1}, scanned.error().detail});
  else
    one.end(wanted.positions);
  if (auto more = has_more(log, end); more && *more)
    one.report({damage_kind::tail_added, {end + 1}, "the tree has " + counted(end, "record")});
  return std::move(one).result();
}

} // namespace gatehouse
