#include "actors/relist_budget.hpp"
#include "storage/crypto/digest.hpp"
#include "tests/actors/fake_clients.hpp"
#include "tests/actors/small_org.hpp"

#include <variant>

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

/// A server that changes its tools under a connection that has listed them.
class Drift : public testing::Test {
protected:
  using tools = std::vector<upstream_item>;

  static upstream_item tool(const std::string& name, const std::string& description = "") {
    return {name, R"({"name":")" + name + R"(","description":")" + description +
                      R"(","inputSchema":{"type":"object"}})"};
  }

  void quarantine() { must(set_drift{drift_answer::quarantine, set.time}); }

  void must(connection::command what) {
    auto done = set.done<connection>(connection::stream(acme.connection), std::move(what));
    ASSERT_TRUE(done) << done.error().detail;
  }

  /// The server connects and lists `offered`.
  void connect(tools offered) {
    (void)set.ask_catalog(acme.connection);
    set.run();
    auto one = clients.made.back();
    set.on_loop([one] { one->opening(upstream_hello{"2025-11-25", "server", "1", "{}", ""}); });
    list(std::move(offered));
  }

  void say_changed() {
    set.on_loop([this] { clients.made.back()->events.on_changed(catalog_list::tools); });
    set.run_and_commit();
  }

  void list(outcome<tools> offered) {
    set.on_loop([&] { clients.made.back()->list(std::move(offered)); });
    set.run_and_commit();
  }

  void relist(tools offered) {
    say_changed();
    list(std::move(offered));
  }

  /// The names that the session sees.
  std::vector<std::string> seen() {
    auto answer = set.list(acme.session, acme.at());
    set.run();
    std::vector<std::string> names;
    for (const auto& one : (*answer->value())->items)
      names.push_back(one.name);
    return names;
  }

  template <class Event> std::vector<Event> all_of() const {
    std::vector<Event> all;
    for (const auto& one : set.log.records()) {
      if (one.stream != connection::stream(acme.connection))
        continue;
      auto event = decode_event<connection>(one.event_number, one.event_version, one.payload);
      if (const auto* wanted = std::get_if<Event>(&*event))
        all.push_back(*wanted);
    }
    return all;
  }

  /// What comes of calling a tool: the reason of its denial, or nothing.
  std::optional<denial> denied(const std::string& name) {
    auto one = set.call(acme.session, acme.at(), tool_request(name));
    set.run_and_commit();
    for (const auto& record : set.log.records()) {
      if (record.stream != acme.stream())
        continue;
      auto event = decode_event<session>(record.event_number, record.event_version, record.payload);
      if (const auto* refused = std::get_if<call_denied>(&*event))
        if (refused->subject.tool == name)
          return refused->reason;
    }
    return std::nullopt;
  }

  using strings = std::vector<std::string>;

  fake_clients clients;
  stage set{clients.factory()};
  small_org acme{set};
};

TEST_F(Drift, IsToldFieldByField) {
  connect({tool("echo", "Says it")});
  relist({tool("echo", "Says it, and sends it to me")});
  const auto changes = all_of<tool_changed>();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].tool, "echo");
  EXPECT_TRUE(changes[0].change.compared);
  EXPECT_EQ(changes[0].change.weight, change_class::notational);
  ASSERT_EQ(changes[0].change.changed.size(), 1u);
  EXPECT_EQ(changes[0].change.changed[0].pointer, "/description");
}

TEST_F(Drift, OfEachPartOfAToolIsSeen) {
  const std::string whole =
      R"({"name":"echo","title":"Echo","description":"Says it","inputSchema":{"type":"object"},)"
      R"("outputSchema":{"type":"object"},"annotations":{"readOnlyHint":true},)"
      R"("_meta":{"a":1},"icons":[{"src":"a"}]})";
  const std::pair<std::string, std::string> mutations[] = {
      {R"("name":"echo")", R"("name":"Echo")"},
      {R"("title":"Echo")", R"("title":"Echoes")"},
      {"Says it", "Sends it"},
      {R"("inputSchema":{"type":"object"})", R"("inputSchema":{"type":"object","required":["x"]})"},
      {R"("outputSchema":{"type":"object"},)", ""},
      {R"("readOnlyHint":true)", R"("readOnlyHint":false)"},
      {R"("a":1)", R"("a":2)"},
      {R"("src":"a")", R"("src":"b")"}};
  connect({{"echo", whole}});
  std::size_t told = 0;
  for (const auto& [part, other] : mutations) {
    auto changed = whole;
    changed.replace(whole.find(part), part.size(), other);
    relist({{part == mutations[0].first ? "Echo" : "echo", changed}});
    EXPECT_GT(all_of<tool_changed>().size(), told) << other;
    relist({{"echo", whole}});
    told = all_of<tool_changed>().size();
    set.pass(limits::relist_pause * 2);
  }
}

TEST_F(Drift, OfAToolThatWasAwayIsToldFieldByField) {
  connect({tool("echo", "Says it")});
  relist({});
  relist({tool("echo", "Sends it to me")});
  const auto changes = all_of<tool_changed>();
  ASSERT_EQ(changes.size(), 2u) << "gone, and back as another";
  EXPECT_TRUE(changes[1].change.compared);
  EXPECT_EQ(changes[1].change.weight, change_class::notational);
  ASSERT_EQ(changes[1].change.changed.size(), 1u);
  EXPECT_EQ(changes[1].change.changed[0].pointer, "/description");
}

TEST_F(Drift, IsBreakingWhenTheFormerObjectIsGone) {
  connect({tool("echo", "Says it")});
  set.tools.erase(acme.connection); // as after a restart
  relist({tool("echo", "Says it.")});
  ASSERT_EQ(all_of<tool_changed>().size(), 1u);
  EXPECT_FALSE(all_of<tool_changed>()[0].change.compared);
  EXPECT_EQ(all_of<tool_changed>()[0].change.weight, change_class::breaking);
}

TEST_F(Drift, LetsTheToolGoOnByDefault) {
  connect({tool("echo")});
  relist({tool("echo", "Changed"), tool("new")});
  EXPECT_EQ(seen(), (strings{"github__echo", "github__new"}));
  EXPECT_EQ(denied("github__echo"), std::nullopt);
}

TEST_F(Drift, TakesAQuarantinedToolOutOfSightUntilItIsAccepted) {
  quarantine();
  connect({tool("echo"), tool("list")});
  EXPECT_EQ(seen(), (strings{"github__echo", "github__list"})) << "the first listing is trusted";
  relist({tool("echo", "Changed"), tool("list"), tool("new")});
  EXPECT_EQ(seen(), (strings{"github__list"}));
  EXPECT_EQ(denied("github__echo"), denial::quarantined);
  EXPECT_EQ(denied("github__new"), denial::quarantined);
  EXPECT_EQ(denied("github__list"), std::nullopt);
  must(accept_tools{{"echo"}, {}, set.time});
  EXPECT_EQ(seen(), (strings{"github__echo", "github__list"}));
}

TEST_F(Drift, TellsAClientNothingOfAQuarantinedTool) {
  quarantine();
  connect({tool("echo")});
  relist({tool("echo", "Changed")});
  auto one = set.call(acme.session, acme.at(), tool_request("github__echo"));
  auto other = set.call(acme.session, acme.at(), tool_request("github__none"));
  set.run_and_commit();
  EXPECT_EQ(one.answer->value().error().code, other.answer->value().error().code);
  EXPECT_EQ(one.answer->value().error().detail, "Unknown tool: github__echo");
}

TEST_F(Drift, LetsNoNewToolTakeANameAway) {
  quarantine();
  connect({tool("echo")});
  relist({tool("Echo"), tool("echo")}); // "Echo" comes first in byte order
  EXPECT_EQ(seen(), (strings{"github__echo"}));
  EXPECT_EQ(denied("github__Echo-2"), denial::quarantined);
}

TEST_F(Drift, QuarantinesAtOnceWhatHasDrifted) {
  connect({tool("echo")});
  relist({tool("echo", "Changed")});
  EXPECT_EQ(seen(), (strings{"github__echo"}));
  quarantine();
  EXPECT_TRUE(seen().empty());
}

TEST_F(Drift, IsJudgedAnewWhenTheQuarantineComesFirst) {
  connect({tool("echo")});
  relist({tool("echo", "Changed")});
  (void)set.ask<connection>(
      {connection::stream(acme.connection), set_drift{drift_answer::quarantine, set.time}, {}, {}});
  set.run(); // appended, not committed
  (void)set.call(acme.session, acme.at(), tool_request("github__echo"));
  set.run(); // judged on what is about to be overtaken
  set.run_and_commit();
  set.pass(5ms);
  set.run_and_commit();
  for (const auto& record : set.log.records())
    EXPECT_NE(record.event_number, call_admitted::type.number);
  EXPECT_EQ(clients.made.back()->requests.size(), 0u);
}

TEST_F(Drift, RecordsAFailedListingOnceAndItsRecovery) {
  connect({tool("echo")});
  for (int i = 0; i < 2; ++i) {
    say_changed();
    list(failure{errc::upstream_timeout, "slow"});
  }
  ASSERT_EQ(all_of<listing_failed>().size(), 1u);
  EXPECT_EQ(all_of<listing_failed>()[0].reason, "upstream_timeout");
  EXPECT_EQ(all_of<catalog_listed>().size(), 1u);
  relist({tool("echo")});
  EXPECT_EQ(all_of<catalog_listed>().size(), 2u) << "it can be listed again";
}

TEST_F(Drift, IsListedSoOftenAndNotOneMoreUntilAPauseIsOver) {
  connect({tool("echo")});
  for (unsigned i = 0; i < limits::relist_burst; ++i)
    relist({tool("echo", std::to_string(i))});
  EXPECT_EQ(all_of<catalog_invalidated>().size(), limits::relist_burst);
  for (int i = 0; i < 100; ++i)
    say_changed();
  EXPECT_TRUE(clients.made.back()->listings.empty()) << "a server cannot fill the disk";
  EXPECT_TRUE(set.tools.is_stale(acme.connection));
  set.pass(limits::relist_pause);
  set.run_and_commit();
  ASSERT_EQ(clients.made.back()->listings.size(), 1u) << "but what it said is not forgotten";
  list(tools{tool("echo", "at last")});
  EXPECT_FALSE(set.tools.is_stale(acme.connection));
  EXPECT_EQ(all_of<catalog_invalidated>().size(), limits::relist_burst + 1);
}

TEST_F(Drift, CannotLoopThroughChangesDuringAListing) {
  connect({tool("echo")});
  say_changed();
  unsigned listings = 0;
  while (!clients.made.back()->listings.empty() && listings < 1'000) {
    ++listings;
    say_changed();
    list(tools{tool("echo")});
  }
  EXPECT_LE(listings, limits::relist_burst);
}

TEST(RelistBudget, EarnsOneEachPause) {
  relist_budget budget;
  relist_budget::time_point now{24h};
  for (unsigned i = 0; i < limits::relist_burst; ++i)
    EXPECT_EQ(budget.take(now), 0s);
  EXPECT_EQ(budget.take(now), limits::relist_pause);
  EXPECT_EQ(budget.take(now + 20s), limits::relist_pause - 20s);
  EXPECT_EQ(budget.take(now + limits::relist_pause), 0s);
  EXPECT_NE(budget.take(now + limits::relist_pause), 0s);
  now += 24h;
  for (unsigned i = 0; i < limits::relist_burst; ++i)
    EXPECT_EQ(budget.take(now), 0s) << "no more than a burst is saved up";
  EXPECT_NE(budget.take(now), 0s);
}

} // namespace

} // namespace gatehouse
