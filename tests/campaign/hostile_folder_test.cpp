#include "storage/log_store.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/data_folder.hpp"
#include "tests/campaign/mounted_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

/// What a start that fails says.
struct refused_start {
  int code;
  std::string said;
};

refused_start start_refused(const gateway_place& at) {
  const auto before = read_file(at.log).size();
  gateway_process server{at};
  EXPECT_FALSE(server.serves());
  const int code = server.wait();
  return {code, read_file(at.log).substr(before)};
}

/// Returns everything a data folder has on record.
std::string records_of(const std::string& data) {
  std::string all;
  const auto log = open_rocksdb_log(data + "/log", log_access::read_only);
  const auto read = log ? (*log)->read({1},
                                       [&](const stored_record& one) {
                                         all += one.bytes;
                                         return true;
                                       })
                        : log.error();
  EXPECT_TRUE(read) << read.error().detail;
  return all;
}

/// A data folder that was used and left in order.
void use_and_stop(campaign_world& world) {
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  ASSERT_EQ(world.stop(), 0);
}

/// Expects that the folder is refused with `words`, that nothing in it has changed and that it
/// serves again once `mend` is done.
void expect_refused(campaign_world& world, const std::string& words,
                    const std::function<void()>& mend) {
  const auto& data = world.place().data;
  const auto before = records_of(data);
  EXPECT_FALSE(before.empty());
  const auto refused = start_refused(world.place());
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr(words));
  mend();
  EXPECT_EQ(records_of(data), before);
  EXPECT_TRUE(world.start());
  EXPECT_EQ(world.stop(), 0);
}

TEST(HostileFolder, TakesNoSecondServer) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  world.set_up();
  const auto refused = start_refused(world.place());
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr("in use"));
  auto client = world.client();
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("sample__echo", R"({"text":"still here"})").text, "still here");
  EXPECT_EQ(world.stop(), 0);
}

TEST(HostileFolder, OfANewerVersionIsRefused) {
  campaign_world world;
  ASSERT_NO_FATAL_FAILURE(use_and_stop(world));
  const auto log_folder = world.place().data + "/log";
  {
    const auto log = open_rocksdb_log(log_folder, log_access::create_or_write);
    ASSERT_TRUE(log);
    ASSERT_TRUE((*log)->write({{}, {{"schema", "3"}}}));
  }
  const auto refused = start_refused(world.place());
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr("newer"));
  const auto read = open_rocksdb_log(log_folder, log_access::read_only);
  ASSERT_FALSE(read) << "the offline tools refuse it as well";
  EXPECT_EQ(read.error().code, errc::journal_newer);
}

TEST(HostileFolder, WithoutItsKeysIsRefused) {
  campaign_world world;
  ASSERT_NO_FATAL_FAILURE(use_and_stop(world));
  const auto keys = world.place().keys_folder();
  std::filesystem::rename(keys, keys + ".away");
  expect_refused(world, "key", [&] {
    EXPECT_FALSE(std::filesystem::exists(keys + "/master.key")) << "no new key in its place";
    std::filesystem::remove_all(keys);
    std::filesystem::rename(keys + ".away", keys);
  });
}

TEST(HostileFolder, WithAKeyThatOthersCanReadIsRefused) {
  using std::filesystem::perms;
  campaign_world world;
  ASSERT_NO_FATAL_FAILURE(use_and_stop(world));
  const auto file = world.place().keys_folder() + "/operator.token";
  std::filesystem::permissions(file, perms::others_read, std::filesystem::perm_options::add);
  expect_refused(world, "chmod 600 " + file, [&] {
    std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
  });
}

TEST(FirstStart, SaysWhereTheTokenIsEvenIfItCannotListen) {
  campaign_world other;
  campaign_world world;
  ASSERT_TRUE(other.start());
  const auto file = world.place().keys_folder() + "/operator.token";
  auto busy = world.place();
  busy.listen = "127.0.0.1:" + std::to_string(other.server().port());
  const auto refused = start_refused(busy);
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr("token was made and is kept in " + file));
  ASSERT_TRUE(world.start());
  EXPECT_EQ(world.as_operator().get("/api/v1/status").status, 200);
  EXPECT_EQ(world.stop(), 0);
  EXPECT_THAT(world.server().output(), HasSubstr("first token is kept in " + file));
  EXPECT_EQ(other.stop(), 0);
}

TEST(HostileFolder, WithTheKeysOfAnotherIsRefused) {
  campaign_world world;
  campaign_world other;
  ASSERT_NO_FATAL_FAILURE(use_and_stop(world));
  ASSERT_NO_FATAL_FAILURE(use_and_stop(other));
  const auto keys = world.place().keys_folder();
  std::filesystem::rename(keys, keys + ".away");
  std::filesystem::copy(other.place().keys_folder(), keys);
  std::filesystem::permissions(keys, std::filesystem::perms::owner_all);
  expect_refused(world, "key", [&] {
    std::filesystem::remove_all(keys);
    std::filesystem::rename(keys + ".away", keys);
  });
}

TEST(HostileFolder, OnAReadOnlyDiskIsRefused) {
  mounted_folder disk{32};
  if (!disk.mounted())
    GTEST_SKIP() << "no right to mount";
  campaign_world world{disk.path()};
  ASSERT_NO_FATAL_FAILURE(use_and_stop(world));
  const auto state = replayed_state(world.place().data);
  ASSERT_TRUE(disk.make_read_only());
  const auto refused = start_refused(world.place());
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr("read-only"));
  EXPECT_FALSE(state.empty());
  EXPECT_EQ(replayed_state(world.place().data), state) << "it can still be read";
}

TEST(HostileFolder, OnAFullDiskIsRefused) {
  mounted_folder disk{8};
  if (!disk.mounted())
    GTEST_SKIP() << "no right to mount";
  disk.fill();
  campaign_world world{disk.path()};
  const auto refused = start_refused(world.place());
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.said, HasSubstr("the disk is full"));
  disk.give_back();
  ASSERT_NO_FATAL_FAILURE(use_and_stop(world));
  disk.fill();
  expect_refused(world, "the disk is full", [&] { disk.give_back(); });
}

} // namespace
} // namespace gatehouse
