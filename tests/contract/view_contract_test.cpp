#include "storage/view_store.hpp"
#include "storage/view_writer.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse {
namespace {

enum class kind { memory, rocksdb };

record a_record(std::uint64_t position, const std::string& stream, std::uint64_t version) {
  record one;
  one.position = {position};
  one.stream = {stream};
  one.version = {version};
  one.at = {static_cast<std::int64_t>(position)};
  one.event_number = 1;
  one.event_version = 1;
  one.payload = "payload " + std::to_string(position);
  return one;
}

/// Every view store keeps these promises, whatever its rows lie in.
class ViewContract : public testing::TestWithParam<kind> {
protected:
  ViewContract() { open(); }

  void open() {
    if (GetParam() == kind::memory) {
      views_ = view_store::in_memory();
      return;
    }
    auto opened = view_store::open(folder_ / "views", log_access::create_or_write);
    ASSERT_TRUE(opened) << opened.error().detail;
    views_ = std::move(*opened);
  }

  void put_rows(std::vector<std::string> keys, const std::string& projection = "p") {
    auto batch = views_->writer().begin();
    for (const auto& key : keys)
      batch->table(projection).put(key, "value of " + key);
    ASSERT_TRUE(batch->commit({++position_}));
  }

  std::vector<std::string> keys(const std::string& from, bool backwards,
                                const std::string& projection = "p") {
    std::vector<std::string> found;
    auto read = views_->scan(projection, from, backwards, [&](auto key, auto value) {
      EXPECT_EQ(value, "value of " + std::string{key});
      found.emplace_back(key);
      return true;
    });
    EXPECT_TRUE(read);
    return found;
  }

  std::vector<std::uint64_t> versions(const std::string& stream, std::uint64_t after) {
    std::vector<std::uint64_t> found;
    EXPECT_TRUE(views_->read({stream}, {after}, [&](const record& one) {
      EXPECT_EQ(one.stream.value, stream);
      found.push_back(one.version.value);
      return true;
    }));
    return found;
  }

  temp_folder folder_;
  std::unique_ptr<view_store> views_;
  std::uint64_t position_ = 0;
};

using strings = std::vector<std::string>;
using numbers = std::vector<std::uint64_t>;

INSTANTIATE_TEST_SUITE_P(Stores, ViewContract, testing::Values(kind::memory, kind::rocksdb),
                         [](const auto& one) {
                           return one.param == kind::memory ? "Memory" : "RocksDB";
                         });

TEST_P(ViewContract, StartsEmpty) {
  EXPECT_EQ(views_->covered().value, 0u);
  EXPECT_EQ(views_->folded().value, 0u);
  EXPECT_TRUE(keys("", false).empty());
  EXPECT_TRUE(keys("", true).empty());
  EXPECT_TRUE(versions("org/a", 0).empty());
  auto version = views_->version_of({"org/a"});
  ASSERT_TRUE(version);
  EXPECT_EQ(version->value, 0u);
}

TEST_P(ViewContract, KeepsCopiesByStreamAndVersion) {
  auto batch = views_->writer().begin();
  batch->copy(a_record(1, "org/a", 1));
  batch->copy(a_record(2, "org/ab", 1));
  batch->copy(a_record(3, "org/a", 2));
  batch->copy(a_record(4, "org/a", 3));
  ASSERT_TRUE(batch->commit({4}));
  EXPECT_EQ(views_->covered().value, 4u);
  EXPECT_EQ(versions("org/a", 0), (numbers{1, 2, 3}));
  EXPECT_EQ(versions("org/a", 2), (numbers{3}));
  EXPECT_EQ(versions("org/ab", 0), (numbers{1}));
  EXPECT_TRUE(versions("org", 0).empty());
  auto version = views_->version_of({"org/a"});
  ASSERT_TRUE(version);
  EXPECT_EQ(version->value, 3u);
  int visited = 0;
  EXPECT_TRUE(views_->read({"org/a"}, {0}, [&](const record&) { return ++visited < 2; }));
  EXPECT_EQ(visited, 2);
}

TEST_P(ViewContract, ReportsAHoleAmongTheCopies) {
  auto batch = views_->writer().begin();
  batch->copy(a_record(1, "org/a", 1));
  batch->copy(a_record(2, "org/a", 3));
  ASSERT_TRUE(batch->commit({2}));
  auto read = views_->read({"org/a"}, {0}, [](const record&) { return true; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::journal_damaged);
}

TEST_P(ViewContract, ScansRowsBothWaysInBytewiseOrder) {
  put_rows({"b", "a", "c\xff", std::string("c\0d", 3), "c"});
  put_rows({"a", "z"}, "o");
  put_rows({"a", "z"}, "q");
  const auto c0d = std::string("c\0d", 3);
  EXPECT_EQ(keys("", false), (strings{"a", "b", "c", c0d, "c\xff"}));
  EXPECT_EQ(keys("b", false), (strings{"b", "c", c0d, "c\xff"}));
  EXPECT_EQ(keys("bb", false), (strings{"c", c0d, "c\xff"}));
  EXPECT_EQ(keys("", true), (strings{"c\xff", c0d, "c", "b", "a"}));
  EXPECT_EQ(keys("c", true), (strings{"c", "b", "a"}));
  EXPECT_EQ(keys("bb", true), (strings{"b", "a"}));
  EXPECT_TRUE(keys("", true, "nothing").empty());
  EXPECT_EQ(keys("", true, "o"), (strings{"z", "a"}));
}

TEST_P(ViewContract, StopsAScanWhenTold) {
  put_rows({"a", "b", "c"});
  int visited = 0;
  EXPECT_TRUE(views_->scan("p", "", true, [&](auto, auto) { return ++visited < 2; }));
  EXPECT_EQ(visited, 2);
}

TEST_P(ViewContract, ShowsABatchItsOwnRowsAndOthersNothingUntilItIsCommitted) {
  put_rows({"a", "b"});
  auto batch = views_->writer().begin();
  auto& table = batch->table("p");
  table.put("c", "new");
  table.erase("a");
  EXPECT_EQ(*table.get("c"), "new");
  EXPECT_EQ(*table.get("a"), std::nullopt);
  EXPECT_EQ(*table.get("b"), "value of b");
  EXPECT_EQ(*views_->row("p", "a"), "value of a");
  EXPECT_EQ(*views_->row("p", "c"), std::nullopt);
  EXPECT_EQ(views_->folded().value, 1u);
  ASSERT_TRUE(batch->commit({9}));
  EXPECT_EQ(*views_->row("p", "a"), std::nullopt);
  EXPECT_EQ(*views_->row("p", "c"), "new");
  EXPECT_EQ(views_->folded().value, 9u);
}

TEST_P(ViewContract, ReadsWhatEarlierBatchesLeftHoweverManyRowsTheyTouched) {
  constexpr int rows_of_a_batch = 5'000; // more than two batches may keep in memory
  for (int round = 1; round <= 3; ++round) {
    auto batch = views_->writer().begin();
    auto& table = batch->table("p");
    for (int row = 0; row < rows_of_a_batch; ++row) {
      const auto key = std::to_string(row);
      const auto expected =
          round == 1 ? std::optional<std::string>{} : std::to_string(round - 1) + " of " + key;
      ASSERT_EQ(*table.get(key), row % 2 == 0 && round == 3 ? std::nullopt : expected) << key;
      if (row % 2 == 0 && round == 2)
        table.erase(key);
      else
        table.put(key, std::to_string(round) + " of " + key);
    }
    ASSERT_TRUE(batch->commit({static_cast<std::uint64_t>(round)}));
  }
}

TEST_P(ViewContract, LeavesNothingOfANewRowThatIsErasedInItsBatch) {
  auto batch = views_->writer().begin();
  auto& table = batch->table("p");
  table.put_new("short", "lived");
  table.put_new("kept", "here");
  EXPECT_EQ(*table.get("short"), "lived");
  table.erase("short");
  EXPECT_EQ(*table.get("short"), std::nullopt);
  ASSERT_TRUE(batch->commit({1}));
  EXPECT_EQ(*views_->row("p", "short"), std::nullopt);
  EXPECT_EQ(*views_->row("p", "kept"), "here");
  batch = views_->writer().begin();
  batch->table("p").erase("kept");
  ASSERT_TRUE(batch->commit({2}));
  EXPECT_EQ(*views_->row("p", "kept"), std::nullopt) << "it was new to another batch";
}

TEST_P(ViewContract, DropsRowsButNeverLetsTheCopiesGoBack) {
  auto batch = views_->writer().begin();
  batch->copy(a_record(1, "org/a", 1));
  batch->copy(a_record(2, "org/a", 2));
  batch->table("p").put("k", "value of k");
  ASSERT_TRUE(batch->commit({2}));
  ASSERT_TRUE(views_->writer().drop_rows("p 2\n"));
  EXPECT_EQ(*views_->writer().folds(), "p 2\n");
  EXPECT_EQ(views_->covered().value, 2u);
  EXPECT_EQ(views_->folded().value, 0u);
  EXPECT_TRUE(keys("", false).empty());
  batch = views_->writer().begin();
  EXPECT_EQ(*batch->table("p").get("k"), std::nullopt);
  batch->copy(a_record(1, "org/a", 1));
  ASSERT_TRUE(batch->commit({1}));
  EXPECT_EQ(views_->folded().value, 1u);
  EXPECT_EQ(views_->covered().value, 2u);
  EXPECT_EQ((*views_->version_of({"org/a"})).value, 2u) << "the journal asks while rows are folded";
  EXPECT_EQ(versions("org/a", 0), (numbers{1, 2}));
}

TEST_P(ViewContract, FindsTheSnapshotThatWasPut) {
  EXPECT_EQ((*views_->find_snapshot({"org/a"})).has_value(), false);
  const std::string state("state\0with zero", 15);
  ASSERT_TRUE(views_->put_snapshot({"org/a"}, {{7}, 3, state}));
  auto found = views_->find_snapshot({"org/a"});
  ASSERT_TRUE(found && found->has_value());
  EXPECT_EQ((*found)->version.value, 7u);
  EXPECT_EQ((*found)->format, 3u);
  EXPECT_EQ((*found)->state, state);
}

TEST_P(ViewContract, DigestsCopiesAndRowsButNoSnapshots) {
  auto empty = views_->digest();
  put_rows({"a"});
  auto with_row = views_->digest();
  ASSERT_TRUE(views_->put_snapshot({"org/a"}, {{1}, 1, "state"}));
  auto with_snapshot = views_->digest();
  auto batch = views_->writer().begin();
  batch->copy(a_record(5, "org/a", 1));
  ASSERT_TRUE(batch->commit({5}));
  auto with_copy = views_->digest();
  ASSERT_TRUE(empty && with_row && with_snapshot && with_copy);
  EXPECT_NE(*empty, *with_row);
  EXPECT_EQ(*with_row, *with_snapshot);
  EXPECT_NE(*with_row, *with_copy);
}

TEST_P(ViewContract, ClearsEverything) {
  auto empty = views_->digest();
  put_rows({"a"});
  ASSERT_TRUE(views_->put_snapshot({"org/a"}, {{1}, 1, "state"}));
  ASSERT_TRUE(views_->writer().clear());
  EXPECT_EQ(*views_->digest(), *empty);
  EXPECT_FALSE((*views_->find_snapshot({"org/a"})).has_value());
  EXPECT_EQ(views_->covered().value, 0u);
}

TEST(Views, KeepTheirRowsAndCheckpointsWhenReopened) {
  temp_folder folder;
  {
    auto views = view_store::open(folder / "views", log_access::create_or_write);
    ASSERT_TRUE(views) << views.error().detail;
    auto batch = (*views)->writer().begin();
    batch->copy(a_record(1, "org/a", 1));
    batch->table("p").put("k", "v");
    ASSERT_TRUE(batch->commit({1}));
  }
  auto views = view_store::open(folder / "views", log_access::create_or_write);
  ASSERT_TRUE(views);
  EXPECT_EQ((*views)->covered().value, 1u);
  EXPECT_EQ((*views)->folded().value, 1u);
  EXPECT_EQ(*(*views)->row("p", "k"), "v");
}

TEST(Views, AreFollowedWhileAnotherWrites) {
  temp_folder folder;
  auto writer = view_store::open(folder / "views", log_access::create_or_write);
  ASSERT_TRUE(writer);
  auto follower = view_store::open(folder / "views", log_access::read_only);
  ASSERT_TRUE(follower) << follower.error().detail;
  auto batch = (*writer)->writer().begin();
  batch->copy(a_record(1, "org/a", 1));
  batch->table("p").put("k", "v");
  ASSERT_TRUE(batch->commit({1}));
  EXPECT_EQ((*follower)->covered().value, 1u);
  EXPECT_EQ(*(*follower)->row("p", "k"), "v");
  auto second = view_store::open(folder / "views", log_access::create_or_write);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::journal_locked);
}

} // namespace
} // namespace gatehouse
