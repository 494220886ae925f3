#include "tests/campaign/mounted_folder.hpp"

#include "tests/support/mount_right.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <sys/mount.h>
#include <unistd.h>

namespace gatehouse {

mounted_folder::mounted_folder(std::size_t megabytes) {
  const auto size = "size=" + std::to_string(megabytes) + "m";
  mounted_ = ::mount("none", path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size.c_str()) == 0;
  if (!mounted_ && !mounts_left_out())
    ADD_FAILURE() << no_mount_right;
}

mounted_folder::~mounted_folder() {
  if (mounted_)
    ::umount2(path().c_str(), MNT_DETACH);
}

void mounted_folder::fill(std::size_t left) const {
  const auto free = std::filesystem::space(path()).available;
  const int file = ::open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const auto size = free > left ? free - left : 0;
  EXPECT_EQ(::posix_fallocate(file, 0, static_cast<off_t>(size)), 0);
  if (left == 0) { // also what the free space does not count
    constexpr std::array<char, 512> zeros{};
    ::lseek(file, 0, SEEK_END);
    while (::write(file, zeros.data(), zeros.size()) > 0) {
    }
  }
  ::close(file);
}

void mounted_folder::give_back() const {
  std::filesystem::remove(filler());
}

bool mounted_folder::make_read_only() const {
  return ::mount("none", path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

} // namespace gatehouse
