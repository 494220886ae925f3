#pragma once

#include "tests/support/temp_folder.hpp"

#include <cstddef>
#include <string>

namespace gatehouse {

/// A small file system of its own in memory, for disks that are full or read-only. Needs the right
/// to mount.
class mounted_folder {
public:
  explicit mounted_folder(std::size_t megabytes);
  ~mounted_folder();
  mounted_folder(const mounted_folder&) = delete;
  mounted_folder& operator=(const mounted_folder&) = delete;

  bool mounted() const noexcept { return mounted_; }

  std::string path() const { return folder_.path().string(); }

  /// Takes all the space but `left` bytes.
  void fill(std::size_t left = 0) const;
  void give_back() const;
  /// Returns whether nothing can be written any more; not while a file is open for writing.
  bool make_read_only() const;

private:
  std::string filler() const { return folder_ / "filler"; }

  temp_folder folder_;
  bool mounted_ = false;
};

} // namespace gatehouse
