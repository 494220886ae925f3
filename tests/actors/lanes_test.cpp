#include "tests/actors/fake_clients.hpp"
#include "tests/actors/small_org.hpp"

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

/// The clients that sessions have of their own.
class Lanes : public testing::Test {
protected:
  using reply = std::shared_ptr<std::optional<upstream_reply>>;

  reply call(const std::string& session, const std::string& id = "call") {
    upstream_request what;
    what.method = "tools/call";
    what.params = R"({"name":"echo"})";
    auto answer = set.dispatch_call({{acme.connection, {session}}, {session + id}, what});
    set.run();
    return answer;
  }

  /// A call on a client that is open.
  reply call_through(const std::string& session) {
    const auto before = clients.made.size();
    auto answer = call(session);
    for (auto at = before; at < clients.made.size(); ++at)
      open(*clients.made[at]);
    return answer;
  }

  void open(fake_client& client) {
    set.on_loop([&] { client.opening(upstream_hello{"2025-11-25", "server", "1", "{}", ""}); });
  }

  void finish(fake_client& client) {
    set.on_loop([&] {
      client.end(client.requests.size(), {upstream_reply::kind::result, "{}", "", false});
    });
  }

  /// Lets so much time go by, in steps in which the pool looks after its clients.
  void pass(std::chrono::seconds time) {
    for (auto gone = 0s; gone < time; gone += 60s)
      set.pass(60s);
  }

  fake_client& client(std::size_t number) { return *clients.made.at(number); }

  fake_clients clients;
  stage set{clients.factory()};
  small_org acme{set};
};

constexpr std::chrono::seconds idle{limits::upstream_lane_idle};

TEST_F(Lanes, AreOneForEachSession) {
  (void)call_through("a");
  (void)call("a", "second");
  (void)call_through("b");
  EXPECT_EQ(clients.made.size(), 2u);
  EXPECT_EQ(client(0).requests.size(), 2u);
  EXPECT_EQ(client(1).requests.size(), 1u);
}

TEST_F(Lanes, AreConnectedOnceForAllWhoAskMeanwhile) {
  (void)call("a");
  (void)call("a", "second");
  ASSERT_EQ(clients.made.size(), 1u);
  open(client(0));
  EXPECT_EQ(client(0).requests.size(), 2u);
}

TEST_F(Lanes, AreSoManyAndNotOneMore) {
  for (std::size_t made = 0; made < limits::upstream_lanes_max; ++made)
    (void)call("session " + std::to_string(made));
  EXPECT_EQ(clients.made.size(), limits::upstream_lanes_max);
  const auto refused = call("one more");
  ASSERT_TRUE(refused->has_value());
  EXPECT_EQ((*refused)->how, upstream_reply::kind::not_sent);
  EXPECT_NE((*refused)->detail.find("limit of 256"), std::string::npos) << (*refused)->detail;
  EXPECT_FALSE(client(0).closed) << "no live one is ended for it";
  set.leave({"session 7"});
  EXPECT_FALSE(call("one more")->has_value());
  EXPECT_EQ(clients.made.size(), limits::upstream_lanes_max + 1);
}

TEST_F(Lanes, EndWithTheirSession) {
  (void)call_through("a");
  (void)call_through("b");
  set.leave({"a"});
  EXPECT_TRUE(client(0).closed);
  EXPECT_FALSE(client(1).closed);
}

TEST_F(Lanes, EndWhenNobodyHasUsedThemForLong) {
  (void)call_through("a");
  finish(client(0));
  pass(idle - 60s);
  EXPECT_FALSE(client(0).closed);
  pass(120s);
  EXPECT_TRUE(client(0).closed);
  (void)call_through("a");
  EXPECT_EQ(clients.made.size(), 2u) << "the next call connects anew";
}

TEST_F(Lanes, LastAsLongAsACallIsInHand) {
  (void)call_through("a");
  pass(2 * idle);
  EXPECT_FALSE(client(0).closed);
  finish(client(0));
  pass(60s);
  EXPECT_TRUE(client(0).closed) << "the end of a call is no use of the client";
}

TEST_F(Lanes, OfAllSessionsDoNotAge) {
  (void)set.ask_catalog(acme.connection);
  set.run();
  pass(2 * idle);
  EXPECT_FALSE(client(0).closed);
}

} // namespace

} // namespace gatehouse
