#include "events/core/limits.hpp"
#include "tests/app/command_line.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

/// Runs `bench replay` with more words, without a token: nothing is ever asked.
command_result replay(const std::vector<std::string>& more,
                      const std::string& resource = "/acme/mcp/toolkits/all") {
  std::vector<std::string> words{"bench", "replay", "nowhere", "--resource", resource};
  words.insert(words.end(), more.begin(), more.end());
  return run_words(words);
}

TEST(BenchReplay, BoundsItsClients) {
  EXPECT_THAT(replay({"--clients", std::to_string(limits::replay_clients_max)}).err,
              HasSubstr("no token"))
      << "as far as it comes";
  for (const auto& count :
       {std::string{"0"}, std::to_string(limits::replay_clients_max + 1), std::string{"x"}})
    EXPECT_THAT(replay({"--clients", count}).err, HasSubstr("--clients must be")) << count;
}

TEST(BenchReplay, WantsASpeedATimeAndAPath) {
  for (const std::string speed : {"0", "-1", "fast", "2x"})
    EXPECT_THAT(replay({"--speed", speed}).err, HasSubstr("--speed must be")) << speed;
  EXPECT_THAT(replay({"--from", "yesterday"}).err, HasSubstr("--from must be a time"));
  EXPECT_THAT(replay({"--until", "1"}).err, HasSubstr("--until must be a time"));
  for (const std::string path : {"acme", "/acme", "http://host/acme/mcp", "/acme/api"})
    EXPECT_EQ(replay({}, path).code, exit_code::usage) << path;
}

TEST(Stub, NeedsARecordThatKnowsTheConnection) {
  const auto none = run_words({"stub", "nowhere", "files.org.main", "--org", "acme"});
  EXPECT_EQ(none.code, exit_code::usage);
  EXPECT_THAT(none.err, HasSubstr("is not a data folder"));
}

} // namespace
} // namespace gatehouse
