#include "storage/crypto/random.hpp"
#include "tests/campaign/call_oracle.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/json_at.hpp"
#include "tests/campaign/secret_search.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Everything that REST answers to a GET.
const std::vector<std::string> readable{
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/status",
    "/api/v1/orgs",
    "/api/v1/orgs/acme",
    "/api/v1/orgs/acme/members",
    "/api/v1/orgs/acme/tokens",
    "/api/v1/orgs/acme/connections",
    "/api/v1/orgs/acme/connections/keeper",
    "/api/v1/orgs/acme/connections/absent",
    "/api/v1/orgs/acme/connections/remote",
    "/api/v1/orgs/acme/connections/keyed",
    "/api/v1/orgs/acme/toolkits",
    "/api/v1/orgs/acme/toolkits/all",
    "/api/v1/orgs/acme/sessions",
    "/api/v1/orgs/acme/audit?limit=200",
    "/api/v1/orgs/acme/audit/export?format=json",
    "/api/v1/tokens",
};

class secrets_campaign : public testing::Test {
protected:
  /// Returns a secret to be looked for.
  std::string plant(const std::string& what) {
    auto secret = random_id("planted_");
    secrets_.emplace(what + " " + std::to_string(secrets_.size()), secret);
    return secret;
  }

  std::string mint(const std::string& body) {
    auto rest = world_.as_operator();
    return text_at(rest.post("/api/v1/orgs/acme/tokens", body).body, {"token"});
  }

  void add_connections() {
    const auto value = environment_ = plant("environment value");
    world_.connect("keeper", sample_command(), {{"PLANTED", value}});
    world_.connect("absent", {"/nonexistent/program", control_}, {{"PLANTED", value}});
    auto rest = world_.as_operator();
    const auto header = plant("header value");
    EXPECT_EQ(rest.post("/api/v1/orgs/acme/connections",
                        R"({"name":"remote","url":"http://127.0.0.1:1/mcp","headers":)"
                        R"({"Authorization":"Bearer )" +
                            header + R"("}})")
                  .status,
              201);
    const auto query = plant("query of a URL");
    EXPECT_EQ(
        rest.post("/api/v1/orgs/acme/connections",
                  R"({"name":"keyed","url":"http://127.0.0.1:1/mcp?api_key=)" + query + R"("})")
            .status,
        201);
    EXPECT_FALSE(world_.reach("keyed"));
    EXPECT_TRUE(world_.reach("keeper"));
    EXPECT_FALSE(world_.reach("absent"));
    EXPECT_FALSE(world_.reach("remote"));
  }

  /// Calls that work, that fail and that end the server, all with a secret in their arguments.
  void call() {
    const auto argument = echo_arguments(plant("argument"));
    auto client = world_.client();
    ASSERT_TRUE(client.open());
    for (const auto* tool : {"keeper__echo", "keeper__fail", "keeper__crash", "keeper__unknown"})
      client.call(tool, argument);
    const auto environment = client.call("keeper__environment", "{}");
    EXPECT_THAT(environment.text, HasSubstr(environment_))
        << "the server must have had it, or nothing was at stake";
    test_mcp_client user{world_.server().port(), secrets_["user token"], "/acme/mcp"};
    EXPECT_TRUE(user.open());
  }

  void capture(const std::string& level) {
    const auto set = world_.as_operator().ask("PATCH", "/api/v1/orgs/acme/capture",
                                              R"({"level":")" + level + R"("})");
    EXPECT_EQ(set.status, 200) << set.body;
  }

  void be_refused() {
    const auto refused = plant("refused token");
    test_rest_client stranger{world_.server().port(), refused};
    EXPECT_EQ(stranger.get("/api/v1/orgs").status, 401);
    EXPECT_EQ(stranger.post("/acme/mcp", "{}").status, 401);
    test_rest_client nobody{world_.server().port(), ""};
    EXPECT_EQ(nobody.get("/api/v1/orgs?token=" + refused).status, 401);
  }

  void read_everything() {
    auto rest = world_.as_operator();
    for (const auto& path : readable)
      search_.add("answer to " + path, rest.get(path).body);
    search_.add("standard output", world_.server().output());
  }

  void search_what_is_left() {
    const auto& place = world_.place();
    search_.add("log", world_.log_text());
    search_.add_files(place.data);
    search_.add_files(place.keys_folder(), "operator.token");
    search_.add_content(place.data);
    std::string dumped;
    EXPECT_EQ(run_program({{gatehouse_binary(), "dump", place.data}, {}}, &dumped), 0);
    search_.add("dump", std::move(dumped));
  }

  campaign_world world_;
  std::map<std::string, std::string> secrets_;
  std::string environment_;
  std::string control_ = random_id("control_");
  secret_search search_;
};

using Secrets = secrets_campaign;

TEST_F(Secrets, FindsNoSecretInClear) {
  ASSERT_TRUE(world_.start());
  secrets_["operator token"] = world_.operator_token();
  ASSERT_NO_FATAL_FAILURE(world_.set_up());
  secrets_["org token"] = world_.token();
  secrets_["user token"] = mint(R"({"name":"ann","user":"ann"})");
  add_connections();
  ASSERT_NO_FATAL_FAILURE(call());
  be_refused();
  world_.kill();
  ASSERT_TRUE(world_.start()) << "the second start shows no token";
  for (const auto* level : {"none", "digest", "redacted", "full"}) {
    SCOPED_TRACE(level);
    capture(level);
    ASSERT_NO_FATAL_FAILURE(call());
  }
  be_refused();
  read_everything();
  EXPECT_EQ(world_.stop(), 0);
  search_what_is_left();
  for (const auto& [what, secret] : secrets_) {
    EXPECT_GT(secret.size(), 20u) << what;
    EXPECT_THAT(search_.places_of(secret), IsEmpty()) << what;
  }
  const auto written = search_.places_of(control_);
  EXPECT_THAT(written, Contains("records"));
  EXPECT_THAT(written, Contains("dump"));
  EXPECT_THAT(written, Contains("answer to /api/v1/orgs/acme/connections/absent"));
  EXPECT_THAT(search_.places_of("journal"), Contains(HasSubstr(world_.place().data)))
      << "a word that the database neither compresses nor cuts at the end of a block";
  EXPECT_THAT(search_.places_of("serving"), Contains("log"));
  EXPECT_THAT(search_.places_of("gatehouse_"), Contains("answer to /metrics"));
}

TEST(SecretSearch, FindsWhatWasEncoded) {
  secret_search search;
  search.add("plain", "..a secret..");
  search.add("hex", "..612073656372657400");
  search.add("base64", "..eHggYSBzZWNyZXQgeHg="); // "xx a secret xx"
  search.add("nothing", "a secre");
  EXPECT_THAT(search.places_of("a secret"), testing::ElementsAre("base64", "hex", "plain"));
}

} // namespace
} // namespace gatehouse
