#include "storage/archive/folder_lock.hpp"

#include "storage/system_failure.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace gatehouse {

outcome<folder_lock> folder_lock::take(const std::string& database) {
  const auto place = database + "/LOCK";
  const int file = ::open(place.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0)
    return system_failure("open", place);
  folder_lock held{file};

  struct flock whole {};

  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(file, F_SETLK, &whole) == 0)
    return held;
  if (errno == EACCES || errno == EAGAIN)
    return failure{errc::journal_locked, database + " is in use by another process"};
  return system_failure("lock", place);
}

folder_lock::folder_lock(folder_lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

folder_lock::~folder_lock() {
  if (file_ >= 0)
    ::close(file_);
}

} // namespace gatehouse
