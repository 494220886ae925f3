#pragma once

#include <unistd.h>
#include <utility>

namespace gatehouse {

/// Owns one file descriptor; -1 is none.
class descriptor {
public:
  descriptor() noexcept = default;

  explicit descriptor(int fd) noexcept : fd_(fd) {}

  descriptor(descriptor&& other) noexcept : fd_(other.release()) {}

  descriptor& operator=(descriptor&& other) noexcept {
    reset(other.release());
    return *this;
  }

  ~descriptor() { reset(); }

  int get() const noexcept { return fd_; }

  int release() noexcept { return std::exchange(fd_, -1); }

  void reset(int fd = -1) noexcept {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = fd;
  }

  explicit operator bool() const noexcept { return fd_ >= 0; }

private:
  int fd_ = -1;
};

} // namespace gatehouse
