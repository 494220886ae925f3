#include "http/mcp/server_identity.hpp"
#include "http/mcp/stateless_result.hpp"
#include "storage/json/json.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace gatehouse {
namespace {

const std::string info_key = R"("io.modelcontextprotocol/serverInfo":)";
const std::string our_meta = R"("_meta":{)" + info_key + server_info() + "}";
constexpr auto sessions = server_era::sessions;
constexpr auto stateless = server_era::stateless;

struct row {
  std::string body;
  server_era from;
  bool cacheable;
  std::string complete;
};

// M-CACHE-01, M-CACHE-02, M-TOOLS-06, S-META-01
TEST(StatelessResult, HasWhatTheRevisionDemandsAndElseWhatItHad) {
  const std::string complete = R"("resultType":"complete",)";
  for (const auto& [body, from, cacheable, expected] : std::vector<row>{
           {"{}", sessions, false, "{" + complete + our_meta + "}"},
           {R"({ "content" : [ 1 , "\u0041}" ] })", sessions, false,
            R"({"content" : [ 1 , "\u0041}" ],)" + complete + our_meta + "}"},
           {R"({"content":[],"structuredContent":[1],"x":null,"isError":true})", sessions, false,
            R"({"content":[],"structuredContent":[1],"x":null,"isError":true,)" + complete +
                our_meta + "}"},
           {R"({"contents":[]})", sessions, true,
            R"({"contents":[],)" + complete + R"("ttlMs":0,"cacheScope":"private",)" + our_meta +
                "}"},
           {R"({"ttlMs":9,"cacheScope":"public"})", sessions, false,
            R"({"ttlMs":9,"cacheScope":"public",)" + complete + our_meta + "}"},
           {R"({"resultType":"complete","ttlMs":9,"cacheScope":"public"})", stateless, true,
            R"({"resultType":"complete","ttlMs":9,"cacheScope":"private",)" + our_meta + "}"},
           {R"({"ttlMs":-1})", stateless, true,
            "{" + complete + R"("ttlMs":0,"cacheScope":"private",)" + our_meta + "}"},
           {R"({"ttlMs":1.5,"cacheScope":7})", stateless, true,
            "{" + complete + R"("ttlMs":0,"cacheScope":"private",)" + our_meta + "}"},
           {R"({"resultType":"task"})", stateless, false,
            R"({"resultType":"task",)" + our_meta + "}"},
           {R"({"resultType":"input_required"})", sessions, false, "{" + complete + our_meta + "}"},
           {R"({"_meta":{"a":1}})", sessions, false,
            R"({"_meta":{)" + info_key + server_info() + R"(,"a":1},"resultType":"complete"})"},
           {R"({"_meta":{)" + info_key + R"({"name":"up"}}})", stateless, false,
            R"({"_meta":{)" + info_key + R"({"name":"up"}},"resultType":"complete"})"},
       })
    EXPECT_EQ(complete_result(body, from, cacheable), expected);
}

TEST(StatelessResult, OfALargeUpstreamResultIsThatResult) {
  const std::string large = R"({"content":[{"type":"text","text":")" +
                            std::string(limits::tool_result_bytes_max, 'x') + R"("}])";
  const auto complete = complete_result(large + "}", sessions, false);
  EXPECT_TRUE(complete.starts_with(large));
}

// M-MRTR-02
TEST(StatelessResult, AsksForInput) {
  EXPECT_EQ(input_required_result(R"({"a":{}})", "s"),
            R"({"resultType":"input_required","inputRequests":{"a":{}},"requestState":"s",)" +
                our_meta + "}");
  EXPECT_EQ(input_required_result("{}", "s"),
            R"({"resultType":"input_required","requestState":"s",)" + our_meta + "}");
}

struct error_row {
  std::string error;
  server_era from;
  std::string passed;
  int status;
};

// M-BASE-07, M-BASE-08: what the revision has no code for gets one outside of its ranges
TEST(StatelessError, HasACodeOfTheRevisionOrOneOfOurs) {
  const std::set<int> theirs{-32700, -32600, -32601, -32602, -32603, -32020, -32021, -32022};
  for (int code = 0; code < error_count(); ++code) {
    const auto& error = info(static_cast<errc>(code));
    EXPECT_TRUE(error.stateless_code > 0 || theirs.contains(error.stateless_code)) << error.name;
  }
}

// M-RES-03, M-BASE-09, M-BASE-10; -32002 and -32042 are never emitted
TEST(StatelessError, HasACodeThatMayBeEmitted) {
  const std::string missing = R"({"code":-32021,"message":"m","data":{"requiredCapabilities":{}}})";
  for (const auto& [error, from, passed, status] : std::vector<error_row>{
           {R"({ "code" : -32602 , "message":"m","x":1})", sessions,
            R"({ "code" : -32602 , "message":"m","x":1})", 200},
           {R"({"code":-32002,"message":"Resource not found","data":{"uri":"other"}})", sessions,
            R"({"code":-32602,"message":"Resource not found","data":{"uri":"x:y"}})", 200},
           {R"({"code":-32042,"message":"m","data":{"elicitations":[]}})", sessions,
            R"({"code":-32602,"message":"m","data":{"uri":"x:y"}})", 200},
           {missing, stateless, missing, 400},
           {R"({"code":-32021,"message":"m","data":7})", sessions,
            R"({"code":-32603,"message":"m","data":7})", 200},
           {R"({"code":-32022,"message":"m"})", stateless, R"({"code":-32603,"message":"m"})", 200},
           {R"({"code":-32020,"message":"m"})", stateless, R"({"code":-32603,"message":"m"})", 200},
           {R"({"code":-1,"message":"m"})", sessions, R"({"code":-1,"message":"m"})", 200},
       }) {
    const auto out = pass_error(error, from, "x:y");
    EXPECT_EQ(out.json, passed);
    EXPECT_EQ(out.status, status) << error;
  }
  EXPECT_EQ(pass_error(R"({"code":-32002,"message":"m"})", sessions, "").json,
            R"({"code":-32602,"message":"m"})");
}

// M-BASE-08, M-BASE-10
TEST(StatelessError, ReplacesEveryCodeThatTheProtocolKeepsForItself) {
  for (int code = -32099; code <= -32020; ++code)
    for (const auto from : {sessions, stateless}) {
      const auto passed =
          pass_error(R"({"code":)" + std::to_string(code) + R"(,"message":"m"})", from, "");
      const auto document = json_document::parse(passed.json);
      ASSERT_TRUE(document) << passed.json;
      const auto emitted = document->root().find("code")->as_int64();
      EXPECT_TRUE(emitted == -32602 || emitted == -32603 || emitted == -32021) << passed.json;
    }
}

} // namespace
} // namespace gatehouse
