#include "actors/result_rules.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

using how = upstream_reply::kind;

upstream_reply result(std::string body) {
  return {how::result, std::move(body), ""};
}

const std::string weather =
    R"({"name":"weather","outputSchema":{"type":"object",)"
    R"("properties":{"degrees":{"type":"number"}},"required":["degrees"]}})";

upstream_reply held(upstream_reply reply, const std::string& tool = weather) {
  hold_to_output_schema(reply, tool);
  return reply;
}

// S-TOOLS-04
TEST(OutputSchema, IsKeptOrTheResultIsNotPassedOn) {
  const auto good = R"({"content":[],"structuredContent":{"degrees":21.5}})";
  EXPECT_EQ(held(result(good)).body, good);
  for (const std::string bad :
       {R"({"content":[],"structuredContent":{}})", R"({"structuredContent":{"degrees":"warm"}})",
        R"({"structuredContent":[21]})", R"({"content":[]})"}) {
    const auto reply = held(result(bad));
    EXPECT_EQ(reply.how, how::garbage) << bad;
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(reply.detail.find("The tool ran"), 0u) << reply.detail;
  }
}

TEST(OutputSchema, BindsNoResultThatIsAnErrorOrAQuestion) {
  auto failed = result(R"({"content":[],"isError":true})");
  failed.is_error = true;
  EXPECT_EQ(held(failed).how, how::result);
  auto asks = result(R"({"resultType":"input_required","inputRequests":{}})");
  asks.input_required = true;
  EXPECT_EQ(held(asks).how, how::result);
  EXPECT_EQ(held(result("{}"), R"({"name":"plain"})").how, how::result);
  EXPECT_EQ(held({how::rpc_error, R"({"code":1,"message":""})", ""}).how, how::rpc_error);
}

class Completion : public testing::Test {
protected:
  Completion() { request.kind = request_kind::completion; }

  /// What is left of a completion of these values; `more`: further members of it.
  upstream_reply of(const std::string& values, const std::string& more = "") {
    auto reply = result(R"({"completion":{"values":)" + values + more + R"(},"x":1})");
    bound_completion(reply, request, [this](const std::string& uri) {
      asked.push_back(uri);
      return uri.find("secret") == std::string::npos;
    });
    return reply;
  }

  client_request request;
  std::vector<std::string> asked;
};

std::string many(std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i)
    list += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
  return "[" + list + "]";
}

// S-COMP-03
TEST_F(Completion, HasAHundredValuesAtMost) {
  const auto most = many(limits::completion_values_max);
  EXPECT_EQ(of(most).body, R"({"completion":{"values":)" + most + R"(},"x":1})");
  EXPECT_EQ(of(many(limits::completion_values_max + 50), R"(,"total":400,"hasMore":false)").body,
            R"({"x":1,"completion":{"values":)" + most + R"(,"total":400,"hasMore":true}})");
}

TEST_F(Completion, HasTextsOrIsNotPassedOn) {
  for (const std::string bad : {"7", "{}", "[7]", R"(["a",null])"})
    EXPECT_EQ(of(bad).how, how::garbage) << bad;
  auto none = result("{}");
  bound_completion(none, request, [](const std::string&) { return true; });
  EXPECT_EQ(none.how, how::garbage);
}

// S-COMP-06
TEST_F(Completion, SuggestsNoResourceThatTheCallerMayNotRead) {
  request.of_template = true;
  request.name = "x:{+owner}/{item}";
  request.arguments = R"({"argument":{"name":"item","value":""},)"
                      R"("context":{"arguments":{"owner":"a b"}}})";
  EXPECT_EQ(of(R"(["one","secret one","two"])", R"(,"total":3,"hasMore":false)").body,
            R"({"x":1,"completion":{"values":["one","two"],"hasMore":false}})");
  EXPECT_EQ(asked, (std::vector<std::string>{"x:a b/one", "x:a b/secret%20one", "x:a b/two"}));
}

TEST_F(Completion, OfAPromptNamesNoResources) {
  EXPECT_EQ(of(R"(["secret"])").body, R"({"completion":{"values":["secret"]},"x":1})");
  EXPECT_TRUE(asked.empty());
}

} // namespace

} // namespace gatehouse
