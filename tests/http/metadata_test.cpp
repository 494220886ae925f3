#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

using McpMetadata = http_world;

const std::string prefix = "/.well-known/oauth-protected-resource";
const std::vector<std::string> forms{"/mcp", "/mcp/toolkits/tools", "/acme/mcp",
                                     "/acme/mcp/toolkits/tools"};

// S-AUTH-04, S-AUTH-06
TEST_F(McpMetadata, NamesTheUrlDialledInAllFourForms) {
  for (const auto& path : forms) {
    const auto answer = ask("GET", prefix + path, {}, {"Host: localhost:1234"});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("cache-control"), "no-store");
    EXPECT_EQ(at(answer.body, {"resource"}), "\"http://localhost:1234" + path + "\"");
    EXPECT_EQ(at(answer.body, {"authorization_servers"}), "[]");
    EXPECT_EQ(at(answer.body, {"bearer_methods_supported"}), R"(["header"])");
  }
}

// S-AUTH-06, S-AUTH-08, S-AUTH-10, S-AUTH-11, S-SEC-10
TEST_F(McpMetadata, IsNamedByTheChallengeOfEveryForm) {
  for (const auto& path : forms)
    for (const std::string method : {"POST", "GET", "DELETE"}) {
      const auto answer = ask(method, path);
      EXPECT_EQ(answer.status, 401);
      EXPECT_EQ(answer.body, R"({"jsonrpc":"2.0","error":{"code":-32001,)"
                             R"("message":"Unauthorized","data":{"code":"unauthorized"}}})");
      EXPECT_EQ(answer.header("www-authenticate"),
                "Bearer resource_metadata=\"http://localhost" + prefix + path + "\"");
    }
  EXPECT_EQ(ask("POST", "/mcp", "nobody").header("www-authenticate"),
            R"(Bearer error="invalid_token", error_description="The token is unknown or revoked", )"
            R"(resource_metadata="http://localhost)" +
                prefix + "/mcp\"");
}

TEST_F(McpMetadata, PrefersThePublicUrlToTheHost) {
  options.public_url = "https://gate.example/";
  EXPECT_EQ(at(ask("GET", prefix + "/mcp").body, {"resource"}), R"("https://gate.example/mcp")");
  EXPECT_EQ(ask("POST", "/acme/mcp").header("www-authenticate"),
            "Bearer resource_metadata=\"https://gate.example" + prefix + "/acme/mcp\"");
}

TEST_F(McpMetadata, SaysNothingAboutWhatExists) {
  const auto known = ask("GET", prefix + "/acme/mcp/toolkits/tools");
  auto unknown = ask("GET", prefix + "/none/mcp/toolkits/nones");
  EXPECT_EQ(known.status, unknown.status);
  const std::string place = "/none/mcp/toolkits/nones";
  const auto found = unknown.body.find(place);
  ASSERT_NE(found, std::string::npos);
  EXPECT_EQ(known.body, unknown.body.replace(found, place.size(), "/acme/mcp/toolkits/tools"));
  EXPECT_EQ(gate.authentications(), 0u);
}

TEST_F(McpMetadata, CannotBeMadeToQuoteAHeader) {
  const auto answer = ask("POST", "/mcp/toolkits/a%22b%5Cc%20d");
  EXPECT_EQ(answer.header("www-authenticate"), "Bearer resource_metadata=\"http://localhost" +
                                                   prefix + "/mcp/toolkits/a%22b%5Cc%20d\"");
}

} // namespace
} // namespace gatehouse
