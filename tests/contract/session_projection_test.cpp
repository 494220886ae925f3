#include "storage/projections/audit_query.hpp"
#include "storage/projections/session_projection.hpp"
#include "tests/support/told_session.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using ids = std::vector<session_id>;

class SessionProjection : public testing::Test {
protected:
  std::vector<session_row> rows_of(const std::string& org, const page_request& wanted = {}) {
    auto found = find_sessions(journal_.views(), {org}, wanted);
    if (!found) {
      ADD_FAILURE() << found.error().detail;
      return {};
    }
    return found->items;
  }

  ids open() { return *open_sessions(journal_.views()); }

  ids with_open_calls() { return *sessions_with_open_calls(journal_.views()); }

  projected_journal journal_;
  told_session one_{journal_, "s-1"};
  told_session two_{journal_, "s-2"};
};

TEST_F(SessionProjection, ShowsASessionFromItsOpeningToItsEnd) {
  auto position = one_.open("tk_1");
  auto opened = journal_.now();
  one_.admit("call_1");
  one_.complete("call_1");
  one_.deny("call_2");
  auto row = rows_of("org_1").at(0);
  EXPECT_EQ(row.session.value, "s-1");
  EXPECT_EQ(row.org.value, "org_1");
  EXPECT_EQ(row.principal.value, "tok_1");
  EXPECT_EQ(row.toolkit.value, "tk_1");
  EXPECT_EQ(row.resource, "slug-of-tk_1");
  EXPECT_EQ(row.protocol_version, "2025-11-25");
  EXPECT_EQ(row.client_name, "client");
  EXPECT_EQ(row.client_version, "1.0");
  EXPECT_EQ(row.opened, opened);
  EXPECT_EQ(row.closed, unix_us{});
  EXPECT_EQ(row.calls, 2u);
  EXPECT_EQ(row.position, position);
  one_.close(close_reason::administrator);
  row = rows_of("org_1").at(0);
  EXPECT_EQ(row.closed, journal_.now());
  EXPECT_EQ(row.close_reason, "administrator");
  EXPECT_EQ(row.calls, 2u);
}

TEST_F(SessionProjection, ListsSessionsByTheirOpeningPageByPage) {
  one_.open();
  two_.open();
  told_session three{journal_, "s-0"};
  three.open();
  one_.deny("call_1");
  page_request wanted;
  wanted.items = 2;
  auto first = find_sessions(journal_.views(), {"org_1"}, wanted);
  ASSERT_TRUE(first);
  ASSERT_EQ(first->items.size(), 2u);
  EXPECT_EQ(first->items[0].session.value, "s-0");
  EXPECT_EQ(first->items[1].session.value, "s-2");
  wanted.cursor = first->next;
  auto second = rows_of("org_1", wanted);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].session.value, "s-1");
  wanted.cursor = "garbage";
  EXPECT_EQ(find_sessions(journal_.views(), {"org_1"}, wanted).error().code,
            errc::invalid_argument);
}

TEST_F(SessionProjection, ShowsATenantNothingOfAnother) {
  told_session theirs{journal_, "s-9", "org_2"};
  one_.open();
  theirs.open();
  ASSERT_EQ(rows_of("org_1").size(), 1u);
  EXPECT_EQ(rows_of("org_1")[0].session.value, "s-1");
  EXPECT_EQ(rows_of("org_").size(), 0u);
  EXPECT_EQ(rows_of("").size(), 0u);
}

TEST_F(SessionProjection, KnowsWhichSessionsAreOpen) {
  EXPECT_EQ(open(), ids{});
  two_.open();
  one_.open();
  EXPECT_EQ(open(), (ids{{"s-1"}, {"s-2"}}));
  one_.close();
  EXPECT_EQ(open(), ids{{"s-2"}});
}

TEST_F(SessionProjection, FindsTheCallsACrashLeftOpen) {
  one_.open();
  two_.open();
  for (const auto* call : {"call_1", "call_2", "call_3", "call_4"})
    one_.admit(call);
  two_.deny("call_5");
  EXPECT_EQ(with_open_calls(), ids{{"s-1"}});
  one_.complete("call_1");
  one_.fail("call_2");
  one_.interrupt("call_3");
  EXPECT_EQ(with_open_calls(), ids{{"s-1"}}) << "one call is left";
  one_.close();
  EXPECT_EQ(with_open_calls(), ids{{"s-1"}}) << "closed, but a call has not ended";
  one_.interrupt("call_4");
  EXPECT_EQ(with_open_calls(), ids{});
}

TEST_F(SessionProjection, RebuiltIsWhatItWasLive) {
  one_.open();
  two_.open("tk_1");
  one_.admit("call_1");
  (void)journal_.views();
  two_.admit("call_2");
  one_.close();
  auto live = journal_.views().digest();
  auto rebuilt = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(journal_.log(), *rebuilt, all_projections(), {}));
  ASSERT_TRUE(live);
  EXPECT_EQ(*live, *rebuilt->digest());
  EXPECT_EQ(*sessions_with_open_calls(*rebuilt), (ids{{"s-1"}, {"s-2"}}));
}

} // namespace
} // namespace gatehouse
