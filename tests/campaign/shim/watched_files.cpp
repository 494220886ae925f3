#include "tests/campaign/shim/watched_files.hpp"

#include <fcntl.h>

namespace gatehouse {

namespace {

bool lies_in(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

} // namespace

std::string watched_files::watched(int at, const char* path) const {
  std::string whole{path};
  if (whole.empty() || whole.front() != '/') {
    const auto folder = at == AT_FDCWD ? std::string_view{} : path_of(at);
    if (folder.empty())
      return {};
    whole = std::string{folder} + '/' + whole;
  }
  return lies_in(whole, data_) || lies_in(whole, keys_) ? whole : std::string{};
}

void watched_files::opened(int descriptor, const std::string& path) {
  if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < descriptors_max)
    paths_[static_cast<std::size_t>(descriptor)] = new std::string{path};
}

void watched_files::closed(int descriptor) {
  if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < descriptors_max)
    paths_[static_cast<std::size_t>(descriptor)] = nullptr;
}

std::string_view watched_files::path_of(int descriptor) const {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= descriptors_max)
    return {};
  const auto* path = paths_[static_cast<std::size_t>(descriptor)].load();
  return path != nullptr ? std::string_view{*path} : std::string_view{};
}

file_place watched_files::place_of(std::string_view path) const {
  if (lies_in(path, keys_))
    return file_place::keys;
  const auto inside = path.substr(data_.size());
  if (lies_in(inside, "/log"))
    return file_place::log;
  if (lies_in(inside, "/checkpoints"))
    return file_place::checkpoints;
  return lies_in(inside, "/views") ? file_place::views : file_place::anywhere;
}

file_kind watched_files::kind_of(std::string_view path) {
  if (path.ends_with(".log"))
    return file_kind::wal;
  return path.ends_with(".sst") ? file_kind::table : file_kind::other;
}

} // namespace gatehouse
