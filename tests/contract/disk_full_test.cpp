#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace gatehouse {
namespace {

constexpr int not_allowed = 77;

/// Mounts a file system of `size` at `path`, seen by this process alone. Leaves the process if the
/// machine does not allow that.
void mount_small(const char* path, const char* size) {
  auto user = std::to_string(::geteuid());
  auto group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
    std::_Exit(not_allowed);
  // Files cannot be made by a user and group whom the new namespace does not know.
  std::ofstream{"/proc/self/uid_map"} << user << ' ' << user << " 1";
  std::ofstream{"/proc/self/setgroups"} << "deny";
  std::ofstream{"/proc/self/gid_map"} << group << ' ' << group << " 1";
  if (::mount("none", path, "tmpfs", 0, size) != 0)
    std::_Exit(not_allowed);
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

/// Fills a disk, frees some of it and goes on; leaves with 0 if that went as it must.
[[noreturn]] void fill(const std::string& folder) {
  mount_small(folder.c_str(), "size=16m");
  auto ballast = folder + "/ballast";
  std::ofstream{ballast} << std::string(8u << 20, 'b');
  failure told{errc::internal, "the disk took everything"};
  auto count = append_up_to(1'000, folder, told);
  if (told.code != errc::journal_failed)
    leave(false, told);
  std::filesystem::remove(ballast);
  failure later = told;
  leave(append_up_to(count + 10, folder, later) == count + 10, later);
}

[[noreturn]] void open_on_read_only(const std::string& folder) {
  mount_small(folder.c_str(), "size=8m");
  if (::mount("none", folder.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) != 0)
    std::_Exit(not_allowed);
  auto log = open_rocksdb_log(folder + "/log", log_access::create_or_write);
  if (log)
    leave(false, {errc::internal, "it opened"});
  leave(log.error().code == errc::io_failed, log.error());
}

/// Succeeds too where the machine does not let a process mount anything.
bool as_expected_or_not_allowed(int status) {
  return WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == not_allowed);
}

TEST(DiskFull, ClosesTheJournalAndSaysWhatToDo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  temp_folder folder;
  EXPECT_EXIT(fill(folder.path().string()), as_expected_or_not_allowed,
              "^$|journal_failed: .*the disk is full; free some space");
}

TEST(ReadOnlyMount, IsNamedWhenTheLogIsOpened) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  temp_folder folder;
  EXPECT_EXIT(open_on_read_only(folder.path().string()), as_expected_or_not_allowed,
              "^$|io_failed: .*mounted read-only; mount it writable");
}

} // namespace
} // namespace gatehouse
