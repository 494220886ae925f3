#include "storage/log_reader.hpp"
#include "storage/projector.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr std::uint64_t batches = 40;
constexpr std::uint64_t events_each = 3;

std::string bytes_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
  std::ofstream{file, std::ios::binary | std::ios::trunc} << bytes;
}

void flip(const fs::path& file, std::size_t offset) {
  auto bytes = bytes_of(file);
  bytes.at(offset) = static_cast<char>(bytes.at(offset) ^ 0x5a);
  write_bytes(file, bytes);
}

/// Returns the largest file of `folder` with `extension`.
fs::path largest(const fs::path& folder, const std::string& extension) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator{folder})
    if (entry.path().extension() == extension &&
        (found.empty() || entry.file_size() > fs::file_size(found)))
      found = entry.path();
  return found;
}

/// Returns all files below `folder` with what they hold.
std::map<std::string, std::string> contents_of(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::directory_iterator{folder})
    all[entry.path().filename().string()] = bytes_of(entry.path());
  return all;
}

errc refusal(const std::string& folder, log_access access = log_access::create_or_write) {
  auto opened = open_rocksdb_log(folder, access);
  return opened ? errc::internal : opened.error().code;
}

/// A data folder with a log of which the views know every record, made once; each test damages a
/// copy of it.
class Damage : public testing::Test {
protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<temp_folder>();
    auto log = open_rocksdb_log(*made_ / "log", log_access::create_or_write);
    ASSERT_TRUE(log);
    auto views = view_store::open(*made_ / "views", log_access::create_or_write);
    ASSERT_TRUE(views);
    test_clock clock;
    auto opened = journal::open(**log, views->get(), clock.source());
    ASSERT_TRUE(opened);
    for (std::uint64_t i = 0; i < batches; ++i)
      ASSERT_TRUE(append_now(**opened, a_batch("org/a", i * events_each, events_each)));
    auto follower = projector::start(**opened, **views, {});
    ASSERT_TRUE(follower->wait((*opened)->head(), 60s));
  }

  static void TearDownTestSuite() { made_.reset(); }

  Damage() { copy_to(folder_ / "data"); }

  void copy_to(const std::string& target) {
    fs::remove_all(target);
    fs::copy(made_->path(), target, fs::copy_options::recursive);
  }

  std::string log_folder() const { return folder_ / "data/log"; }

  /// Opens and closes the log, which moves what the write-ahead log holds into a table.
  void move_into_table() {
    auto opened = open_rocksdb_log(log_folder(), log_access::create_or_write);
    ASSERT_TRUE(opened) << opened.error().detail;
  }

  /// Opens log, views and journal as a server does and reads all; tells what stopped it.
  outcome<std::size_t> start_and_read() {
    auto log = open_rocksdb_log(log_folder(), log_access::create_or_write);
    if (!log)
      return log.error();
    auto views = view_store::open(folder_ / "data/views", log_access::create_or_write);
    if (!views)
      return views.error();
    test_clock clock;
    auto opened = journal::open(**log, views->get(), clock.source());
    if (!opened)
      return opened.error();
    std::size_t count = 0;
    auto read = (*opened)->read_all({1}, [&](const record&) { return ++count > 0; });
    if (!read)
      return read.error();
    return count;
  }

  static std::unique_ptr<temp_folder> made_;
  temp_folder folder_;
};

std::unique_ptr<temp_folder> Damage::made_;

TEST_F(Damage, IsAbsentFromAnUntouchedFolder) {
  auto read = start_and_read();
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(*read, batches * events_each);
}

TEST_F(Damage, OfTheWriteAheadLogIsNeverPassedOverInSilence) {
  const auto size = fs::file_size(largest(log_folder(), ".log"));
  int reported = 0;
  for (std::size_t offset = 3; offset < size; offset += size / 40) {
    SCOPED_TRACE(offset);
    copy_to(folder_ / "data");
    flip(largest(log_folder(), ".log"), offset);
    auto read = start_and_read();
    if (read) {
      EXPECT_EQ(*read, batches * events_each);
      continue;
    }
    EXPECT_EQ(read.error().code, errc::journal_damaged) << read.error().detail;
    ++reported;
  }
  EXPECT_GT(reported, 30);
}

TEST_F(Damage, InTheMiddleOfTheWriteAheadLogIsReportedEvenWithoutViews) {
  auto file = largest(log_folder(), ".log");
  auto payload = bytes_of(file).find("org/a:1", fs::file_size(file) / 2);
  ASSERT_NE(payload, std::string::npos);
  flip(file, payload);
  EXPECT_EQ(refusal(log_folder()), errc::journal_damaged);
}

TEST_F(Damage, OfAWriteAheadLogCutShortIsToldByTheViews) {
  auto file = largest(log_folder(), ".log");
  write_bytes(file, bytes_of(file).substr(0, fs::file_size(file) / 2));
  auto read = start_and_read();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::journal_damaged);
  EXPECT_NE(read.error().detail.find("position 120"), std::string::npos) << read.error().detail;
}

TEST_F(Damage, OfACrashInTheMiddleOfAWriteCostsWholeGroupsAtTheEndOnly) {
  const auto whole = bytes_of(largest(log_folder(), ".log"));
  std::uint64_t most = 0;
  for (auto size = whole.size(); size > whole.size() - 600; size -= 17) {
    SCOPED_TRACE(size);
    copy_to(folder_ / "data");
    write_bytes(largest(log_folder(), ".log"), whole.substr(0, size));
    auto log = open_rocksdb_log(log_folder(), log_access::create_or_write);
    ASSERT_TRUE(log) << log.error().detail;
    test_clock clock;
    auto opened = journal::open(**log, nullptr, clock.source());
    ASSERT_TRUE(opened) << opened.error().detail;
    auto head = (*opened)->head().value;
    EXPECT_EQ(head % events_each, 0u);
    EXPECT_EQ(all_of(**opened).size(), head);
    most = std::max(most, head);
  }
  EXPECT_EQ(most, batches * events_each);
}

TEST_F(Damage, OfATableIsReportedWhereItIs) {
  move_into_table();
  auto table = largest(log_folder(), ".sst");
  flip(table, fs::file_size(table) / 3);
  auto read = start_and_read();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::journal_damaged);
  EXPECT_NE(read.error().detail.find("position"), std::string::npos) << read.error().detail;
}

TEST_F(Damage, OfATableCutShortOrGoneIsReportedAtOnce) {
  move_into_table();
  auto table = largest(log_folder(), ".sst");
  auto whole = bytes_of(table);
  write_bytes(table, whole.substr(0, whole.size() / 2));
  EXPECT_EQ(refusal(log_folder()), errc::journal_damaged);
  fs::remove(table);
  EXPECT_EQ(refusal(log_folder()), errc::journal_damaged);
}

TEST_F(Damage, OfTheCurrentFileIsNotTakenForAFreshFolder) {
  fs::remove(fs::path{log_folder()} / "CURRENT");
  auto before = contents_of(log_folder());
  EXPECT_EQ(refusal(log_folder()), errc::journal_damaged);
  EXPECT_EQ(contents_of(log_folder()), before);
}

TEST_F(Damage, OfTheViewsCostsNothingButWork) {
  const auto views_folder = folder_ / "data/views";
  const auto size = fs::file_size(largest(views_folder, ".log"));
  auto log = open_rocksdb_log(log_folder(), log_access::create_or_write);
  ASSERT_TRUE(log);
  auto rebuilt = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(**log, *rebuilt, {}, {}));
  for (std::size_t offset = 3; offset < size; offset += size / 10) {
    SCOPED_TRACE(offset);
    copy_to(folder_ / "copy");
    fs::remove_all(views_folder);
    fs::rename(folder_ / "copy/views", views_folder);
    flip(largest(views_folder, ".log"), offset);
    auto views = view_store::open(views_folder, log_access::create_or_write);
    ASSERT_TRUE(views) << views.error().detail;
    test_clock clock;
    auto opened = journal::open(**log, views->get(), clock.source());
    ASSERT_TRUE(opened) << opened.error().detail;
    auto follower = projector::start(**opened, **views, {});
    ASSERT_TRUE(follower->wait((*opened)->head(), 60s));
    EXPECT_EQ(*(*views)->digest(), *rebuilt->digest());
  }
}

TEST_F(Damage, OfTheViewsTablesIsReportedWithWhatToDo) {
  const auto views_folder = folder_ / "data/views";
  ASSERT_TRUE(view_store::open(views_folder, log_access::create_or_write));
  fs::remove(largest(views_folder, ".sst"));
  auto views = view_store::open(views_folder, log_access::create_or_write);
  ASSERT_FALSE(views);
  EXPECT_EQ(views.error().code, errc::journal_damaged);
  EXPECT_NE(views.error().detail.find("remove that folder"), std::string::npos);
}

// -- what is in the right form but not right -----------------------------------------------------

TEST_F(Damage, OfAMissingPositionIsNamed) {
  {
    auto log = open_rocksdb_log(log_folder(), log_access::create_or_write);
    ASSERT_TRUE(log);
    stored_record copied;
    ASSERT_TRUE((*log)->read({batches * events_each}, [&](const stored_record& one) {
      copied = one;
      return false;
    }));
    copied.position.value += 2;
    ASSERT_TRUE((*log)->write({{copied}, {}}));
  }
  auto opened = open_rocksdb_log(log_folder(), log_access::create_or_write);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::journal_damaged);
  EXPECT_NE(opened.error().detail.find("position 121"), std::string::npos) << opened.error().detail;
}

TEST_F(Damage, OfAChangedRecordIsNamed) {
  {
    auto log = open_rocksdb_log(log_folder(), log_access::create_or_write);
    ASSERT_TRUE(log);
    stored_record changed;
    ASSERT_TRUE((*log)->read({17}, [&](const stored_record& one) {
      changed = one;
      return false;
    }));
    changed.bytes.back() = static_cast<char>(changed.bytes.back() ^ 1);
    ASSERT_TRUE((*log)->write({{changed}, {}}));
  }
  auto opened = open_rocksdb_log(log_folder(), log_access::read_only);
  ASSERT_TRUE(opened);
  auto read = (*opened)->read({1}, [](const stored_record&) { return true; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::journal_damaged);
  EXPECT_NE(read.error().detail.find("position 17"), std::string::npos) << read.error().detail;
}

// -- who may open what ---------------------------------------------------------------------------

TEST_F(Damage, IsNotDoneByASecondWriter) {
  auto first = open_rocksdb_log(log_folder(), log_access::create_or_write);
  ASSERT_TRUE(first);
  EXPECT_EQ(refusal(log_folder()), errc::journal_locked);
}

TEST_F(Damage, IsNotDoneToAFolderOfANewerVersion) {
  {
    auto log = open_rocksdb_log(log_folder(), log_access::create_or_write);
    ASSERT_TRUE(log);
    ASSERT_TRUE((*log)->write({{}, {{"schema", "3"}}}));
  }
  auto before = contents_of(log_folder());
  EXPECT_EQ(refusal(log_folder()), errc::journal_newer);
  EXPECT_EQ(refusal(log_folder(), log_access::read_only), errc::journal_newer);
  EXPECT_EQ(contents_of(log_folder()), before);
}

TEST_F(Damage, IsNotDoneByAFollower) {
  auto before = contents_of(log_folder());
  {
    auto follower = open_rocksdb_log(log_folder(), log_access::read_only);
    ASSERT_TRUE(follower) << follower.error().detail;
    EXPECT_EQ((*follower)->last().value, batches * events_each);
    EXPECT_FALSE((*follower)->write({{}, {{"key", "value"}}}));
  }
  EXPECT_EQ(contents_of(log_folder()), before);
}

TEST_F(Damage, IsToldApartFromAPlaceThatCannotHoldALog) {
  write_bytes(folder_ / "file", "in the way");
  auto opened = open_rocksdb_log(folder_ / "file/log", log_access::create_or_write);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::io_failed);
  EXPECT_NE(opened.error().detail.find("file/log"), std::string::npos) << opened.error().detail;
  EXPECT_EQ(refusal(folder_ / "nowhere", log_access::read_only), errc::io_failed);
}

TEST(Follower, SeesWhatALiveWriterWrites) {
  temp_folder folder;
  auto log = open_rocksdb_log(folder / "log", log_access::create_or_write);
  ASSERT_TRUE(log);
  test_clock clock;
  auto opened = journal::open(**log, nullptr, clock.source());
  ASSERT_TRUE(opened);
  auto follower = open_rocksdb_log(folder / "log", log_access::read_only);
  ASSERT_TRUE(follower) << follower.error().detail;
  EXPECT_EQ((*follower)->last().value, 0u);
  for (std::uint64_t i = 0; i < 50; ++i) {
    ASSERT_TRUE(append_now(**opened, a_batch("org/a", i)));
    ASSERT_EQ((*follower)->last().value, i + 1);
    std::uint64_t seen = 0;
    ASSERT_TRUE(read_records(**follower, {1}, [&](const record& one) {
      seen = one.version.value;
      return true;
    }));
    ASSERT_EQ(seen, i + 1);
  }
  auto frontier = (*follower)->meta("merkle_frontier");
  ASSERT_TRUE(frontier);
  EXPECT_EQ(*frontier, *(*log)->meta("merkle_frontier"));
}

} // namespace
} // namespace gatehouse
