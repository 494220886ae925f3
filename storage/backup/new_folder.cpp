#include "storage/backup/new_folder.hpp"

#include "storage/system_failure.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

/// Returns `path` from the root on, without dots and a slash at its end, and without links as far
/// as it exists.
fs::path real_path(const std::string& path) {
  std::error_code ignored;
  auto real = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
  return real.has_filename() ? real : real.parent_path();
}

bool is_inside(const fs::path& one, const fs::path& other) {
  return std::mismatch(other.begin(), other.end(), one.begin(), one.end()).first == other.end();
}

failure occupied(const std::string& place) {
  return {errc::conflict, place + " is there already and is not empty; nothing was changed"};
}

} // namespace

outcome<nothing> sync_names(const std::string& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = opened >= 0 && ::fsync(opened) == 0;
  if (opened >= 0)
    ::close(opened);
  return synced ? outcome<nothing>{nothing{}} : system_failure("sync", folder);
}

bool is_vacant(const std::string& path) {
  std::error_code error;
  const auto what = fs::symlink_status(path, error);
  if (what.type() == fs::file_type::not_found)
    return true;
  return what.type() == fs::file_type::directory && fs::is_empty(path, error) && !error;
}

bool overlap(const std::string& one, const std::string& other) {
  const auto first = real_path(one);
  const auto second = real_path(other);
  return is_inside(first, second) || is_inside(second, first);
}

outcome<new_folder> new_folder::begin(const std::string& place) {
  const auto real = real_path(place).string();
  if (!is_vacant(place))
    return occupied(place);
  auto draft = real + ".unfinished";
  if (::mkdir(draft.c_str(), 0700) == 0)
    return new_folder{real, std::move(draft)};
  if (errno == EEXIST)
    return failure{errc::conflict,
                   draft + " is left of an attempt that was interrupted; remove it"};
  return system_failure("create", draft);
}

new_folder::new_folder(new_folder&& other) noexcept
    : place_(std::move(other.place_)), draft_(std::exchange(other.draft_, {})) {}

new_folder::~new_folder() {
  std::error_code ignored;
  if (!draft_.empty())
    fs::remove_all(draft_, ignored);
}

outcome<nothing> new_folder::finish() {
  // rename() takes the place of an empty folder, and of nothing else.
  if (std::rename(draft_.c_str(), place_.c_str()) != 0)
    return errno == ENOTEMPTY || errno == EEXIST ? occupied(place_)
                                                 : system_failure("rename", draft_);
  draft_.clear();
  return sync_names(fs::path{place_}.parent_path().string());
}

} // namespace gatehouse
