#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

/// What a server says leads nowhere but to that server, and only while its session lasts.
struct HttpTrust : testing::Test {
  upstream_harness harness;
};

// M-SCHEMA-01
TEST_F(HttpTrust, FetchesNothingThatASchemaRefersTo) {
  scripted_server other{[](const http_seen&, http_wire& wire) { wire.answer(200, "", "{}"); }};
  scripted_server server{polite([&](const http_seen& seen, http_wire& wire) {
    const auto schema = R"({"type":"object","$ref":")" + other.url() + "\"}";
    wire.answer(200, "application/json",
                method_of(seen) == "tools/list"
                    ? result_text(id_of(seen), R"({"tools":[{"name":"tool","inputSchema":)" +
                                                   schema + R"(,"outputSchema":)" + schema + "}]}")
                    : result_text(id_of(seen), "{}"));
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.list()->size(), 1U);
  EXPECT_EQ(client.call("tool").how, how::result);
  EXPECT_TRUE(other.seen().empty());
}

// S-AUTH-16, L-TRANS-23
TEST_F(HttpTrust, TakesItsSecretsToNoOtherServer) {
  scripted_server other{[](const http_seen&, http_wire& wire) { wire.answer(200, "", ""); }};
  scripted_server server{polite([&](const http_seen&, http_wire& wire) {
    wire.answer(307, "", "", "Location: " + other.url() + "\r\n");
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::transport);
  EXPECT_TRUE(other.seen().empty());
}

// L-PAGE-01
TEST_F(HttpTrust, TakesNoCursorIntoAnotherSession) {
  scripted_server server{polite([](const http_seen& seen, http_wire& wire) {
    const bool first = seen.body.find("cursor") == std::string::npos;
    wire.answer(200, "application/json",
                first ? result_text(id_of(seen), R"({"tools":[],"nextCursor":"c"})") : "broken");
  })};
  for (int session = 0; session < 2; ++session) {
    test_client client{harness, target_of(server)};
    ASSERT_TRUE(client.open());
    EXPECT_FALSE(client.list());
  }
  std::vector<bool> with_cursor;
  for (const auto& seen : server.seen())
    if (method_of(seen) == "tools/list")
      with_cursor.push_back(seen.body.find("cursor") != std::string::npos);
  EXPECT_EQ(with_cursor, (std::vector{false, true, false, true}));
}

} // namespace
} // namespace gatehouse
