#include "tests/actors/fake_clients.hpp"
#include "tests/actors/small_org.hpp"

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

using tools = std::vector<upstream_item>;

class UpstreamActor : public testing::Test {
protected:
  fake_client& client(std::size_t number = 0) { return *clients.made.at(number); }

  static tools some_tools(const std::string& name) { return {{name, small_org::tool(name)}}; }

  /// The newest client opens and lists `offered`.
  void connect(tools offered = some_tools("echo")) {
    open();
    list(std::move(offered));
  }

  void open() {
    auto one = clients.made.back();
    set.on_loop([one] { one->opening(upstream_hello{"2025-11-25", "server", "1", "{}", ""}); });
    set.run_and_commit();
  }

  void list(outcome<tools> offered) {
    auto one = clients.made.back();
    set.on_loop([&] { one->list(std::move(offered)); });
    set.run_and_commit();
  }

  void end(std::uint64_t handle, std::size_t number = 0) {
    set.on_loop([&] {
      client(number).end(handle, {upstream_reply::kind::result, std::to_string(handle), "", false});
    });
  }

  auto ask(bool relist = false) {
    auto answer = set.ask_catalog(acme.connection, relist);
    set.run_and_commit();
    return answer;
  }

  dispatch echo(const std::string& id) {
    upstream_request what;
    what.method = "tools/call";
    what.params = R"({"name":"echo","arguments":{}})";
    what.timeout = 1s;
    return {{acme.connection}, {id}, std::move(what)};
  }

  auto call(const std::string& id) {
    auto answer = set.dispatch_call(echo(id));
    set.run();
    return answer;
  }

  std::vector<connection::event> events() const {
    std::vector<connection::event> all;
    for (const auto& one : set.log.records())
      if (one.stream == connection::stream(acme.connection))
        all.push_back(*decode_event<connection>(one.event_number, one.event_version, one.payload));
    return all;
  }

  fake_clients clients;
  stage set{clients.factory()};
  small_org acme{set};
};

using kind = upstream_reply::kind;

TEST_F(UpstreamActor, ConnectsWhenFirstAskedAndTakesTheCatalog) {
  EXPECT_TRUE(clients.made.empty()) << "reading never acts";
  auto answer = ask();
  ASSERT_EQ(clients.made.size(), 1u);
  EXPECT_FALSE(answer->has_value());
  connect();
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((***answer)->of(catalog_list::tools)[0].name, "echo");
  EXPECT_EQ(set.tools.find(acme.connection), ***answer);
  const auto all = events();
  ASSERT_EQ(all.size(), 3u) << "created, listed, healthy";
  EXPECT_EQ(std::get<catalog_listed>(all[1]).tools[0].name, "echo");
  EXPECT_TRUE(std::get<connection_health_changed>(all[2]).healthy);
}

// L-ROOT-01
TEST_F(UpstreamActor, TellsTheServerOfItsSessionThatTheRootsHaveChanged) {
  const auto lane_of = [&](const session_id& session, const std::string& capabilities) {
    auto one = echo("call_" + session.value);
    one.to = {acme.connection, session, capabilities};
    (void)set.dispatch_call(std::move(one));
    set.run();
    open();
  };
  lane_of({"tells"}, R"({"roots":{"listChanged":true}})");
  lane_of({"silent"}, R"({"roots":{}})");
  lane_of({"other"}, R"({"roots":{"listChanged":true}})");
  for (const std::string session : {"tells", "silent"})
    set.change_roots({session});
  set.run();
  ASSERT_EQ(clients.made.size(), 3u);
  EXPECT_EQ(client(0).roots_changes, 1u);
  EXPECT_EQ(client(1).roots_changes, 0u) << "its client said that it would not tell";
  EXPECT_EQ(client(2).roots_changes, 0u) << "of another session";
}

// Over stdio nothing shows of which request a stateless server speaks.
TEST_F(UpstreamActor, TakesWhatAStatelessServerSaysForTheOnlyCallInHand) {
  (void)ask();
  auto one = clients.made.back();
  set.on_loop([one] {
    one->opening(upstream_hello{"2026-07-28", "server", "1", "{}", "", server_era::stateless});
  });
  set.run_and_commit();
  list(some_tools("echo"));
  std::vector<std::string> heard;
  const auto begin = [&](const std::string& id) {
    auto call = echo(id);
    call.hear = [&heard, id](const server_message& said) { heard.push_back(id + said.params); };
    (void)set.dispatch_call(std::move(call));
    set.run();
  };
  const auto log = [&](const std::string& text) {
    set.on_loop([&] { client().events.on_message({"notifications/message", text, {}, 0}); });
  };
  log("1");
  begin("a");
  log("2");
  begin("b");
  log("3");
  end(1);
  log("4");
  set.cancel(acme.connection, {"b"});
  set.run();
  begin("c");
  log("5");
  EXPECT_EQ(heard, (std::vector<std::string>{"a2", "b4"})) << "what may be another's is nobody's";
  end(3);
  begin("d");
  log("6");
  EXPECT_EQ(heard.back(), "d6") << "the server has read that b was given up";
}

TEST_F(UpstreamActor, AnswersAllWhoAskMeanwhileWithOneConnect) {
  auto first = ask();
  auto second = ask();
  connect();
  auto third = ask();
  EXPECT_TRUE(first->value() && second->value() && third->value());
  EXPECT_EQ(clients.made.size(), 1u);
}

TEST_F(UpstreamActor, ListsAgainWhenTheServerSaysThatItChanged) {
  (void)ask();
  connect();
  set.on_loop([this] { client().events.on_changed(catalog_list::tools); });
  list(some_tools("renamed"));
  EXPECT_EQ(set.tools.find(acme.connection)->of(catalog_list::tools)[0].name, "renamed");
  EXPECT_EQ(set.tools.find(acme.connection)->generation, 2u);
}

TEST_F(UpstreamActor, ListsOnceMoreForAllChangesDuringAListing) {
  (void)ask();
  open();
  set.on_loop(
      [this] { client().events.on_changed(catalog_list::tools); }); // during the very first one
  set.on_loop([this] { client().events.on_changed(catalog_list::tools); });
  list(some_tools("old"));
  ASSERT_EQ(client().listings.size(), 1u) << "what was listed may be older than the change";
  list(some_tools("new"));
  EXPECT_EQ(set.tools.find(acme.connection)->of(catalog_list::tools)[0].name, "new");
  EXPECT_TRUE(client().listings.empty());
}

TEST_F(UpstreamActor, KeepsItsCatalogWhenNothingChanged) {
  (void)ask();
  connect();
  auto before = set.tools.find(acme.connection);
  auto count = events().size();
  set.on_loop([this] { client().events.on_changed(catalog_list::tools); });
  EXPECT_TRUE(set.tools.is_stale(acme.connection));
  list(some_tools("echo"));
  EXPECT_FALSE(set.tools.is_stale(acme.connection));
  EXPECT_EQ(set.tools.find(acme.connection), before);
  ASSERT_EQ(events().size(), count + 1) << "only that it was said to have changed";
  EXPECT_EQ(std::get<catalog_invalidated>(events().back()).list, catalog_part::tools);
}

// M-HTTP-31
TEST_F(UpstreamActor, TellsTheOperatorOnceOfToolsThatNobodyCanUse) {
  const auto list_again = [this](std::vector<unusable_tool> left_out) {
    set.on_loop([this] { client().events.on_changed(catalog_list::tools); });
    set.on_loop([&] { client().list(some_tools("echo"), std::move(left_out)); });
    set.run_and_commit();
  };
  (void)ask();
  connect();
  EXPECT_TRUE(set.told.empty());
  list_again({{"a", "it is bad"}});
  list_again({{"a", "it is bad"}});
  ASSERT_EQ(set.told.size(), 1u);
  EXPECT_EQ(set.told[0], "github.org.main lists 1 tool that nobody can use: \"a\", it is bad");
  const auto known = set.tools.find(acme.connection);
  EXPECT_EQ(known->left_out, (std::vector<unusable_tool>{{"a", "it is bad"}}));
  EXPECT_FALSE(set.tools.is_stale(acme.connection));
  list_again({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
  EXPECT_EQ(set.told.back(), "github.org.main lists 4 tools that nobody can use: \"a\", 1; \"b\", "
                             "2; \"c\", 3; and 1 more");
  list_again({});
  EXPECT_EQ(set.told.size(), 2u);
}

TEST_F(UpstreamActor, AnswersARelistingThatFailed) {
  (void)ask();
  connect();
  auto answer = ask(true);
  list(failure{errc::upstream_timeout, "slow"});
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((*answer)->error().code, errc::upstream_timeout);
  EXPECT_FALSE(set.current.find(acme.connection)->state.healthy);
  auto known = ask();
  EXPECT_TRUE(known->value()) << "what is known is still served";
}

TEST_F(UpstreamActor, PausesAfterAFailedConnectThenTriesAgain) {
  auto first = ask();
  set.on_loop([&] { client().opening(failure{errc::upstream_unavailable, "refused"}); });
  set.run_and_commit();
  EXPECT_EQ((*first)->error().code, errc::upstream_unavailable);
  auto during = ask();
  auto waiting = call("call_1");
  EXPECT_EQ((*during)->error().detail, "refused");
  EXPECT_EQ(waiting->value().how, kind::not_sent);
  EXPECT_EQ(clients.made.size(), 1u) << "a broken server is not hammered";
  set.pass(limits::upstream_retry_delay);
  auto after = ask();
  ASSERT_EQ(clients.made.size(), 2u);
  connect();
  EXPECT_TRUE(after->value());
  EXPECT_EQ(set.current.find(acme.connection)->state.health_reason, "");
}

TEST_F(UpstreamActor, PausesAfterSoManyFailuresInARowAndNotOneEarlier) {
  (void)ask();
  connect();
  const auto fail = [this](const std::string& id) {
    auto one = call(id);
    set.on_loop([this] {
      client().end(client().requests.size(), {kind::timeout, "", "no answer in time", false});
    });
    EXPECT_EQ(one->value().how, kind::timeout);
  };
  for (unsigned number = 1; number < limits::breaker_failures_max; ++number)
    fail("call_" + std::to_string(number));
  auto good = call("call_good");
  end(client().requests.size());
  EXPECT_EQ(good->value().how, kind::result) << "which begins the row anew";
  for (unsigned number = 0; number < limits::breaker_failures_max; ++number)
    fail("call_again_" + std::to_string(number));
  auto during = call("call_during");
  ASSERT_TRUE(during->has_value());
  EXPECT_EQ(during->value().how, kind::not_sent);
  EXPECT_NE(during->value().detail.find("retry in 60 seconds"), std::string::npos);
  EXPECT_TRUE(client().closed) << "a server that does not answer is connected anew";
  set.pass(limits::breaker_pause);
  auto after = call("call_after");
  EXPECT_EQ(clients.made.size(), 2u);
  EXPECT_FALSE(after->has_value());
}

TEST_F(UpstreamActor, IsAskedToConnectAtOnceByATest) {
  (void)ask();
  set.on_loop([&] { client().opening(failure{errc::upstream_unavailable, "refused"}); });
  (void)ask(true);
  EXPECT_EQ(clients.made.size(), 2u);
}

TEST_F(UpstreamActor, RunsACallOnceConnected) {
  auto answer = call("call_1");
  connect();
  ASSERT_EQ(client().requests.size(), 1u);
  EXPECT_EQ(client().requests[0].method, "tools/call");
  EXPECT_FALSE(answer->has_value());
  end(1);
  EXPECT_EQ(answer->value().body, "1");
}

TEST_F(UpstreamActor, RunsSoManyAndLetsSoManyWaitAndNotOneMore) {
  (void)ask();
  connect();
  constexpr auto most = limits::running_per_connection_max + limits::waiting_per_connection_max;
  std::vector<std::shared_ptr<std::optional<upstream_reply>>> all;
  for (std::size_t i = 0; i <= most; ++i)
    all.push_back(set.dispatch_call(echo("call_" + std::to_string(i))));
  set.run();
  EXPECT_EQ(client().requests.size(), limits::running_per_connection_max);
  ASSERT_TRUE(all.back()->has_value()) << "one over";
  EXPECT_EQ(all.back()->value().how, kind::not_sent);
  end(1);
  EXPECT_EQ(client().requests.size(), limits::running_per_connection_max + 1);
}

TEST_F(UpstreamActor, AnswersEachCallOnceWhenTheClientCloses) {
  (void)ask();
  connect();
  std::vector<std::shared_ptr<std::optional<upstream_reply>>> all;
  for (std::size_t i = 0; i < limits::running_per_connection_max + 3; ++i)
    all.push_back(call("call_" + std::to_string(i)));
  set.on_loop([&] { client().events.on_closed("crashed"); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(all[i]->has_value()) << i;
    bool ran = i < limits::running_per_connection_max;
    EXPECT_EQ((*all[i])->how, ran ? kind::transport : kind::not_sent) << i;
  }
  EXPECT_TRUE(client().closed);
  auto next = call("call_next");
  EXPECT_EQ(clients.made.size(), 2u) << "a running server that ended is started again at once";
  connect();
  end(1, 1);
  EXPECT_TRUE(next->has_value());
}

TEST_F(UpstreamActor, IgnoresWhatAFormerClientSays) {
  (void)ask();
  connect();
  auto former = clients.made[0];
  set.on_loop([&] { former->events.on_closed("crashed"); });
  (void)ask();
  connect(some_tools("second"));
  set.on_loop([&] { former->events.on_closed("again"); });
  set.on_loop([former] { former->events.on_changed(catalog_list::tools); });
  EXPECT_EQ(clients.made.size(), 2u);
  EXPECT_TRUE(client(1).listings.empty());
  EXPECT_FALSE(client(1).closed);
}

TEST_F(UpstreamActor, CancelsARunningCallAtTheClient) {
  (void)ask();
  connect();
  auto answer = call("call_1");
  set.cancel(acme.connection, {"call_1"});
  set.run();
  EXPECT_EQ(answer->value().how, kind::cancelled);
}

TEST_F(UpstreamActor, CancelsAWaitingCallByItself) {
  auto answer = call("call_1");
  set.cancel(acme.connection, {"call_1"});
  set.run();
  EXPECT_EQ(answer->value().how, kind::cancelled);
  connect();
  EXPECT_TRUE(client().requests.empty());
}

TEST_F(UpstreamActor, AnswersARunningCallWhenItsConnectionIsRemoved) {
  (void)ask();
  connect();
  auto running = call("call_1");
  set.retire_connection(acme.connection);
  set.run();
  EXPECT_TRUE(client().closed);
  ASSERT_TRUE(running->has_value()) << "or its call would wait for ever";
  EXPECT_EQ(running->value().how, kind::transport);
  EXPECT_EQ(set.tools.find(acme.connection), nullptr);
}

TEST_F(UpstreamActor, RecordsNoFailureWhenItIsRetired) {
  (void)ask();
  connect();
  auto count = events().size();
  set.retire_connection(acme.connection);
  set.run_and_commit();
  EXPECT_EQ(events().size(), count) << "a stop is not an outage";
}

TEST_F(UpstreamActor, OneHangingUpstreamDelaysNoOther) {
  connection_id other{"conn_2"};
  acme.add_connection(other, "github.org.second");
  auto hanging = ask();
  auto answer = set.ask_catalog(other);
  set.run();
  ASSERT_EQ(clients.made.size(), 2u);
  connect();
  EXPECT_TRUE(answer->has_value());
  EXPECT_FALSE(hanging->has_value());
}

} // namespace

} // namespace gatehouse
