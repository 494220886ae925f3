#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/call_load.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/data_folder.hpp"
#include "tests/campaign/json_at.hpp"
#include "tests/campaign/mounted_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t clients = 4;
constexpr std::size_t calls_between = 40;

std::set<std::string> texts_of(const std::map<std::string, std::string>& answered) {
  std::set<std::string> texts;
  for (const auto& [text, result] : answered)
    texts.insert(text);
  return texts;
}

/// Runs the program; returns its exit code and puts what it complained about into `said`.
int run_gatehouse(std::vector<std::string> words, const std::string& said) {
  words.insert(words.begin(), gatehouse_binary());
  return run_program({words, {}, said});
}

TEST(Backup, OfAGatewayUnderLoadHasEveryCallAnsweredBefore) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  call_oracle oracle;
  std::set<std::string> answered_before;
  std::set<std::string> earlier;
  {
    call_load load{world, oracle, clients};
    for (int round = 0; round < 3; ++round) {
      earlier = answered_before;
      ASSERT_TRUE(oracle.wait_for_more(calls_between));
      answered_before = texts_of(oracle.answered());
      ASSERT_EQ(run_gatehouse({"backup", world.file("backup"), "--data", world.place().data},
                              world.file("said")),
                0)
          << read_file(world.file("said"));
    }
    load.stop();
    EXPECT_THAT(load.complaints(), IsEmpty());
  }
  EXPECT_GT(answered_before.size(), earlier.size());
  world.stop();
  auto place = world.place();
  place.data = world.file("restored");
  ASSERT_EQ(run_gatehouse({"restore", world.file("backup"), place.data}, world.file("said")), 0)
      << read_file(world.file("said"));
  EXPECT_EQ(digest_of_views(place.data), digest_of_rebuilt(place.data));

  gateway_process again{place};
  ASSERT_TRUE(again.serves());
  test_rest_client rest{again.port(), world.operator_token()};
  audit_book book{place.keys_folder()};
  static_cast<void>(book.check(rest, oracle)); // it misses what was answered later
  EXPECT_THAT(book.unrecorded(answered_before), IsEmpty());
  test_mcp_client client{again.port(), world.token(), "/acme/mcp/toolkits/all"};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("sample__echo", R"({"text":"more"})").text, "more");
  EXPECT_THAT(read_audit(rest), SizeIs(book.lines().size() + 1));
  EXPECT_EQ(run_gatehouse({"restore", world.file("backup"), place.data}, world.file("said")), 3);
  EXPECT_EQ(again.stop(), 0);
}

TEST(Backup, OntoAFullDiskSaysSoAndIsFinishedLater) {
  mounted_folder disk{16};
  if (!disk.mounted())
    GTEST_SKIP() << "no right to mount";
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  world.stop();
  const auto backup = disk.path() + "/backup";
  const auto back_up = [&] {
    return run_gatehouse({"backup", backup, "--data", world.place().data}, world.file("said"));
  };
  for (const std::size_t left : {0u, 8u << 10}) {
    SCOPED_TRACE(left);
    disk.fill(left);
    EXPECT_EQ(back_up(), 1);
    EXPECT_THAT(read_file(world.file("said")), AnyOf(HasSubstr("full"), HasSubstr("No space")));
    EXPECT_NE(run_gatehouse({"restore", backup, world.file("restored")}, world.file("said")), 0);
    EXPECT_FALSE(std::filesystem::exists(world.file("restored")));
    disk.give_back();
  }
  EXPECT_EQ(back_up(), 0) << read_file(world.file("said"));
  EXPECT_EQ(run_gatehouse({"restore", backup, world.file("restored")}, world.file("said")), 0);
  EXPECT_EQ(replayed_state(world.file("restored")), replayed_state(world.place().data));
  EXPECT_TRUE(world.start()) << "the data folder was not touched";
}

} // namespace
} // namespace gatehouse
