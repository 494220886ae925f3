#include "tests/actors/call_on_stage.hpp"
#include "tests/actors/fake_clients.hpp"

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

upstream_config stdio(client_sharing sharing, std::uint64_t timeout_s = 0) {
  return {{"serve"}, {}, {}, {}, {}, false, sharing, timeout_s};
}

/// Calls of a second connection, which is configured as a test wants it.
class SharingOfCalls : public call_on_stage {
protected:
  /// Returns what reached the upstream of a call through a connection like this.
  gatehouse::dispatch reach(const upstream_config& config, server_era era, bool keeps_state) {
    acme.add_connection(second, "github.org.two", config);
    auto one = std::make_shared<catalog>();
    one->connection = second;
    one->hello.era = era;
    one->hello.keeps_state = keeps_state;
    one->of(catalog_list::tools).push_back({"echo", small_org::tool("echo"), {}, false});
    set.tools.put(second, std::move(one));
    (void)dispatch("github-two__echo");
    return set.dispatched().back();
  }

  const connection_id second{"conn_2"};
};

TEST_F(SharingOfCalls, FollowsTheServerByDefault) {
  const auto made = reach(stdio(client_sharing::automatic), server_era::sessions, true);
  EXPECT_EQ(made.to.session, acme.session);
}

TEST_F(SharingOfCalls, ByDefaultIsForServersWithoutState) {
  EXPECT_TRUE(reach(stdio(client_sharing::automatic), server_era::sessions, false).to.is_shared());
}

TEST_F(SharingOfCalls, IsOneClientForAllWhereItIsSetSo) {
  EXPECT_TRUE(reach(stdio(client_sharing::shared), server_era::sessions, true).to.is_shared());
}

TEST_F(SharingOfCalls, IsNoneWhereItIsSetSo) {
  const auto made = reach(stdio(client_sharing::session), server_era::stateless, false);
  EXPECT_EQ(made.to.session, acme.session);
}

TEST_F(SharingOfCalls, IsNotTouchedByATimeout) {
  const auto made = reach(stdio(client_sharing::shared, 7), server_era::sessions, true);
  EXPECT_EQ(made.request.timeout, 7s);
}

/// The runtime of a connection, over clients that a test answers for.
class SharedClient : public testing::Test {
protected:
  /// Connects the shared client of a connection like this.
  fake_client& connect(const upstream_config& config) {
    acme.add_connection(one, "github.org.two", config);
    (void)set.ask_catalog(one);
    set.run_and_commit();
    auto client = clients.made.back();
    set.on_loop([client] { client->opening(upstream_hello{"2025-11-25", "s", "1", "{}", ""}); });
    set.run_and_commit();
    set.on_loop([client] { client->list(std::vector<upstream_item>{}); });
    set.run_and_commit();
    return *client;
  }

  /// A call in hand; returns what its own client would be told.
  std::shared_ptr<std::vector<server_message>> call(const std::string& id) {
    auto heard = std::make_shared<std::vector<server_message>>();
    dispatch message{{one}, {id}, {}};
    message.request.method = "tools/call";
    message.request.params = R"({"name":"echo"})";
    message.hear = [heard](server_message said) { heard->push_back(std::move(said)); };
    calls.push_back(set.dispatch_call(std::move(message)));
    set.run();
    return heard;
  }

  /// The server asks, on the stream of the request with that handle or on none.
  void ask(fake_client& client, std::optional<std::uint64_t> during) {
    set.on_loop([&] { client.events.on_message({"roots/list", "{}", during, 9}); });
  }

  fake_clients clients;
  stage set{clients.factory()};
  small_org acme{set};
  const connection_id one{"conn_2"};
  std::vector<std::shared_ptr<std::optional<upstream_reply>>> calls;
};

TEST_F(SharedClient, HearsAQuestionForTheCallOnWhoseStreamItCame) {
  auto& client = connect({{}, "http://h/", {}, {}, {}, true, client_sharing::shared});
  EXPECT_NE(client.target.capabilities.find("roots"), std::string::npos);
  const auto first = call("call_1");
  const auto second = call("call_2");
  ask(client, 2);
  EXPECT_TRUE(first->empty());
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ(second->front().method, "roots/list");
  EXPECT_TRUE(client.answers.empty());
}

TEST_F(SharedClient, RefusesAQuestionThatBelongsToNoCall) {
  auto& client = connect({{}, "http://h/", {}, {}, {}, true, client_sharing::shared});
  const auto only = call("call_1");
  ask(client, std::nullopt);
  EXPECT_TRUE(only->empty()) << "nobody knows whose it is";
  ASSERT_EQ(client.answers.size(), 1u);
  EXPECT_TRUE(client.answers[9].is_error);
}

TEST_F(SharedClient, DeclaresNothingWhereNoQuestionShowsItsCall) {
  EXPECT_EQ(connect(stdio(client_sharing::shared)).target.capabilities, "{}");
}

TEST_F(SharedClient, DeclaresNothingUnlessItIsSharedOnPurpose) {
  EXPECT_EQ(connect({{}, "http://h/", {}, {}, {}, true}).target.capabilities, "{}");
}

} // namespace

} // namespace gatehouse
