#include "events/core/limits.hpp"
#include "tests/upstream/mcp_client_world.hpp"

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

/// `subscriptions/listen` of a stateless server, on a fake transport.
struct ChangeSubscription : mcp_client_world {
  void start_with(const std::string& capabilities) {
    start({});
    hear(answer(1, R"({"resultType":"complete","supportedVersions":["2026-07-28"],)"
                   R"("capabilities":)" +
                       capabilities + "}"));
    ASSERT_TRUE(hello);
  }

  /// The filter of the request sent last, empty if that is no subscription.
  std::string filter() const {
    const auto& text = transport->requests.back().text;
    const auto begin = text.find(R"("notifications":)");
    return begin == std::string::npos ? "" : text.substr(begin + 16, text.size() - begin - 18);
  }

  std::uint64_t last() const { return transport->requests.back().id; }

  void tell(const std::string& method, std::uint64_t subscription, const std::string& more = {}) {
    hear(R"({"jsonrpc":"2.0","method":")" + method +
         R"(","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":)" +
         std::to_string(subscription) + "}" + more + "}}");
  }

  void acknowledge(std::uint64_t id, const std::string& granted = "{}") {
    tell("notifications/subscriptions/acknowledged", id, R"(,"notifications":)" + granted);
  }

  void watch(const std::string& uri, bool on) {
    settle([&] {
      client->watch_resource(uri, on,
                             [this](upstream_reply reply) { replies.push_back(std::move(reply)); });
    });
  }
};

constexpr auto all = R"({"tools":{"listChanged":true},"prompts":{"listChanged":true},)"
                     R"("resources":{"listChanged":true,"subscribe":true}})";

TEST_F(ChangeSubscription, AsksForTheListsThatTheServerTellsOf) {
  start_with(R"({"tools":{"listChanged":true},"prompts":{},"resources":{"listChanged":false}})");
  EXPECT_EQ(filter(), R"({"toolsListChanged":true})");
  EXPECT_EQ(transport->requests.back().headers,
            (header_list{{"Mcp-Method", "subscriptions/listen"}}));
}

TEST_F(ChangeSubscription, IsNotAskedForWhereThereIsNothingToHear) {
  start_with(R"({"tools":{}})");
  EXPECT_EQ(transport->requests.size(), 1U);
}

TEST_F(ChangeSubscription, BringsChanges) {
  start_with(all);
  acknowledge(last());
  tell("notifications/tools/list_changed", last());
  tell("notifications/resources/list_changed", last());
  EXPECT_EQ(changed,
            (std::vector{catalog_list::tools, catalog_list::resources, catalog_list::templates}));
  EXPECT_TRUE(messages.empty());
}

TEST_F(ChangeSubscription, IsReplacedWhenAResourceIsWatched) {
  start_with(all);
  const auto first = last();
  acknowledge(first);
  watch("test://a", true);
  const auto second = last();
  ASSERT_NE(first, second);
  EXPECT_EQ(filter(), R"({"toolsListChanged":true,"promptsListChanged":true,)"
                      R"("resourcesListChanged":true,"resourceSubscriptions":["test://a"]})");
  EXPECT_TRUE(replies.empty());
  EXPECT_TRUE(transport->forgotten.empty()) << "the old one is kept until there is a new one";
  acknowledge(second, R"({"resourceSubscriptions":["test://a"]})");
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::result);
  EXPECT_EQ(transport->forgotten, std::vector{first});
  tell("notifications/resources/updated", second, R"(,"uri":"test://a")");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].params, R"({"uri":"test://a"})");
  EXPECT_FALSE(messages[0].during);
  watch("test://a", false);
  EXPECT_EQ(filter().find("resourceSubscriptions"), std::string::npos);
  acknowledge(last());
  EXPECT_EQ(replies.size(), 2U);
}

TEST_F(ChangeSubscription, SaysWhichResourceTheServerDoesNotTellOf) {
  start_with(all);
  acknowledge(last());
  watch("test://a", true);
  acknowledge(last(), R"({"resourceSubscriptions":["test://b"]})");
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::rpc_error);
}

TEST_F(ChangeSubscription, GathersWhatIsAskedWhileItIsBeingOpened) {
  start_with(all);
  watch("test://a", true);
  watch("test://b", true);
  const auto count = transport->requests.size();
  acknowledge(last());
  EXPECT_EQ(transport->requests.size(), count + 1);
  EXPECT_NE(filter().find(R"(["test://a","test://b"])"), std::string::npos);
  acknowledge(last(), R"({"resourceSubscriptions":["test://a","test://b"]})");
  EXPECT_EQ(replies.size(), 2U);
}

TEST_F(ChangeSubscription, EndsWhenNothingIsWatchedAnyMore) {
  start_with(R"({"resources":{"subscribe":true}})");
  watch("test://a", true);
  acknowledge(last(), R"({"resourceSubscriptions":["test://a"]})");
  const auto only = last();
  watch("test://a", false);
  EXPECT_EQ(replies.size(), 2U);
  EXPECT_EQ(transport->forgotten, std::vector{only});
}

TEST_F(ChangeSubscription, TellsARefusal) {
  start_with(R"({"resources":{}})");
  watch("test://a", true);
  hear(R"({"jsonrpc":"2.0","id":)" + std::to_string(last()) +
       R"(,"error":{"code":-32601,"message":"m"}})");
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::rpc_error);
  EXPECT_EQ(log.size(), 1U);
}

// M-STDIO-03
TEST_F(ChangeSubscription, IgnoresWhatBelongsToNoSubscription) {
  start_with(all);
  acknowledge(4711);
  watch("test://a", true);
  EXPECT_TRUE(replies.empty());
  tell("notifications/cancelled", last(), R"(,"requestId":4711)");
  EXPECT_TRUE(messages.empty());
}

TEST_F(ChangeSubscription, FailsAWatchWhenItBreaksOff) {
  start_with(all);
  acknowledge(last());
  watch("test://a", true);
  settle([&] { transport->events.on_undelivered(last(), {how::transport, {}, "gone"}); });
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].how, how::transport);
  EXPECT_EQ(closings, 0);
}

TEST_F(ChangeSubscription, BoundsWhatIsWatched) {
  start_with(R"({"resources":{}})");
  settle([&] {
    for (std::size_t i = 0; i <= limits::watched_uris_max; ++i)
      client->watch_resource("test://" + std::to_string(i), true,
                             [this](upstream_reply reply) { replies.push_back(std::move(reply)); });
  });
  ASSERT_EQ(replies.size(), 1U) << "the others wait for the acknowledgement";
  EXPECT_EQ(replies[0].how, how::rpc_error);
}

} // namespace
} // namespace gatehouse
