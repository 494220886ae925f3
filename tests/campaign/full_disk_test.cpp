#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/data_folder.hpp"
#include "tests/campaign/mounted_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <gmock/gmock.h>
#include <sys/resource.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t left_bytes = 256u << 10;
constexpr int calls_max = 2'000; ///< many times what the space that is left can record

/// Calls until one is not answered; returns that reply.
call_reply call_until_refused(test_mcp_client& client, call_oracle& oracle) {
  call_reply reply;
  for (int left = calls_max; left > 0; --left) {
    const auto text = oracle.next_text();
    reply = client.call("sample__echo", echo_arguments(text));
    if (reply.status != 200 || reply.text != text)
      return reply;
    oracle.acknowledge(text, reply.result);
  }
  return reply;
}

void expect_refusal(const call_reply& reply) {
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.code, "journal_failed");
}

/// Takes the space away from a server under calls and gives it back: nothing may be answered that
/// is not on record, and nothing may happen that is not, either.
void starve(campaign_world& world, const std::function<void()>& take_space,
            const std::function<void()>& give_space_back) {
  call_oracle oracle;
  auto client = world.client();
  ASSERT_TRUE(client.open());
  take_space();
  expect_refusal(call_until_refused(client, oracle));
  const auto answered = oracle.answered().size();
  EXPECT_GT(answered, 0u);
  const auto reached = texts_in(read_file(world.requests_file()));
  expect_refusal(call_until_refused(client, oracle));
  give_space_back();
  expect_refusal(call_until_refused(client, oracle)); // a log that failed once is not trusted
  EXPECT_EQ(oracle.answered().size(), answered);
  EXPECT_EQ(texts_in(read_file(world.requests_file())), reached) << "nothing was let through";
  auto rest = world.as_operator();
  EXPECT_EQ(rest.get("/healthz").status, 200);
  EXPECT_EQ(rest.get("/readyz").status, 503);
  EXPECT_THAT(world.log_text(), HasSubstr("The journal cannot be written any more: "))
      << "with the cause";
  world.stop();

  ASSERT_TRUE(world.start());
  auto again = world.as_operator();
  audit_book book{world.place().keys_folder()};
  EXPECT_THAT(book.check(again, oracle), IsEmpty());
  std::set<std::string> effects;
  for (const auto& [text, times] : reached)
    effects.insert(text);
  EXPECT_THAT(book.unrecorded(effects), IsEmpty());
  client.reconnect(world.server().port());
  EXPECT_EQ(client.call("sample__echo", R"({"text":"more"})").text, "more");
  EXPECT_EQ(world.stop(), 0);
  EXPECT_EQ(digest_of_views(world.place().data), digest_of_rebuilt(world.place().data));
}

/// Lets no file of a process grow beyond `bytes`.
void limit_files(int pid, rlim_t bytes) {
  const rlimit limit{bytes, RLIM_INFINITY};
  EXPECT_EQ(::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr), 0);
}

std::uintmax_t largest_file(const std::string& folder) {
  std::uintmax_t largest = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
    if (entry.is_regular_file())
      largest = std::max(largest, entry.file_size());
  return largest;
}

TEST(FullDisk, StopsCallsAndKeepsWhatWasAnswered) {
  mounted_folder disk{8};
  if (!disk.mounted())
    GTEST_SKIP() << "no right to mount";
  campaign_world world{disk.path()};
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  starve(
      world, [&] { disk.fill(left_bytes); }, [&] { disk.give_back(); });
}

TEST(FullDisk, IsLikeAFileThatMayNotGrow) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  const int pid = world.server().pid();
  starve(
      world, [&] { limit_files(pid, largest_file(world.place().data + "/log") + left_bytes); },
      [&] { limit_files(pid, RLIM_INFINITY); });
}

} // namespace
} // namespace gatehouse
