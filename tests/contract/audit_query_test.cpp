#include "storage/projections/audit_query.hpp"
#include "tests/support/told_session.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace gatehouse {
namespace {

/// Two tenants with a session each.
class AuditQuery : public testing::Test {
protected:
  AuditQuery() {
    mine_.open("tk_1");
    theirs_.open();
  }

  page<audit_entry> find(const audit_filter& filter, const page_request& wanted = {}) {
    auto found = find_audit(journal_.views(), filter, wanted);
    if (!found) {
      ADD_FAILURE() << found.error().detail;
      return {};
    }
    return *std::move(found);
  }

  static std::string calls_of(const page<audit_entry>& found) {
    std::string calls;
    for (const auto& entry : found.items)
      calls += (calls.empty() ? "" : " ") + entry.call.value;
    return calls;
  }

  std::string calls(const audit_filter& filter, const page_request& wanted = {}) {
    return calls_of(find(filter, wanted));
  }

  errc refused(const audit_filter& filter, const page_request& wanted = {}) {
    auto found = find_audit(journal_.views(), filter, wanted);
    return found ? errc::internal : found.error().code;
  }

  /// Returns a filter of the first tenant.
  static audit_filter own() {
    audit_filter filter;
    filter.org = {"org_1"};
    return filter;
  }

  projected_journal journal_;
  told_session mine_{journal_, "s-1"};
  told_session theirs_{journal_, "s-2", "org_2", "tok_2"};
};

TEST_F(AuditQuery, ListsNewestFirstUnlessAskedOtherwise) {
  for (const auto* call : {"a", "b", "c"})
    mine_.admit(call);
  EXPECT_EQ(calls(own()), "c b a");
  page_request oldest_first;
  oldest_first.newest_first = false;
  EXPECT_EQ(calls(own(), oldest_first), "a b c");
}

TEST_F(AuditQuery, ShowsATenantNothingOfAnother) {
  mine_.admit("a");
  theirs_.admit("b");
  mine_.deny("c");
  told_session prefix{journal_, "s-3", "org_11"};
  prefix.open();
  prefix.admit("d");
  EXPECT_EQ(calls(own()), "c a");
  auto filter = own();
  filter.session = {"s-2"};
  EXPECT_EQ(calls(filter), "");
  filter = own();
  filter.principal = {"tok_2"};
  EXPECT_EQ(calls(filter), "");
  auto theirs = find_call(journal_.views(), {"org_1"}, {"b"});
  auto nobodys = find_call(journal_.views(), {"org_1"}, {"z"});
  ASSERT_FALSE(theirs);
  ASSERT_FALSE(nobodys);
  EXPECT_EQ(theirs.error().code, errc::not_found);
  EXPECT_EQ(theirs.error(), nobodys.error()) << "another org's call looks like none";
  filter.principal = {};
  for (const auto* other : {"org_", "entry", "org_2/"}) {
    filter.org = {other};
    EXPECT_EQ(calls(filter), "") << other;
  }
}

TEST_F(AuditQuery, HidesTheRowsOfAnOrgBehindItsWholeName) {
  theirs_.admit("b");
  // What follows a zero byte in a key is a position; a name that ends like one reaches nothing.
  for (std::size_t bytes = 0; bytes <= 8; ++bytes) {
    audit_filter filter;
    filter.org = {"org_2" + std::string(1, '\0') + std::string(bytes, '\0')};
    EXPECT_EQ(calls(filter), "") << bytes;
  }
}

TEST_F(AuditQuery, ShowsTheOperatorEverythingInOneOrder) {
  mine_.admit("a");
  theirs_.admit("b");
  mine_.admit("c");
  mine_.complete("a");
  auto found = find({});
  EXPECT_EQ(calls_of(found), "c b a");
  EXPECT_EQ(found.items.back().outcome, audit_outcome::ok);
  page_request two;
  two.items = 2;
  auto first = find({}, two);
  EXPECT_EQ(calls_of(first), "c b");
  two.cursor = first.next;
  EXPECT_EQ(calls({}, two), "a");
  EXPECT_EQ(find_call(journal_.views(), {}, {"b"})->org.value, "org_2");
}

TEST_F(AuditQuery, MatchesEachMemberExactly) {
  mine_.admit("a", "github__issues_list");
  mine_.deny("b", "github__issues_list_all");
  mine_.admit("c", "slack__post");
  mine_.complete("c");
  mine_.admit("d", "slack__post");
  mine_.fail("d");
  told_session other{journal_, "s-3", "org_1", "user_9"};
  other.open("tk_2");
  other.admit("e", "slack__post");
  auto with = [&](auto change) {
    auto filter = own();
    change(filter);
    return calls(filter);
  };
  EXPECT_EQ(with([](auto& f) { f.principal = {"user_9"}; }), "e");
  EXPECT_EQ(with([](auto& f) { f.principal = {"user_"}; }), "");
  EXPECT_EQ(with([](auto& f) { f.session = {"s-1"}; }), "d c b a");
  EXPECT_EQ(with([](auto& f) { f.toolkit = {"tk_2"}; }), "e");
  EXPECT_EQ(with([](auto& f) { f.tool = "github__issues_list"; }), "a");
  EXPECT_EQ(with([](auto& f) { f.tool = "slack.org.main.post"; }), "e d c");
  EXPECT_EQ(with([](auto& f) { f.decision = "deny"; }), "b");
  EXPECT_EQ(with([](auto& f) { f.outcome = "failed"; }), "d");
  EXPECT_EQ(with([](auto& f) { f.outcome = "open"; }), "e a");
  EXPECT_EQ(with([](auto& f) {
              f.decision = "allow";
              f.session = {"s-1"};
              f.tool = "slack__post";
            }),
            "d c");
  auto wrong = own();
  wrong.decision = "denied";
  EXPECT_EQ(refused(wrong), errc::invalid_argument);
  wrong = own();
  wrong.outcome = "okay";
  EXPECT_EQ(refused(wrong), errc::invalid_argument);
}

TEST_F(AuditQuery, TakesTimesFromInclusiveUntilExclusive) {
  std::vector<unix_us> times;
  for (const auto* call : {"a", "b", "c", "d"}) {
    mine_.admit(call);
    times.push_back(journal_.now());
  }
  auto filter = own();
  filter.from = times[1];
  filter.until = times[3];
  page_request wanted;
  EXPECT_EQ(calls(filter, wanted), "c b");
  wanted.newest_first = false;
  EXPECT_EQ(calls(filter, wanted), "b c");
  filter.until = times[1];
  EXPECT_EQ(calls(filter, wanted), "");
}

TEST_F(AuditQuery, KeepsPagesStableWhileEntriesArrive) {
  for (const auto* call : {"a", "b", "c", "d", "e"})
    mine_.admit(call);
  page_request wanted;
  wanted.items = 2;
  auto first = find(own(), wanted);
  EXPECT_EQ(calls_of(first), "e d");
  mine_.admit("f");
  mine_.complete("b");
  wanted.cursor = first.next;
  auto second = find(own(), wanted);
  EXPECT_EQ(calls_of(second), "c b");
  EXPECT_EQ(second.items.back().outcome, audit_outcome::ok);
  wanted.cursor = second.next;
  auto third = find(own(), wanted);
  EXPECT_EQ(calls_of(third), "a");
  EXPECT_EQ(third.next, "");
}

TEST_F(AuditQuery, EndsAFullLastPageWithoutACursor) {
  mine_.admit("a");
  mine_.admit("b");
  page_request wanted;
  wanted.items = 2;
  EXPECT_EQ(find(own(), wanted).next, "");
  audit_filter nobodys;
  nobodys.org = {"org_3"};
  EXPECT_EQ(find(nobodys, wanted).next, "");
}

TEST_F(AuditQuery, FollowsFromAPosition) {
  mine_.admit("a");
  auto seen = mine_.admit("b");
  page_request wanted;
  wanted.newest_first = false;
  wanted.after = seen;
  EXPECT_EQ(calls(own(), wanted), "");
  mine_.admit("c");
  theirs_.admit("x");
  mine_.admit("d");
  EXPECT_EQ(calls(own(), wanted), "c d");
  EXPECT_EQ(calls({}, wanted), "c x d");
  wanted.newest_first = true;
  EXPECT_EQ(calls(own(), wanted), "d c");
  wanted.newest_first = false;
  wanted.items = 1;
  auto first = find(own(), wanted);
  wanted.cursor = first.next;
  EXPECT_EQ(calls(own(), wanted), "d") << "a cursor further on outdoes the position";
  wanted = {};
  wanted.newest_first = false;
  wanted.after = journal_position{std::numeric_limits<std::uint64_t>::max()};
  EXPECT_EQ(calls(own(), wanted), "");
}

TEST_F(AuditQuery, RefusesCursorsThatAreNoneOfItsOwn) {
  for (const auto* call : {"a", "b", "c"})
    mine_.admit(call);
  page_request wanted;
  wanted.items = 1;
  auto good = find(own(), wanted).next;
  ASSERT_FALSE(good.empty());
  for (auto bad : {std::string{"x"}, std::string{"5"}, good + "0", good.substr(1),
                   good.substr(0, good.size() - 1), "o" + good.substr(1), "N" + good.substr(1),
                   "n-" + good.substr(2), "n " + good.substr(2), "n" + std::string(16, 'G'),
                   "n" + std::string(16, 'F'), std::string(1'000, 'n'), std::string{"n\0", 2}}) {
    wanted.cursor = bad;
    EXPECT_EQ(refused(own(), wanted), errc::invalid_argument) << bad;
  }
  wanted.cursor = "n" + std::string(16, '0');
  EXPECT_EQ(calls(own(), wanted), "") << "before everything there is nothing";
  wanted.cursor = "o" + std::string(16, 'f');
  wanted.newest_first = false;
  EXPECT_EQ(calls(own(), wanted), "") << "nor beyond";
}

TEST_F(AuditQuery, BoundsTheItemsOfAPage) {
  for (std::size_t i = 0; i <= limits::page_items_max; ++i)
    mine_.deny(std::to_string(i));
  page_request wanted;
  wanted.items = limits::page_items_max;
  EXPECT_EQ(find(own(), wanted).items.size(), limits::page_items_max);
  EXPECT_NE(find(own(), wanted).next, "");
  EXPECT_EQ(find(own()).items.size(), limits::page_items_default);
  for (auto items : {limits::page_items_max + 1, std::size_t{0}}) {
    wanted.items = items;
    EXPECT_EQ(refused(own(), wanted), errc::invalid_argument) << items;
  }
}

TEST_F(AuditQuery, BoundsTheRowsLookedAtForAPageAndGoesOn) {
  mine_.admit("needle", "slack__post");
  for (std::size_t i = 0; i < limits::page_rows_max; ++i)
    mine_.deny(std::to_string(i));
  auto filter = own();
  filter.tool = "slack__post";
  page_request wanted;
  auto first = find(filter, wanted);
  EXPECT_EQ(calls_of(first), "");
  ASSERT_NE(first.next, "") << "one row more than the bound is left";
  wanted.cursor = first.next;
  auto second = find(filter, wanted);
  EXPECT_EQ(calls_of(second), "needle");
  EXPECT_EQ(second.next, "");
}

} // namespace
} // namespace gatehouse
