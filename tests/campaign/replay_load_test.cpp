#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr int answered_calls = 20;

/// A gateway that recorded calls, and one with the same endpoint on a stub.
class ReplayAsLoad : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(recorded_.start());
    ASSERT_NO_FATAL_FAILURE(recorded_.set_up());
    auto client = recorded_.client();
    ASSERT_TRUE(client.open());
    for (int at = 0; at < answered_calls; ++at)
      ASSERT_EQ(client.call("sample__echo", R"({"text":"hello"})").text, "hello");
    EXPECT_EQ(client.call("sample__nothing", "{}").code, "tool_unknown");
    ASSERT_NO_FATAL_FAILURE(set_up_lab());
  }

  void set_up_lab() {
    ASSERT_TRUE(lab_.start());
    auto rest = lab_.as_operator();
    ASSERT_EQ(rest.post("/api/v1/orgs", R"({"slug":"acme"})").status, 201);
    lab_.connect("sample", {gatehouse_binary(), "stub", recorded_.place().data, "sample.org.main",
                            "--org", "acme"});
    ASSERT_EQ(
        rest.post("/api/v1/orgs/acme/toolkits", R"({"slug":"all","connections":["*"]})").status,
        201);
    token_ = text_at(rest.post("/api/v1/orgs/acme/tokens", R"({"name":"lab"})").body, {"token"});
    ASSERT_TRUE(lab_.reach("sample"));
  }

  /// Makes the recorded calls again at a gateway; returns the exit code.
  int replay_at(campaign_world& world, const std::string& token) {
    const auto server = "http://127.0.0.1:" + std::to_string(world.server().port());
    return run_program(
        {{gatehouse_binary(), "bench", "replay", recorded_.place().data, "--server", server,
          "--resource", "/acme/mcp/toolkits/all", "--clients", "4", "--json"},
         {{"GATEHOUSE_TOKEN", token}},
         lab_.file("said")},
        &figures_);
  }

  campaign_world recorded_;
  campaign_world lab_;
  std::string token_;
  std::string figures_;
};

TEST_F(ReplayAsLoad, DecidesAsRecordedUntilTheRulesChange) {
  ASSERT_EQ(replay_at(lab_, token_), 0) << read_file(lab_.file("said"));
  EXPECT_THAT(figures_, AllOf(HasSubstr(R"("calls":21)"), HasSubstr(R"("failed":{})"),
                              HasSubstr(R"("decided_otherwise":0)")));
  ASSERT_EQ(lab_.as_operator()
                .post("/api/v1/orgs/acme/toolkits/all/policies",
                      R"({"pattern":"sample.org.main.echo","action":"block"})")
                .status,
            201);
  ASSERT_EQ(replay_at(lab_, token_), 0);
  EXPECT_THAT(figures_, AllOf(HasSubstr(R"("decided_otherwise":20)"),
                              HasSubstr(R"("recorded":"allow","now":"tool_unknown")")));
}

TEST_F(ReplayAsLoad, CallsNothingWhereAToolIsReal) {
  const auto before = read_file(recorded_.requests_file());
  EXPECT_EQ(replay_at(recorded_, recorded_.token()), 2);
  EXPECT_THAT(read_file(lab_.file("said")), HasSubstr("leads to a real server"));
  EXPECT_EQ(read_file(recorded_.requests_file()).find("tools/call", before.size()),
            std::string::npos);
  lab_.connect("real", sample_command());
  ASSERT_TRUE(lab_.reach("real"));
  EXPECT_EQ(replay_at(lab_, token_), 2);
}

} // namespace
} // namespace gatehouse
