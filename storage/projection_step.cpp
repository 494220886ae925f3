#include "storage/projection_step.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <string>

namespace gatehouse {

namespace {

outcome<nothing> apply(const record& one, view_batch& batch,
                       const std::vector<const projection*>& folds) {
  batch.copy(one);
  for (const auto* fold : folds)
    if (auto applied = fold->apply(one, batch.table(fold->name())); !applied)
      return failure{applied.error().code,
                     "projection " + std::string{fold->name()} + " at position " +
                         std::to_string(one.position.value) + ": " + applied.error().detail};
  return nothing{};
}

} // namespace

std::string description_of(const std::vector<const projection*>& folds) {
  std::vector<std::string> lines;
  for (const auto* fold : folds)
    lines.push_back(std::string{fold->name()} + ' ' + std::to_string(fold->version()) + '\n');
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines)
    text += line;
  return text;
}

outcome<nothing> prepare_rows(view_writer& views, const std::vector<const projection*>& folds) {
  auto description = description_of(folds);
  auto present = views.folds();
  if (!present)
    return present.error();
  return *present == description ? nothing{} : views.drop_rows(description);
}

outcome<journal_position> fold_next(const record_reader& read, journal_position folded,
                                    view_writer& views,
                                    const std::vector<const projection*>& folds) {
  auto batch = views.begin();
  auto last = folded;
  std::size_t bytes = 0;
  outcome<nothing> applied = nothing{};
  auto done = read({folded.value + 1}, [&](const record& one) {
    applied = apply(one, *batch, folds);
    last = one.position;
    bytes += one.payload.size();
    return applied && last.value - folded.value < limits::project_records_max &&
           bytes < limits::project_bytes_max;
  });
  if (!done || !applied)
    return done ? applied.error() : done.error();
  if (last == folded)
    return folded;
  if (auto written = batch->commit(last); !written)
    return written.error();
  return last;
}

} // namespace gatehouse
