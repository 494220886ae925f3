#include "actors/tool_json.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

TEST(ToolJson, ReplacesTheNameAndKeepsAllElseAsItStands) {
  EXPECT_EQ(with_text(R"({"description":"a \u00e9","name":"echo","x-own": {"n" : 1.50},)"
                      R"("inputSchema":{"name":"not me"}})",
                      "name", "github__echo"),
            R"({"name":"github__echo","description":"a \u00e9","x-own":{"n" : 1.50},)"
            R"("inputSchema":{"name":"not me"}})");
}

TEST(ToolJson, EscapesTheNewName) {
  EXPECT_EQ(with_text(R"({"name":"a"})", "name", "a\"b"), R"({"name":"a\"b"})");
}

// S-TOOLS-15
TEST(ToolJson, AsksForApprovalOnlyByItsAnnotation) {
  EXPECT_TRUE(asks_for_approval(R"({"annotations":{"requiresApproval":true}})"));
  for (const auto* json : {R"({})", R"({"requiresApproval":true})", R"({"annotations":7})",
                           R"({"annotations":{"requiresApproval":"true"}})",
                           R"({"annotations":{"requiresApproval":false}})",
                           R"({"annotations":{"destructiveHint":true}})", "not json"})
    EXPECT_FALSE(asks_for_approval(json)) << json;
}

} // namespace

} // namespace gatehouse
