#include "tests/actors/call_on_stage.hpp"
#include "tests/support/client_calls.hpp"

#include <chrono>

namespace gatehouse {

namespace {

/// The first listing of a connection, which calls and lists wait for.
class FirstListing : public call_on_stage {
protected:
  void expect_to_run_once_listed() {
    acme.list_catalog();
    set.reply_catalog(acme.connection, set.tools.find(acme.connection));
    set.run();
    commit();
    EXPECT_EQ(set.dispatched().size(), 1u);
  }
};

TEST_F(FirstListing, IsWaitedForByACall) {
  set.tools.erase(acme.connection);
  auto one = start("github__echo");
  EXPECT_EQ(set.wanted(), std::vector{acme.connection});
  EXPECT_EQ(set.log.waiting(), 0u);
  expect_to_run_once_listed();
}

TEST_F(FirstListing, MayTakeAsLongAsAServerNeedsToStart) {
  set.tools.erase(acme.connection);
  (void)start("github__echo");
  set.pass(limits::connect_timeout);
  expect_to_run_once_listed();
}

TEST_F(FirstListing, IsWaitedForNoLongerThanItMayTake) {
  set.tools.erase(acme.connection);
  const auto one = start("github__echo");
  set.pass(limits::connect_timeout + limits::list_timeout);
  EXPECT_EQ(set.log.waiting(), 1u) << "the tool is unknown, on the record";
  set.run_and_commit();
  EXPECT_EQ(code_of(one), errc::tool_unknown);
}

TEST_F(FirstListing, IsWaitedForNoLongerThanTheAnswerWouldBe) {
  set.tools.erase(acme.connection);
  auto hasty = tool_request("github__echo");
  hasty.timeout = std::chrono::seconds{1};
  const auto one = set.call(acme.session, acme.at(), hasty);
  set.run();
  set.pass(hasty.timeout);
  set.run_and_commit();
  EXPECT_EQ(code_of(one), errc::tool_unknown);
}

TEST_F(FirstListing, OfAnotherServerIsNotWaitedFor) {
  set.tools.erase(acme.connection);
  acme.add_connection({"conn_2"}, "github.org.second");
  (void)start("github__echo");
  EXPECT_EQ(set.wanted().size(), 2u);
  acme.list_catalog();
  set.reply_catalog(acme.connection, set.tools.find(acme.connection));
  set.run();
  EXPECT_EQ(set.log.waiting(), 1u);
}

TEST_F(FirstListing, OfAHangingConnectionIsWaitedForOnlyOnce) {
  connection_id hanging{"conn_2"};
  acme.add_connection(hanging, "github.org.second");
  auto first = set.list(acme.session, acme.at());
  set.run();
  EXPECT_FALSE(first->has_value());
  set.pass(limits::catalog_wait);
  ASSERT_TRUE(first->has_value());
  EXPECT_EQ((***first)->items.size(), 3u) << "echo, merge, comment; not delete";
  auto second = set.list(acme.session, acme.at());
  set.run();
  EXPECT_TRUE(second->has_value()) << "one bad upstream delays nobody twice";
  EXPECT_EQ(set.wanted(), (std::vector{hanging, hanging})) << "but it is asked again";
}

TEST_F(FirstListing, IsNotWaitedForToCallAToolThatIsThere) {
  acme.add_connection({"conn_2"}, "github.org.second");
  (void)start("github__echo");
  EXPECT_EQ(set.log.waiting(), 1u);
  EXPECT_TRUE(set.wanted().empty());
}

} // namespace

} // namespace gatehouse
