#pragma once

#include "tests/campaign/fault_board.hpp"

#include <array>
#include <atomic>
#include <string>
#include <string_view>

namespace gatehouse {

/// Which descriptors of this process are files of the instance, by the paths they were opened at.
///
/// Thread rule: every member from any thread; the pages of paths are never freed, as a descriptor
/// may be closed while another thread looks at it.
class watched_files {
public:
  watched_files(std::string data, std::string keys)
      : data_(std::move(data)), keys_(std::move(keys)) {}

  /// Returns the whole path of `path`, seen from the folder `at`; empty if it is not watched.
  std::string watched(int at, const char* path) const;

  void opened(int descriptor, const std::string& path);
  void closed(int descriptor);
  /// Returns the path of a descriptor, empty if it is not watched.
  std::string_view path_of(int descriptor) const;

  file_place place_of(std::string_view path) const;
  static file_kind kind_of(std::string_view path);

private:
  static constexpr std::size_t descriptors_max = 65536;

  std::string data_;
  std::string keys_;
  std::array<std::atomic<const std::string*>, descriptors_max> paths_{};
};

} // namespace gatehouse
