#include "storage/log_reader.hpp"
#include "storage/projection_step.hpp"
#include "storage/projector.hpp"

namespace gatehouse {

outcome<nothing> rebuild_views(const log_store& log, view_store& views,
                               const std::vector<const projection*>& folds,
                               const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto& writer = views.writer();
  if (auto cleared = writer.clear(); !cleared)
    return cleared;
  if (auto prepared = prepare_rows(writer, folds); !prepared)
    return prepared;
  auto total = log.last();
  journal_position folded;
  while (folded < total) {
    auto next = fold_next([&](journal_position from,
                              const auto& visit) { return read_kept_records(log, from, visit); },
                          folded, writer, folds);
    if (!next)
      return next.error();
    folded = *next;
    if (progress)
      progress(folded.value, total.value);
  }
  return nothing{};
}

} // namespace gatehouse
