#include "storage/projections/audit_query.hpp"
#include "storage/projections/session_projection.hpp"
#include "tests/support/told_session.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

class AuditProjection : public testing::Test {
protected:
  audit_entry entry_of(const std::string& call) {
    auto found = find_call(journal_.views(), {"org_1"}, {call});
    if (!found) {
      ADD_FAILURE() << call << ": " << found.error().detail;
      return {};
    }
    return *found;
  }

  projected_journal journal_;
  told_session session_{journal_, "s-1"};
};

TEST_F(AuditProjection, ShowsAnAdmittedCallAsOpen) {
  session_.open("tk_1");
  auto admitted = session_.admit("call_1");
  auto entry = entry_of("call_1");
  EXPECT_EQ(entry.position, admitted);
  EXPECT_EQ(entry.at, journal_.now());
  EXPECT_EQ(entry.org.value, "org_1");
  EXPECT_EQ(entry.principal.value, "tok_1");
  EXPECT_EQ(entry.credential.value, "token_of_tok_1");
  EXPECT_EQ(entry.session.value, "s-1");
  EXPECT_EQ(entry.toolkit.value, "tk_1");
  EXPECT_EQ(entry.resource, "slug-of-tk_1");
  EXPECT_EQ(entry.tool, "github__issues_list");
  EXPECT_EQ(entry.address, "github.org.main.issues_list");
  EXPECT_EQ(entry.connection.value, "conn_1");
  EXPECT_EQ(entry.decision, audit_decision::allow);
  EXPECT_EQ(entry.source, rule_source::rule);
  EXPECT_EQ(entry.pattern, "github.*");
  EXPECT_EQ(entry.rule.value, "pol_1");
  EXPECT_EQ(entry.policy_version.value, 7u);
  EXPECT_EQ(entry.outcome, audit_outcome::open);
  EXPECT_EQ(entry.ended, unix_us{});
  EXPECT_EQ(entry.arguments_digest, sha256("call_1"));
}

TEST_F(AuditProjection, ShowsWhatACompletedCallGave) {
  session_.open();
  auto admitted = session_.admit("call_1");
  auto began = journal_.now();
  session_.complete("call_1");
  auto entry = entry_of("call_1");
  EXPECT_EQ(entry.position, admitted) << "an entry keeps its place";
  EXPECT_EQ(entry.at, began);
  EXPECT_EQ(entry.outcome, audit_outcome::ok);
  EXPECT_EQ(entry.result_digest, sha256("call_1 result"));
  EXPECT_EQ(entry.result_bytes, 1'234u);
  EXPECT_EQ(entry.duration_us, 5'678u);
  EXPECT_EQ(entry.ended, journal_.now());
  EXPECT_EQ(entry.reason, "");
}

TEST_F(AuditProjection, TellsTheWaysACallEndsApart) {
  session_.open();
  for (const auto* call : {"call_1", "call_2", "call_3"})
    session_.admit(call);
  session_.complete("call_1", true);
  session_.fail("call_2", "upstream_timeout");
  session_.interrupt("call_3");
  session_.deny("call_4");
  EXPECT_EQ(entry_of("call_1").outcome, audit_outcome::tool_error);
  EXPECT_EQ(entry_of("call_2").outcome, audit_outcome::failed);
  EXPECT_EQ(entry_of("call_2").reason, "upstream_timeout");
  EXPECT_EQ(entry_of("call_2").duration_us, 91u);
  EXPECT_EQ(entry_of("call_3").outcome, audit_outcome::interrupted);
  EXPECT_EQ(entry_of("call_3").decision, audit_decision::allow);
  EXPECT_EQ(entry_of("call_3").org.value, "org_1") << "whoever interrupts has no org";
  auto denied = entry_of("call_4");
  EXPECT_EQ(denied.outcome, audit_outcome::denied);
  EXPECT_EQ(denied.decision, audit_decision::deny);
  EXPECT_EQ(denied.reason, "blocked");
  EXPECT_EQ(denied.source, rule_source::no_grant);
  EXPECT_EQ(denied.ended, denied.at);
}

TEST_F(AuditProjection, EndsACallWhoseSessionIsClosed) {
  session_.open("tk_1");
  session_.admit("call_1");
  session_.close();
  session_.complete("call_1");
  EXPECT_EQ(entry_of("call_1").outcome, audit_outcome::ok);
  EXPECT_EQ(entry_of("call_1").toolkit.value, "tk_1");
}

TEST_F(AuditProjection, KeepsNothingOfAClosedSessionButItsCalls) {
  session_.open();
  session_.deny("call_1");
  EXPECT_TRUE(journal_.views().row("audit", "open/s-1")->has_value());
  session_.close();
  EXPECT_FALSE(journal_.views().row("audit", "open/s-1")->has_value());
  EXPECT_EQ(entry_of("call_1").session.value, "s-1");
}

TEST_F(AuditProjection, StopsAtAnEndWithoutABeginning) {
  session_.open();
  session_.complete("call_9");
  auto stopped = journal_.health();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, errc::journal_damaged);
  EXPECT_NE(stopped.error().detail.find("call/call_9"), std::string::npos)
      << stopped.error().detail;
}

TEST_F(AuditProjection, StopsAtACallWithoutASession) {
  session_.admit("call_1");
  auto stopped = journal_.health();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, errc::journal_damaged);
}

TEST_F(AuditProjection, RebuiltIsWhatItWasLive) {
  told_session other{journal_, "s-2", "org_2"};
  session_.open("tk_1");
  other.open();
  for (int i = 0; i < 20; ++i) {
    auto call = "call_" + std::to_string(i);
    auto& one = i % 3 == 0 ? other : session_;
    i % 5 == 0 ? one.deny(call) : one.admit(call);
    if (i % 4 == 0)
      (void)journal_.views(); // a batch ends here
    if (i % 5 == 1)
      one.complete(call);
    if (i % 5 == 2)
      one.fail(call);
  }
  other.close();
  auto live = journal_.views().digest();
  auto rebuilt = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(journal_.log(), *rebuilt, all_projections(), {}));
  ASSERT_TRUE(live);
  EXPECT_EQ(*live, *rebuilt->digest());
}

} // namespace
} // namespace gatehouse
