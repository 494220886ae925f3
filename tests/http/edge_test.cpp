#include "tests/support/http_world.hpp"

namespace gatehouse {
namespace {

using HttpEdge = http_world;

TEST_F(HttpEdge, AnswersOnlyToHostsItKnows) {
  options.hosts = {"gate.example", "other.example:8443"};
  options.public_url = "https://public.example/gate";
  for (const std::string host :
       {"localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]:80", "[::1]", "gate.example",
        "gate.example:99", "other.example:8443", "public.example"})
    EXPECT_EQ(ask("GET", "/healthz", {}, {"Host: " + host}).status, 200) << host;
  for (const std::string host :
       {"evil.example", "localhost.evil.example", "other.example", "127.0.0.1.evil.example",
        "localhost:80:80", "localhost:x", "[::1]x", "[::2]", ""})
    EXPECT_EQ(ask("GET", "/healthz", {}, {"Host: " + host}).status, 403) << host;
}

TEST_F(HttpEdge, RefusesABadHostOfAnMcpRequestAsJsonRpc) {
  const auto answer = ask("POST", "/mcp", "ann", {"Host: evil.example"}, "{}");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(at(answer.body, {"error", "code"}), "-32000");
  EXPECT_EQ(at(answer.body, {"id"}), "");
  EXPECT_EQ(gate.authentications(), 0u);
}

// S-HTTP-02, S-HTTP-03
TEST_F(HttpEdge, AnswersOnlyToOriginsItKnows) {
  options.origins = {"https://app.example"};
  for (const std::string origin : {"https://app.example", "http://localhost"})
    EXPECT_EQ(ask("GET", "/healthz", {}, {"Origin: " + origin}).status, 200) << origin;
  for (const std::string origin : {"https://evil.example", "null", "https://app.example.evil",
                                   "http://localhost:3000", "file://"})
    EXPECT_EQ(ask("GET", "/healthz", {}, {"Origin: " + origin}).status, 403) << origin;
}

// S-HTTP-03
TEST_F(HttpEdge, RefusesABadOriginBeforeAnythingElse) {
  const auto answer = ask("OPTIONS", "/mcp", "nobody", {"Origin: https://evil.example"});
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.header("access-control-allow-origin"), "");
  EXPECT_EQ(gate.authentications(), 0u);
}

TEST_F(HttpEdge, AnswersPreflightsOfKnownOrigins) {
  options.origins = {"https://app.example"};
  for (const std::string path :
       {"/mcp", "/acme/mcp/toolkits/tools", "/.well-known/oauth-protected-resource/mcp"}) {
    const auto answer = ask("OPTIONS", path, {}, {"Origin: https://app.example"});
    EXPECT_EQ(answer.status, 204) << path;
    EXPECT_EQ(answer.header("access-control-allow-origin"), "https://app.example");
    EXPECT_EQ(answer.header("access-control-allow-headers"),
              "content-type, authorization, mcp-session-id, accept, mcp-protocol-version, "
              "last-event-id, mcp-method, mcp-name");
    EXPECT_EQ(answer.header("access-control-expose-headers"), "mcp-session-id, WWW-Authenticate");
    EXPECT_EQ(answer.header("vary"), "Origin");
  }
  EXPECT_EQ(ask("OPTIONS", "/mcp", {}, {"Origin: https://app.example"})
                .header("access-control-allow-methods"),
            "DELETE, GET, POST, OPTIONS");
  EXPECT_EQ(gate.authentications(), 0u);
}

TEST_F(HttpEdge, LetsPagesRepeatArgumentsInHeaders) {
  options.origins = {"https://app.example"};
  const auto answer = ask("OPTIONS", "/mcp", {},
                          {"Origin: https://app.example",
                           "Access-Control-Request-Headers: Mcp-Param-City,x-mcp-param-no, "
                           "mcp-param-zone ,cookie"});
  EXPECT_TRUE(answer.header("access-control-allow-headers")
                  .ends_with(", mcp-name, mcp-param-city, mcp-param-zone"))
      << answer.header("access-control-allow-headers");
}

TEST_F(HttpEdge, SharesAnswersWithConfiguredOriginsOnly) {
  options.origins = {"https://app.example"};
  EXPECT_EQ(ask("GET", "/healthz", {}, {"Origin: https://app.example"})
                .header("access-control-allow-origin"),
            "https://app.example");
  EXPECT_EQ(
      ask("GET", "/mcp", {}, {"Origin: https://app.example"}).header("access-control-allow-origin"),
      "https://app.example");
  EXPECT_EQ(ask("GET", "/healthz", {}, {"Origin: http://localhost"})
                .header("access-control-allow-origin"),
            "");
  EXPECT_EQ(ask("OPTIONS", "/mcp").status, 204);
  EXPECT_EQ(ask("OPTIONS", "/mcp").header("access-control-allow-origin"), "");
}

TEST_F(HttpEdge, TellsUnknownPathsFromUnknownMethods) {
  EXPECT_EQ(ask("GET", "/nowhere").status, 404);
  EXPECT_EQ(ask("GET", "/healthz/").status, 404);
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("OPTIONS", "/nowhere").status, 404);
  const auto answer = ask("PUT", "/healthz");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_EQ(at(answer.body, {"code"}), R"("method_not_allowed")");
}

TEST_F(HttpEdge, NeverClaimsDeeperMcpPaths) {
  for (const std::string path : {"/a/b/mcp", "/mcp/toolkits", "/mcp/toolkits/", "/mcp/toolkits/a/b",
                                 "//mcp", "/mcp//", "/mcp/toolkits//"})
    EXPECT_EQ(ask("POST", path, "ann").status, 404) << path;
}

TEST_F(HttpEdge, ChallengesAMissingCredential) {
  const auto answer = ask("GET", "/metrics");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.header("www-authenticate"), R"(Bearer realm="gatehouse")");
  EXPECT_EQ(at(answer.body, {"code"}), R"("unauthorized")");
  EXPECT_EQ(gate.refused_authentications(), std::vector<std::string>{"missing"});
}

// S-AUTH-10
TEST_F(HttpEdge, SaysThatACredentialIsBad) {
  for (const std::string header :
       {"Bearer nobody", "Basic YW5uOmFubg==", "Bearer", "Bearer ", "ann", "Bearer two words"}) {
    const auto answer = ask("GET", "/metrics", {}, {"Authorization: " + header});
    EXPECT_EQ(answer.status, 401) << header;
    EXPECT_NE(answer.header("www-authenticate").find(R"(error="invalid_token")"), std::string::npos)
        << header;
  }
  EXPECT_EQ(gate.refused_authentications().size(), 6u);
  EXPECT_EQ(ask("GET", "/metrics", {}, {"authorization: bearer  root"}).status, 200);
}

// S-AUTH-11
TEST_F(HttpEdge, ShowsMetricsToTheOperatorOnly) {
  EXPECT_EQ(ask("GET", "/metrics", "bob").status, 403);
  const auto answer = ask("GET", "/metrics", "root");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_NE(answer.body.find("gatehouse_fake 1\n"), std::string::npos);
  EXPECT_NE(answer.body.find("gatehouse_http_responses_total{status=\"403\"} 1\n"),
            std::string::npos);
  EXPECT_NE(answer.body.find("gatehouse_http_request_seconds_count 1\n"), std::string::npos);
  EXPECT_NE(answer.body.find("gatehouse_http_in_flight 1\n"), std::string::npos);
}

TEST_F(HttpEdge, IsReadyWhenTheGatewayIs) {
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  gate.set_ready(failure{errc::journal_failed, "The disk is full."});
  const auto answer = ask("GET", "/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(at(answer.body, {"detail"}), R"("The disk is full.")");
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

// S-ELIC-12, S-ELIC-27
TEST_F(HttpEdge, KnowsNoIdentityHeaders) {
  const auto answer = ask("POST", "/mcp", {},
                          {"X-Gatehouse-User: root", "X-Forwarded-User: root",
                           "X-Executor-Mcp-Organization: acme", "Cookie: token=root"});
  EXPECT_EQ(answer.status, 401);
}

} // namespace
} // namespace gatehouse
