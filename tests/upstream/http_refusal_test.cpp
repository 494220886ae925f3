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

} // namespace
} // namespace gatehouse
