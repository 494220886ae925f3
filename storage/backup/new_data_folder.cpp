#include "storage/backup/new_data_folder.hpp"

#include "storage/backup/new_folder.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/view_store.hpp"

namespace gatehouse {

namespace {

outcome<nothing> fill_folder(const std::string& folder, const data_filler& fill,
                             const copy_progress& progress) {
  auto log = open_rocksdb_log(folder + "/log", log_access::create_or_write);
  if (!log)
    return log.error();
  if (auto filled = fill(**log, folder); !filled)
    return filled;
  auto views = view_store::open(folder + "/views", log_access::create_or_write);
  if (!views)
    return views.error();
  return rebuild_views(
      **log, **views, all_projections(),
      [&](std::uint64_t done, std::uint64_t total) { progress("folded", done, total); });
}

} // namespace

outcome<nothing> make_data_folder(const std::string& data, const data_filler& fill,
                                  const copy_progress& progress) {
  auto made = new_folder::begin(data);
  if (!made)
    return made.error();
  if (auto filled = fill_folder(made->draft(), fill, progress); !filled)
    return filled;
  return made->finish();
}

} // namespace gatehouse
