#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::size_t lines_with(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++count;
  return count;
}

TEST(OperatorLog, HasWhatAServerThatFailsSaysAndNotItsSecrets) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  world.connect("failing",
                {"sh", "-c", "read line; echo \"MISSING_API_KEY, not $PLANTED\" >&2; exit 7"},
                {{"PLANTED", "correct horse"}});
  const auto tested =
      world.as_operator().post("/api/v1/orgs/acme/connections/failing/test", "{}").body;
  EXPECT_THAT(tested, AllOf(HasSubstr("exit status 7"),
                            HasSubstr("it last said: MISSING_API_KEY, not [redacted]"),
                            Not(HasSubstr("correct horse"))));
  EXPECT_EQ(world.stop(), 0);
  EXPECT_THAT(world.log_text(),
              AllOf(HasSubstr("failing.org.main says: MISSING_API_KEY, not [redacted]"),
                    Not(HasSubstr("correct horse"))));
}

TEST(OperatorLog, SaysOnceWhyNoCheckpointCanBeSigned) {
  campaign_world world;
  ASSERT_TRUE(world.start());
  EXPECT_EQ(world.stop(), 0);
  const std::filesystem::path keys{world.place().keys_folder()};
  for (const auto& file : std::filesystem::directory_iterator{keys})
    if (file.path().filename().string().starts_with("sig_"))
      std::filesystem::rename(file.path(), world.file("aside"));
  ASSERT_TRUE(world.start());
  ASSERT_NO_FATAL_FAILURE(world.set_up());
  auto rest = world.as_operator();
  const auto refused = rest.post("/api/v1/checkpoint/key", "");
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("--without-old-key"));
  EXPECT_THAT(rest.get("/api/v1/status").body,
              HasSubstr("the signing key of the checkpoints is not in the keys folder"));
  EXPECT_EQ(rest.post("/api/v1/checkpoint/key?without_old_key=true", "").status, 200);
  EXPECT_EQ(world.stop(), 0);
  EXPECT_EQ(lines_with(world.log_text(), "No checkpoint can be written: "), 1u) << world.log_text();
  EXPECT_EQ(lines_with(world.log_text(), "Checkpoints are written again."), 1u);
}

} // namespace
} // namespace gatehouse
