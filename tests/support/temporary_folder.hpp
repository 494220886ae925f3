#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace gatehouse {

/// An empty folder of mode 0700 that is removed with everything in it at the end of its scope.
class temporary_folder {
public:
  temporary_folder() : path_(testing::TempDir() + "gatehouse-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr)
      ADD_FAILURE() << "no temporary folder " << path_;
  }

  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const noexcept { return path_; }

private:
  std::string path_;
};

} // namespace gatehouse
