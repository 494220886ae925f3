#include "tests/upstream/mcp_script.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;

struct HttpRefusal : testing::Test {
  upstream_harness harness;
};

TEST_F(HttpRefusal, ClaimsThatACallNeverRanOnlyWhereTheStatusSaysSo) {
  std::atomic<int> status{0};
  scripted_server server{polite(
      [&](const http_seen&, http_wire& wire) { wire.answer(status, "text/plain", "refused"); })};
  auto how_ends = [&](int with) {
    status = with;
    test_client client{harness, target_of(server)};
    EXPECT_TRUE(client.open());
    return client.call("tool").how;
  };
  for (int never_ran : {401, 403, 404, 405, 406, 413, 415, 429})
    EXPECT_EQ(how_ends(never_ran), how::not_sent) << never_ran;
  for (int may_have_run : {307, 400, 402, 408, 409, 410, 422, 424, 500, 501, 502, 503, 504})
    EXPECT_EQ(how_ends(may_have_run), how::transport) << may_have_run;
}

TEST_F(HttpRefusal, EndsTheSessionAfterABadRequestThatAnswersNothing) {
  scripted_server server{polite([](const http_seen&, http_wire& wire) {
    wire.answer(400, "application/json",
                R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"No valid session ID"}})");
  })};
  test_client client{harness, target_of(server)};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool").how, how::not_sent) << "an error without an id answers no request";
  EXPECT_EQ(client.closed(), "the server has ended the session");
  EXPECT_EQ(client.times_closed(), 1);
}

TEST_F(HttpRefusal, ConnectsToNoAddressThatIsNotPermitted) {
  scripted_server server{polite([](const http_seen& seen, http_wire& wire) {
    wire.answer(200, "application/json", result_text(id_of(seen), "{}"));
  })};
  auto target = target_of(server);
  target.addresses = {};
  const auto port = target.url.substr(target.url.rfind(':'));
  for (const auto* host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0"}) {
    target.url = std::string{"http://"} + host + port;
    auto hello = test_client{harness, target}.open();
    ASSERT_FALSE(hello) << host;
    EXPECT_EQ(hello.error().code, errc::upstream_unavailable);
    EXPECT_NE(hello.error().detail.find("private address"), std::string::npos)
        << host << ": " << hello.error().detail;
  }
  EXPECT_EQ(server.connections(), 0);
  target = target_of(server);
  target.addresses = {false, {*parse_address_block("127.0.0.0/8")}};
  EXPECT_TRUE((test_client{harness, target}.open()));
}

} // namespace
} // namespace gatehouse
