#include "tests/support/stateless_world.hpp"

namespace gatehouse {
namespace {

/// What one request of the stateless era leaves behind for the next, and what is said besides its
/// answer: nothing.
class StatelessMemory : public stateless_world {};

// M-META-03, M-STATE-01: not even right after a request that had it
TEST_F(StatelessMemory, StandsInForNothingThatIsMissing) {
  EXPECT_EQ(say({"tools/list"}).status, 200);
  for (const std::string meta :
       {R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"})",
        R"({"io.modelcontextprotocol/clientCapabilities":{}})", "{}", "7"}) {
    const auto answer =
        ask("POST", "/mcp", "ann",
            {"Content-Type: application/json", "Mcp-Method: tools/list",
             "MCP-Protocol-Version: 2026-07-28"},
            R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)" + meta + "}}");
    EXPECT_EQ(answer.status, 400) << meta;
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32602") << meta;
  }
}

// M-CANC-04, M-ELIC-04, M-HTTP-36
TEST_F(StatelessMemory, PassesOnNothingThatTheRevisionHasNoPlaceFor) {
  auto message = call_of("slow");
  message.meta = R"("progressToken":1)";
  auto one = begin(message);
  const auto handle = gate.handles().back();
  gate.say(handle, {"notifications/cancelled", R"({"requestId":1})"});
  gate.say(handle, {"notifications/elicitation/complete", R"({"elicitationId":"e"})"});
  gate.say(handle, {"notifications/tasks/status", R"({"taskId":"t"})"});
  gate.say(handle, {"notifications/progress", R"({"progress":1})"});
  finish_call();
  const auto events = events_in(one.receive().body);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(at(events[0], {"method"}), R"("notifications/progress")");
  EXPECT_EQ(at(events[1], {"result", "resultType"}), R"("complete")");
}

// S-ELIC-06, S-ELIC-09, M-MRTR-03, M-MRTR-04
TEST_F(StatelessMemory, KeepsEachUrlUnderAKeyOfItsOwn) {
  gate.answer_calls(
      "echo",
      call_answer{call_answer::kind::rpc_error,
                  R"({"code":-32042,"message":"m","data":{"elicitations":[)"
                  R"({"mode":"url","elicitationId":"1","url":"https://a.test","message":"a"},)"
                  R"({"mode":"url","elicitationId":"2","url":"https://b.test","message":"b"}]}})",
                  {},
                  server_era::sessions});
  auto message = call_of("echo");
  message.capabilities = R"({"elicitation":{"url":{}}})";
  EXPECT_EQ(at(say(message).body, {"result", "inputRequests"}),
            R"({"url-1":{"method":"elicitation/create","params":)"
            R"({"mode":"url","message":"a","url":"https://a.test"}},)"
            R"("url-2":{"method":"elicitation/create","params":)"
            R"({"mode":"url","message":"b","url":"https://b.test"}}})");
}

} // namespace
} // namespace gatehouse
