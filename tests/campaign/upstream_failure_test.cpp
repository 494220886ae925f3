#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/call_load.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::IsEmpty;

/// A gateway with a server that misbehaves beside one that is called all the time and must not
/// notice.
class upstream_failure : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(world_.start());
    ASSERT_NO_FATAL_FAILURE(world_.set_up());
    neighbours_.emplace(world_, oracle_, 2);
    ASSERT_TRUE(oracle_.wait_for_more(1));
  }

  void TearDown() override {
    if (!neighbours_)
      return;
    EXPECT_TRUE(oracle_.wait_for_more(10)) << "the healthy server is not called any more";
    neighbours_->stop();
    EXPECT_THAT(neighbours_->complaints(), IsEmpty());
    EXPECT_EQ(world_.stop(), 0);
  }

  /// Adds the server and opens a session to call it from.
  void add(const std::vector<std::string>& command) {
    world_.connect("rogue", command);
    ASSERT_TRUE(world_.reach("rogue"));
    rogue_.emplace(world_.client());
    ASSERT_TRUE(rogue_->open());
  }

  /// Calls and expects the error `code`, also in the audit.
  void expect_failure(const std::string& tool, const std::string& arguments,
                      const std::string& code) {
    const auto reply = rogue_->call(tool, arguments);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.code, code);
    EXPECT_FALSE(reply.text.empty());
    expect_last_line("failed", code);
  }

  void expect_last_line(const std::string& outcome, const std::string& reason) {
    const auto line = last_line();
    EXPECT_EQ(line.outcome, outcome);
    EXPECT_EQ(line.reason, reason);
  }

  /// Returns the audit's newest line of the session that calls the server.
  audit_line last_line() {
    audit_line last;
    auto rest = world_.as_operator();
    for (const auto& line : read_audit(rest))
      if (line.session == rogue_->session())
        last = line;
    return last;
  }

  void expect_recovered() {
    EXPECT_EQ(rogue_->call("rogue__echo", R"({"text":"again"})").text, "again");
    expect_last_line("ok", "");
  }

  campaign_world world_;
  call_oracle oracle_;
  std::optional<call_load> neighbours_;
  std::optional<test_mcp_client> rogue_;
};

using UpstreamFailure = upstream_failure;
using SlowUpstreamFailure = upstream_failure;

TEST_F(UpstreamFailure, OfAServerThatDiesInACall) {
  add(sample_command());
  expect_failure("rogue__crash", "{}", "upstream_lost");
  expect_recovered();
}

TEST_F(UpstreamFailure, OfAServerThatFloods) {
  add(sample_command());
  expect_failure("rogue__flood", R"({"bytes":80000000})", "upstream_too_large");
  expect_recovered();
}

TEST_F(UpstreamFailure, OfAServerThatTalksNonsense) {
  add(sample_command());
  // Whether the call was done cannot be known: the server is ended before it answers.
  expect_failure("rogue__garbage", R"({"lines":1000})", "upstream_lost");
  expect_recovered();
}

TEST_F(UpstreamFailure, OfAServerThatStartsOnlyTwice) {
  // Once to be listed, once for the session that calls it.
  const auto one = world_.file("one");
  const auto two = world_.file("two");
  std::string command = "test -e '" + two + "' && exit 1; test -e '" + one + "' && touch '" + two +
                        "'; touch '" + one + "'; exec";
  for (const auto& word : sample_command())
    command += " '" + word + "'";
  add({"sh", "-c", command});
  expect_failure("rogue__crash", "{}", "upstream_lost");
  expect_failure("rogue__echo", R"({"text":"gone"})", "upstream_unavailable");
  std::filesystem::remove(one);
  std::filesystem::remove(two);
  rogue_.emplace(world_.client()); // another session has a server of its own
  ASSERT_TRUE(rogue_->open());
  expect_recovered();
}

TEST_F(UpstreamFailure, OfAServerThatNeverAnswersEndsWithTheClient) {
  add(sample_command());
  rogue_->begin_call("rogue__sleep", R"({"ms":3600000})");
  auto other = world_.client();
  ASSERT_TRUE(other.open());
  EXPECT_EQ(other.call("rogue__echo", R"({"text":"meanwhile"})").text, "meanwhile");
  rogue_->reconnect(world_.server().port()); // hangs up
  EXPECT_EQ(rogue_->call("rogue__echo", R"({"text":"next"})").text, "next");
  auto rest = world_.as_operator();
  std::map<std::string, std::string> outcomes;
  do {
    ASSERT_TRUE(oracle_.wait_for_more(5));
    for (const auto& line : read_audit(rest))
      if (line.session == rogue_->session())
        outcomes[line.tool] = line.outcome + " " + line.reason;
  } while (outcomes["rogue__sleep"] == "open " && !HasFailure());
  EXPECT_EQ(outcomes["rogue__sleep"], "failed cancelled");
}

TEST_F(UpstreamFailure, OfAServerThatNeverGreetsDelaysNobodyElse) {
  world_.connect("mute", {"sleep", "1000"});
  auto client = world_.client();
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("sample__echo", R"({"text":"unhindered"})").text, "unhindered");
  EXPECT_EQ(client.call("mute__echo", "{}").code, "tool_unknown");
}

TEST_F(SlowUpstreamFailure, OfAServerThatNeverAnswersIsATimeout) {
  add(sample_command());
  expect_failure("rogue__sleep", R"({"ms":3600000})", "upstream_timeout");
  expect_recovered();
}

} // namespace
} // namespace gatehouse
