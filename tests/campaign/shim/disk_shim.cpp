// Loaded into the gateway with LD_PRELOAD: stands between it and its files, and its clock.

#include "tests/campaign/shim/disk_facts.hpp"
#include "tests/campaign/shim/fault_player.hpp"
#include "tests/campaign/shim/watched_files.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gatehouse {

namespace {

/// What one gateway is tormented with.
struct torment {
  fault_board& board;
  watched_files files;
  disk_facts facts;
  fault_player player{board, files};
};

torment* active = nullptr; ///< for the life of the process, once it is set

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

fault_board* map_board(const std::string& file) {
  const auto descriptor =
      static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file.c_str(), O_RDWR | O_CLOEXEC));
  if (descriptor < 0)
    return nullptr;
  void* page =
      ::mmap(nullptr, sizeof(fault_board), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::syscall(SYS_close, descriptor);
  return page != MAP_FAILED ? static_cast<fault_board*>(page) : nullptr;
}

__attribute__((constructor)) void begin() {
  const auto file = variable(board_variable);
  ::unsetenv("LD_PRELOAD"); // what the gateway starts is left alone
  if (file.empty())
    return;
  auto* board = map_board(file);
  if (board == nullptr)
    std::abort();
  active = new torment{*board,
                       {variable(data_variable), variable(keys_variable)},
                       disk_facts{variable(facts_variable)}};
}

/// Returns the function that the shim stands before.
template <class Function> Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::uint64_t size_of(int descriptor) {
  struct ::stat facts {};

  return ::fstat(descriptor, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

bool is_folder(int descriptor) {
  struct ::stat facts {};

  return ::fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/// Does a step with the fault that comes at it, if one does; returns what the step returned, or -1.
template <class Do>
auto step_at(file_step step, const std::string& path, Do&& real) -> decltype(real()) {
  const auto fault = active->player.at(step, path);
  if (fault && fault->moment != fault_moment::after) {
    active->player.strike(*fault);
    return -1;
  }
  auto result = real();
  if (fault) {
    active->player.strike(*fault);
    return -1;
  }
  return result;
}

int open_watched(int folder, const char* name, int flags, ::mode_t mode, const std::string& path) {
  const auto real = [&] {
    return static_cast<int>(::syscall(SYS_openat, folder, name, flags, mode));
  };
  const bool present = ::access(path.c_str(), F_OK) == 0;
  const bool creates = (flags & O_CREAT) != 0 && !present;
  const int descriptor = creates ? step_at(file_step::create, path, real) : real();
  if (descriptor < 0)
    return descriptor;
  active->files.opened(descriptor, path);
  if (creates)
    active->facts.made(path);
  else if ((flags & O_ACCMODE) != O_RDONLY)
    active->facts.known(path, size_of(descriptor));
  if (!creates && (flags & O_TRUNC) != 0)
    active->facts.shrunk(path, 0);
  return descriptor;
}

int open_any(int folder, const char* name, int flags, ::mode_t mode) {
  const auto path = active != nullptr ? active->files.watched(folder, name) : std::string{};
  return path.empty() ? static_cast<int>(::syscall(SYS_openat, folder, name, flags, mode))
                      : open_watched(folder, name, flags, mode, path);
}

/// Writes through `real(size)` what the faults and the space let pass.
template <class Do>
::ssize_t write_watched(std::string_view path, std::string_view bytes, Do&& real) {
  const auto fault = active->player.at(file_step::write, path, bytes);
  if (fault && fault->moment != fault_moment::after) {
    if (fault->moment == fault_moment::halfway)
      static_cast<void>(real(bytes.size() / 2));
    active->player.strike(*fault);
    return -1;
  }
  const auto fitting = active->player.take_space(bytes.size());
  if (fitting == 0 && !bytes.empty()) {
    errno = ENOSPC;
    return -1;
  }
  const auto written = real(fitting);
  if (!fault)
    return written;
  active->player.strike(*fault);
  return -1;
}

/// The disk is played: what is told to be durable is, and the real one is not waited for.
template <class Do> int sync_any(int descriptor, Do&& real) {
  const auto path = active != nullptr ? active->files.path_of(descriptor) : std::string_view{};
  if (path.empty())
    return real();
  const bool folder = is_folder(descriptor);
  const auto reached = folder ? active->facts.end() : size_of(descriptor);
  return step_at(file_step::sync, std::string{path}, [&] {
    active->player.delay_sync();
    if (folder)
      active->facts.settled(path, reached);
    else
      active->facts.durable(path, reached);
    return 0;
  });
}

int remove_any(int folder, const char* name, int flags) {
  const auto real = [&] { return static_cast<int>(::syscall(SYS_unlinkat, folder, name, flags)); };
  const auto path = active != nullptr ? active->files.watched(folder, name) : std::string{};
  if (path.empty() || (flags & AT_REMOVEDIR) != 0)
    return real();
  return step_at(file_step::remove, path, [&] {
    const auto held = active->facts.hold(path);
    const int result = real();
    if (result == 0)
      active->facts.removed(path, held);
    return result;
  });
}

int rename_any(int from_folder, const char* from, int to_folder, const char* to) {
  const auto real = [&] {
    return static_cast<int>(::syscall(SYS_renameat, from_folder, from, to_folder, to));
  };
  const auto old_path = active != nullptr ? active->files.watched(from_folder, from) : "";
  const auto new_path = active != nullptr ? active->files.watched(to_folder, to) : "";
  if (old_path.empty() || new_path.empty())
    return real();
  return step_at(file_step::rename, new_path, [&] {
    const auto held = active->facts.hold(new_path);
    const int result = real();
    if (result == 0)
      active->facts.renamed(old_path, new_path, held);
    return result;
  });
}

::mode_t mode_of(int flags, std::va_list& more) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, ::mode_t) : 0;
}

} // namespace

} // namespace gatehouse

// -- the functions of the C library that the gateway reaches instead
// -------------------------------

using namespace gatehouse;

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const auto mode = mode_of(flags, more);
  va_end(more);
  return open_any(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const auto mode = mode_of(flags, more);
  va_end(more);
  return open_any(folder, path, flags, mode);
}

int close(int descriptor) {
  if (active != nullptr)
    active->files.closed(descriptor);
  static auto* const real = next<int(int)>("close");
  return real(descriptor);
}

::ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  static auto* const real = next<::ssize_t(int, const void*, std::size_t)>("write");
  const auto path = active != nullptr ? active->files.path_of(descriptor) : std::string_view{};
  if (path.empty())
    return real(descriptor, bytes, size);
  return write_watched(path, {static_cast<const char*>(bytes), size},
                       [&](std::size_t part) { return real(descriptor, bytes, part); });
}

::ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, ::off_t at) {
  static auto* const real = next<::ssize_t(int, const void*, std::size_t, ::off_t)>("pwrite");
  const auto path = active != nullptr ? active->files.path_of(descriptor) : std::string_view{};
  if (path.empty())
    return real(descriptor, bytes, size, at);
  return write_watched(path, {static_cast<const char*>(bytes), size},
                       [&](std::size_t part) { return real(descriptor, bytes, part, at); });
}

::ssize_t pread(int descriptor, void* bytes, std::size_t size, ::off_t at) {
  static auto* const real = next<::ssize_t(int, void*, std::size_t, ::off_t)>("pread");
  const auto path = active != nullptr ? active->files.path_of(descriptor) : std::string_view{};
  if (path.empty())
    return real(descriptor, bytes, size, at);
  return step_at(file_step::read, std::string{path},
                 [&] { return real(descriptor, bytes, size, at); });
}

int fsync(int descriptor) {
  static auto* const real = next<int(int)>("fsync");
  return sync_any(descriptor, [&] { return real(descriptor); });
}

int fdatasync(int descriptor) {
  static auto* const real = next<int(int)>("fdatasync");
  return sync_any(descriptor, [&] { return real(descriptor); });
}

int ftruncate(int descriptor, ::off_t size) noexcept {
  static auto* const real = next<int(int, ::off_t)>("ftruncate");
  const auto path = active != nullptr ? active->files.path_of(descriptor) : std::string_view{};
  const int result = real(descriptor, size);
  if (result == 0 && !path.empty())
    active->facts.shrunk(path, static_cast<std::uint64_t>(size));
  return result;
}

int rename(const char* from, const char* to) noexcept {
  return rename_any(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  return rename_any(from_folder, from, to_folder, to);
}

int unlink(const char* path) noexcept {
  return remove_any(AT_FDCWD, path, 0);
}

int unlinkat(int folder, const char* path, int flags) noexcept {
  return remove_any(folder, path, flags);
}

int clock_gettime(::clockid_t clock, ::timespec* time) noexcept {
  static auto* const real = next<int(::clockid_t, ::timespec*)>("clock_gettime");
  const int result = real(clock, time);
  if (result == 0 && clock == CLOCK_REALTIME && active != nullptr)
    time->tv_sec += active->board.clock_offset_s.load();
  return result;
}

} // extern "C"
