#include "http/mcp/listen_filter.hpp"
#include "tests/support/stateless_world.hpp"

#include <optional>

namespace gatehouse {
namespace {

outcome<listen_filter> filter_of(const std::string& notifications) {
  const auto params = R"({"notifications":)" + notifications + "}";
  const auto document = json_document::parse(params);
  return read_listen_filter(document->root());
}

std::string uris(std::size_t count, std::size_t bytes = 8) {
  std::string list = "[";
  for (std::size_t at = 0; at < count; ++at) {
    const auto name = std::to_string(10'000 + at);
    list += (at == 0 ? "\"" : ",\"") + std::string(bytes - name.size(), 'u') + name + "\"";
  }
  return R"({"resourceSubscriptions":)" + list + "]}";
}

TEST(ListenFilter, IsReadWithinItsBounds) {
  for (const std::string bad :
       {"[]", "null", R"({"toolsListChanged":1})", R"({"promptsListChanged":null})",
        R"({"resourceSubscriptions":{}})", R"({"resourceSubscriptions":[7]})",
        R"({"resourceSubscriptions":[""]})"})
    EXPECT_FALSE(filter_of(bad)) << bad;
  EXPECT_TRUE(filter_of(R"({"unknown":7})"));
  EXPECT_TRUE(filter_of(uris(limits::subscriptions_per_stream_max)));
  EXPECT_FALSE(filter_of(uris(limits::subscriptions_per_stream_max + 1)));
  EXPECT_TRUE(filter_of(uris(1, limits::uri_bytes_max)));
  EXPECT_FALSE(filter_of(uris(1, limits::uri_bytes_max + 1)));
  EXPECT_EQ(filter_of(R"({"resourceSubscriptions":["a","b","a"]})")->uris.size(), 2u);
}

// M-SUBS-01, M-SUBS-08, M-PAT-01, M-RES-06
TEST(ListenFilter, LetsPassWhatWasAskedFor) {
  const auto filter = *filter_of(R"({"promptsListChanged":true,"toolsListChanged":false,)"
                                 R"("resourceSubscriptions":["file:///a","x:"]})");
  const auto passes = [&](const std::string& method, const std::string& params = "{}") {
    return lets_pass(filter, {method, params});
  };
  EXPECT_TRUE(passes("notifications/prompts/list_changed"));
  EXPECT_FALSE(passes("notifications/tools/list_changed"));
  EXPECT_FALSE(passes("notifications/resources/list_changed"));
  EXPECT_FALSE(passes("notifications/message"));
  EXPECT_FALSE(passes("notifications/progress"));
  EXPECT_FALSE(passes("notifications/elicitation/complete"));
  EXPECT_FALSE(lets_pass(filter, {"sampling/createMessage", "{}", 7}));
  const auto updated = [&](const std::string& uri) {
    return passes("notifications/resources/updated", R"({"uri":")" + uri + "\"}");
  };
  EXPECT_TRUE(updated("file:///a"));
  EXPECT_TRUE(updated("file:///a/below"));
  EXPECT_TRUE(updated("x:"));
  EXPECT_FALSE(updated("file:///ab"));
  EXPECT_FALSE(updated("file:///"));
  EXPECT_FALSE(updated("x:y"));
  EXPECT_FALSE(passes("notifications/resources/updated"));
}

// M-SUBS-04, M-SUBS-05
TEST(ListenFilter, IsAcknowledgedAsItIsHonoured) {
  EXPECT_EQ(acknowledgement(*filter_of(R"({"toolsListChanged":true,"promptsListChanged":false,)"
                                       R"("resourceSubscriptions":["x:\"y"],"unknown":true})"),
                            R"("\u0041")"),
            R"({"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":)"
            R"({"_meta":{"io.modelcontextprotocol/subscriptionId":"\u0041"},)"
            R"("notifications":{"toolsListChanged":true,"resourceSubscriptions":["x:\"y"]}}})");
}

// M-META-09
TEST(ListenFilter, MarksEachMessageWithItsStream) {
  const std::string key = R"("io.modelcontextprotocol/subscriptionId":)";
  const auto start = [](const std::string& params) {
    return R"({"jsonrpc":"2.0","method":"m","params":)" + params + "}";
  };
  EXPECT_EQ(subscribed({"m", ""}, "7"), start(R"({"_meta":{)" + key + "7}}"));
  EXPECT_EQ(subscribed({"m", R"({"uri":"x:y"})"}, "7"),
            start(R"({"uri":"x:y","_meta":{)" + key + "7}}"));
  EXPECT_EQ(subscribed({"m", R"({"_meta":{"a":1,)" + key + R"("theirs"},"uri":"x:y"})"}, "7"),
            start(R"({"uri":"x:y","_meta":{)" + key + R"(7,"a":1}})"));
}

class Listening : public stateless_world {
protected:
  static stateless_message listen_of(const std::string& notifications,
                                     const std::string& id = "7") {
    stateless_message message{"subscriptions/listen", R"("notifications":)" + notifications};
    message.id = id;
    return message;
  }

  /// Begins to listen; returns the client once the stream is acknowledged.
  http_client listen(const stateless_message& message) {
    auto one = client();
    one.send(bytes_of(message));
    const auto head = one.receive_head();
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-type"), "text/event-stream");
    EXPECT_EQ(head.header("x-accel-buffering"), "no");
    const auto first = next(one);
    EXPECT_EQ(at(first, {"method"}), R"("notifications/subscriptions/acknowledged")") << first;
    EXPECT_EQ(id_of(first), message.id);
    acknowledged = at(first, {"params", "notifications"});
    return one;
  }

  static std::string next(http_client& one) {
    const auto events = events_in(one.receive_chunk());
    return events.size() == 1 ? events[0] : "not one event";
  }

  static std::string id_of(const std::string& message) {
    return at(message, {"params", "_meta", "io.modelcontextprotocol/subscriptionId"});
  }

  std::string acknowledged;
};

// S-TOOLS-08, S-PROMPT-02, S-RES-02, M-SUBS-01, M-SUBS-02, M-SUBS-05, M-HTTP-38, M-META-09
TEST_F(Listening, HearsOfTheListsItAskedFor) {
  auto tools = listen(listen_of(R"({"toolsListChanged":true})", R"("7")"));
  EXPECT_EQ(acknowledged, R"({"toolsListChanged":true})");
  auto others =
      listen(listen_of(R"({"promptsListChanged":true,"resourcesListChanged":true})", "7"));
  EXPECT_TRUE(gate.wait_for_watches(2));
  EXPECT_TRUE(gate.watches()[0].tools);
  EXPECT_FALSE(gate.watches()[0].prompts);
  EXPECT_FALSE(gate.watches()[0].messages);
  for (const std::string list : {"resources", "tools", "prompts"})
    gate.announce({"notifications/" + list + "/list_changed", ""});
  const auto heard = next(tools);
  EXPECT_EQ(at(heard, {"method"}), R"("notifications/tools/list_changed")");
  EXPECT_EQ(id_of(heard), R"("7")");
  EXPECT_EQ(at(next(others), {"method"}), R"("notifications/resources/list_changed")");
  const auto last = next(others);
  EXPECT_EQ(at(last, {"method"}), R"("notifications/prompts/list_changed")");
  EXPECT_EQ(id_of(last), "7");
}

// M-SUBS-04, M-RES-06
TEST_F(Listening, HearsOfTheResourcesItMaySubscribeTo) {
  gate.answer_calls("x:a", call_answer{call_answer::kind::result, "{}", {}, {}});
  gate.answer_calls("x:b", call_answer{call_answer::kind::rpc_error, "{}", {}, {}});
  auto one = listen(listen_of(R"({"resourceSubscriptions":["x:a","x:b","x:none"]})"));
  EXPECT_EQ(acknowledged, R"({"resourceSubscriptions":["x:a"]})");
  for (const auto& call : gate.calls())
    EXPECT_EQ(call.kind, request_kind::watch);
  gate.announce({"notifications/resources/updated", R"({"uri":"x:b"})"});
  gate.announce({"notifications/resources/updated", R"({"uri":"x:a"})"});
  const auto heard = next(one);
  EXPECT_EQ(at(heard, {"params", "uri"}), R"("x:a")");
  EXPECT_EQ(id_of(heard), "7");
}

// M-SUBS-09, M-HTTP-39: nothing is left of a stream that is closed
TEST_F(Listening, EndsWithItsClient) {
  gate.answer_calls("x:a", call_answer{call_answer::kind::result, "{}", {}, {}});
  const auto both = listen_of(R"({"resourceSubscriptions":["x:a"]})");
  auto first = listen(both);
  auto second = listen(both);
  first.close();
  EXPECT_TRUE(gate.wait_for_watches(1));
  EXPECT_EQ(gate.calls().size(), 2u) << "the other still wants to hear";
  second.close();
  EXPECT_TRUE(gate.wait_for_calls(3));
  EXPECT_EQ(gate.calls()[2].kind, request_kind::unwatch);
  EXPECT_EQ(gate.calls()[2].name, "x:a");
  EXPECT_TRUE(gate.wait_for_watches(0));
}

// M-SUBS-03
TEST_F(Listening, BeginsWhenItsResourcesAreSettled) {
  gate.hold_calls("x:a");
  auto one = begin(listen_of(R"({"resourceSubscriptions":["x:a"],"toolsListChanged":true})"));
  EXPECT_TRUE(gate.watches().empty());
  gate.announce({"notifications/tools/list_changed", ""});
  gate.finish_call(gate.handles()[0], call_answer{call_answer::kind::result, "{}", {}, {}});
  EXPECT_EQ(one.receive_head().status, 200);
  EXPECT_EQ(at(next(one), {"method"}), R"("notifications/subscriptions/acknowledged")");
  auto gone = begin(listen_of(R"({"resourceSubscriptions":["x:a"]})"));
  gone.close();
  one.close();
  EXPECT_TRUE(gate.wait_for_watches(0));
}

// M-SUBS-07
TEST_F(Listening, EndsWithAResultWhenTheServerStops) {
  auto one = listen(listen_of(R"({"toolsListChanged":true})", R"("s")"));
  stop(std::chrono::seconds{5});
  const auto last = next(one);
  EXPECT_EQ(at(last, {"id"}), R"("s")");
  EXPECT_EQ(at(last, {"result", "resultType"}), R"("complete")");
  EXPECT_EQ(at(last, {"result", "_meta", "io.modelcontextprotocol/subscriptionId"}), R"("s")");
  EXPECT_EQ(one.receive_chunk(), "");
  EXPECT_TRUE(gate.watches().empty());
}

TEST_F(Listening, HoldsItsBound) {
  options.watches_max = 1;
  auto one = listen(listen_of("{}"));
  const auto refused = say(listen_of("{}"));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(at(refused.body, {"error", "data", "code"}), R"("overloaded")");
  one.close();
  EXPECT_TRUE(gate.wait_for_watches(0));
  listen(listen_of("{}"));
}

TEST_F(Listening, IsForWhoReadsStreams) {
  auto message = listen_of(R"({"toolsListChanged":true})");
  message.accept = "application/json";
  const auto refused = say(message);
  EXPECT_EQ(refused.status, 406);
  EXPECT_EQ(at(refused.body, {"error", "code"}), "1406");
  EXPECT_EQ(at(say(listen_of("[]")).body, {"error", "code"}), "-32602");
  EXPECT_TRUE(gate.watches().empty());
}

} // namespace
} // namespace gatehouse
