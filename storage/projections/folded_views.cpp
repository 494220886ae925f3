#include "storage/projections/folded_views.hpp"

#include "storage/projection_step.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/view_writer.hpp"

#include <chrono>
#include <thread>

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s;
constexpr auto pause = 20ms;

bool is_complete(view_store& views, journal_position head) {
  auto folds = views.writer().folds();
  return folds && *folds == description_of(all_projections()) && views.folded() >= head;
}

} // namespace

outcome<std::unique_ptr<view_store>> fold_views(const log_store& log) {
  auto folded = view_store::in_memory();
  if (auto done = rebuild_views(log, *folded, all_projections(), nullptr); !done)
    return done.error();
  return folded;
}

outcome<std::unique_ptr<view_store>> views_of_log(const log_store& log, const std::string& folder) {
  const auto head = log.last();
  if (auto views = view_store::open(folder, log_access::read_only))
    for (auto waited = 0ms; waited < patience; waited += pause) {
      if (is_complete(**views, head))
        return views;
      if ((*views)->folded() == journal_position{})
        break;
      std::this_thread::sleep_for(pause);
    }
  return fold_views(log);
}

} // namespace gatehouse
