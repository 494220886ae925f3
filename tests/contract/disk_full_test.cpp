#include "tests/support/journal_driver.hpp"
#include "tests/support/mount_right.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse {
namespace {

[[noreturn]] void leave_unmounted() {
  std::fprintf(stderr, "%s\n", no_mount_right);
  std::_Exit(1);
}

/// Mounts a file system of `size` at `path`, seen by this process alone. Leaves the process, which
/// fails the test, if the machine does not allow that.
void mount_small(const char* path, const char* size) {
  const auto user = std::to_string(::geteuid());
  const auto group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
    // Files cannot be made by a user and group whom the new namespace does not know.
    std::ofstream{"/proc/self/uid_map"} << user << ' ' << user << " 1";
    std::ofstream{"/proc/self/setgroups"} << "deny";
    std::ofstream{"/proc/self/gid_map"} << group << ' ' << group << " 1";
  } else if (::unshare(CLONE_NEWNS) != 0 ||
             ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    leave_unmounted(); // in a chroot there are no namespaces of users, but root needs none
  }
  if (::mount("none", path, "tmpfs", 0, size) != 0)
    leave_unmounted();
}

[[noreturn]] void leave(bool as_expected, const failure& told) {
  std::fprintf(stderr, "%s: %s\n", std::string{to_string(told.code)}.c_str(), told.detail.c_str());
  std::_Exit(as_expected ? 0 : 1);
}

/// Opens the journal in `folder`, appends until that fails or `count` are there, and returns how
/// many there are.
std::uint64_t append_up_to(std::uint64_t count, const std::string& folder, failure& told) {
  auto log = open_rocksdb_log(folder + "/log", log_access::create_or_write);
  if (!log)
    leave(false, log.error());
  test_clock clock;
  auto opened = journal::open(**log, nullptr, clock.source());
  if (!opened)
    leave(false, opened.error());
  for (auto i = (*opened)->head().value; i < count; ++i) {
    auto batch = a_batch("org/a", i);
    batch.streams[0].events[0].payload.assign(64u << 10, static_cast<char>(i));
    if (auto done = append_now(**opened, std::move(batch)); !done) {
      told = done.error();
      if (!(*opened)->failed() || (*opened)->head().value != i || all_of(**opened).size() != i)
        leave(false, told);
      return i;
    }
  }
  return count;
}

/// Appends until there is no room, has some made and goes on; leaves with 0 if that went as it
/// must.
template <class MakeRoom>
[[noreturn]] void run_out_of_room(const std::string& folder, MakeRoom make_room) {
  failure told{errc::internal, "the disk took everything"};
  auto count = append_up_to(1'000, folder, told);
  if (told.code != errc::journal_failed || count == 0)
    leave(false, told);
  make_room();
  failure later = told;
  leave(append_up_to(count + 10, folder, later) == count + 10, later);
}

[[noreturn]] void fill(const std::string& folder) {
  mount_small(folder.c_str(), "size=16m");
  auto ballast = folder + "/ballast";
  std::ofstream{ballast} << std::string(8u << 20, 'b');
  run_out_of_room(folder, [&] { std::filesystem::remove(ballast); });
}

void limit_files(rlim_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
    leave(false, {errc::internal, "no limit can be set"});
}

[[noreturn]] void outgrow(const std::string& folder) {
  std::signal(SIGXFSZ, SIG_IGN); // the write is to fail, not the process
  limit_files(1u << 20);
  run_out_of_room(folder, [] { limit_files(RLIM_INFINITY); });
}

[[noreturn]] void open_on_read_only(const std::string& folder) {
  mount_small(folder.c_str(), "size=8m");
  if (::mount("none", folder.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) != 0)
    leave_unmounted();
  auto log = open_rocksdb_log(folder + "/log", log_access::create_or_write);
  if (log)
    leave(false, {errc::internal, "it opened"});
  leave(log.error().code == errc::io_failed, log.error());
}

TEST(DiskFull, ClosesTheJournalAndSaysWhatToDo) {
  if (mounts_left_out())
    GTEST_SKIP() << "no right to mount";
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  temp_folder folder;
  EXPECT_EXIT(fill(folder.path().string()), testing::ExitedWithCode(0),
              "journal_failed: .*the disk is full; free some space");
}

TEST(DiskFull, IsLikeAFileThatMayNotGrow) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  temp_folder folder;
  EXPECT_EXIT(outgrow(folder.path().string()), testing::ExitedWithCode(0),
              "journal_failed: .*File too large");
}

TEST(ReadOnlyMount, IsNamedWhenTheLogIsOpened) {
  if (mounts_left_out())
    GTEST_SKIP() << "no right to mount";
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  temp_folder folder;
  EXPECT_EXIT(open_on_read_only(folder.path().string()), testing::ExitedWithCode(0),
              "io_failed: .*mounted read-only; mount it writable");
}

} // namespace
} // namespace gatehouse
