#include "storage/proof/verify_views.hpp"

#include "storage/log_reader.hpp"
#include "storage/projection_step.hpp"
#include "storage/replay.hpp"

#include <optional>
#include <unordered_map>

namespace gatehouse {

namespace {

/// Folds the records up to `end` into `scratch`.
outcome<nothing> fold_again(const log_store& log, journal_position end, view_store& scratch,
                            const std::vector<const projection*>& folds,
                            const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const auto read = [&](journal_position from, const std::function<bool(const record&)>& visit) {
    return read_kept_records(log, from, [&](const record& one) {
      return one.position <= end && visit(one) && one.position < end;
    });
  };
  if (auto prepared = prepare_rows(scratch.writer(), folds); !prepared)
    return prepared;
  for (journal_position folded; folded < end;) {
    auto next = fold_next(read, folded, scratch.writer(), folds);
    if (!next)
      return next.error();
    if (*next == folded)
      return failure{errc::journal_damaged, "the log ends before the views do"};
    folded = *next;
    progress(folded.value, end.value);
  }
  return nothing{};
}

/// Reports the first row of a projection that is in one of the two and not, or otherwise, in the
/// other.
outcome<bool> has_same_rows(std::string_view name, const view_store& views,
                            const view_store& scratch, const damage_sink& report) {
  std::optional<std::string> wrong;
  const auto compare = [&](const view_store& from, const view_store& to) {
    outcome<nothing> good = nothing{};
    auto scanned = from.scan(name, {}, false, [&](std::string_view key, std::string_view value) {
      auto other = to.row(name, key);
      if (!other)
        good = other.error();
      else if (!*other || **other != value)
        wrong = key;
      return good && !wrong;
    });
    return scanned ? good : scanned;
  };
  if (auto compared = compare(scratch, views); !compared)
    return compared.error();
  if (auto compared = wrong ? outcome<nothing>{nothing{}} : compare(views, scratch); !compared)
    return compared.error();
  if (wrong)
    report({damage_kind::views_differ,
            {},
            "a row of " + std::string{name} + ", its key has " + std::to_string(wrong->size()) +
                " bytes"});
  return !wrong;
}

/// Compares each snapshot with the state that the records up to its version give.
outcome<nothing> compare_snapshots(const log_store& log, const view_store& views,
                                   const damage_sink& report) {
  replay states;
  std::unordered_map<std::string, std::optional<view_store::snapshot>> snapshots;
  outcome<nothing> good = nothing{};
  auto read = read_kept_records(log, {1}, [&](const record& one) {
    if (good = states.apply(one); !good)
      return false;
    auto [at, fresh] = snapshots.try_emplace(one.stream.value);
    if (fresh) {
      auto found = views.find_snapshot(one.stream);
      if (!found) {
        good = found.error();
        return false;
      }
      at->second = *std::move(found);
    }
    if (!at->second || at->second->version != one.version)
      return true;
    const auto folded = states.state_of(one.stream);
    if (folded && folded->format == at->second->format && folded->state != at->second->state)
      report({damage_kind::views_differ, one.position, "the snapshot of " + one.stream.value});
    return true;
  });
  return read ? good : read;
}

} // namespace

outcome<nothing> verify_views(const log_store& log, const view_store& views, view_store& scratch,
                              const std::vector<const projection*>& folds,
                              const damage_sink& report,
                              const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const auto end = views.folded();
  if (auto folded = fold_again(log, end, scratch, folds, progress); !folded)
    return folded;
  auto stored = views.digest();
  auto wanted = scratch.digest();
  if (!stored || !wanted)
    return stored ? wanted.error() : stored.error();
  if (views.folded() != end || views.covered() != end)
    return failure{errc::conflict, "The views are being written; stop the gateway, or verify a "
                                   "copy of its folder."};
  bool rows_agree = true;
  for (const auto* fold : folds) {
    auto same = *stored == *wanted ? outcome<bool>{true}
                                   : has_same_rows(fold->name(), views, scratch, report);
    if (!same)
      return same.error();
    rows_agree = rows_agree && *same;
  }
  if (*stored != *wanted && rows_agree)
    report({damage_kind::views_differ, {}, "the copies of the streams"});
  return compare_snapshots(log, views, report);
}

} // namespace gatehouse
