#include "storage/crypto/random.hpp"
#include "tests/campaign/call_oracle.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/json_at.hpp"
#include "tests/campaign/secret_search.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string audit_path = "/api/v1/orgs/acme/audit";

/// A gateway that captures everything, for an organization and for ann, one of its users.
class Erasure : public testing::Test {
protected:
  void found() {
    ASSERT_TRUE(world_.start());
    ASSERT_NO_FATAL_FAILURE(world_.set_up());
    ann_ = world_.capture_all_and_mint("ann");
    theirs_ = call(world_.token());
    anns_ = call(ann_);
  }

  /// A call with a text of its own in arguments and result.
  struct made_call {
    std::string id;
    std::string text;
  };

  made_call call(const std::string& token) {
    made_call one{{}, random_id("planted_")};
    planted_.push_back(one.text);
    test_mcp_client client{world_.server().port(), token, "/acme/mcp/toolkits/all"};
    EXPECT_TRUE(client.open());
    EXPECT_THAT(client.call("sample__echo", echo_arguments(one.text)).text, HasSubstr(one.text));
    auto newest = world_.as_operator().get(audit_path + "?limit=1");
    const auto page = json_document::parse(newest.body);
    if (page && page->root().find("items")->size() == 1)
      one.id = text_at(page->root().find("items")->elements().front(), {"call"});
    EXPECT_FALSE(one.id.empty()) << newest.body;
    return one;
  }

  http_answer content_of(const made_call& one) {
    return world_.as_operator().post(audit_path + "/" + one.id + "/content", "{}");
  }

  void expect_readable(const made_call& one) {
    const auto read = content_of(one);
    EXPECT_EQ(read.status, 200) << read.body;
    EXPECT_THAT(text_at(read.body, {"arguments"}), HasSubstr(one.text));
    EXPECT_THAT(text_at(read.body, {"result"}), HasSubstr(one.text));
  }

  void expect_erased(const made_call& one) {
    const auto read = content_of(one);
    EXPECT_EQ(read.status, 410) << read.body;
    EXPECT_EQ(text_at(read.body, {"code"}), "content_erased");
    const auto shown = world_.as_operator().get(audit_path + "/" + one.id);
    EXPECT_EQ(text_at(shown.body, {"arguments_captured"}), "erased") << shown.body;
    EXPECT_EQ(text_at(shown.body, {"result_captured"}), "erased");
    EXPECT_EQ(text_at(shown.body, {"tool"}), "sample__echo") << "the record stays";
  }

  /// A call that was answered on an event stream, and the id of that stream's first event.
  struct told_call {
    std::string token;
    std::vector<std::string> headers;
    std::string first_event;
    std::string text;
  };

  const std::string endpoint_ = "/acme/mcp/toolkits/all";

  told_call hear(const std::string& token) {
    told_call one{token, {}, {}, random_id("planted_")};
    test_mcp_client client{world_.server().port(), token, endpoint_};
    EXPECT_TRUE(client.open());
    one.headers = {"Authorization: Bearer " + token, "Mcp-Session-Id: " + client.session(),
                   "MCP-Protocol-Version: 2025-11-25"};
    auto headers = one.headers;
    headers.emplace_back("Content-Type: application/json");
    headers.emplace_back("Accept: text/event-stream, application/json;q=0.5");
    const auto body = R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":)"
                      R"({"name":"sample__echo","arguments":)" +
                      echo_arguments(one.text) + "}}";
    http_client raw{world_.server().port()};
    const auto told = raw.request("POST", endpoint_, headers, body).body;
    EXPECT_THAT(told, HasSubstr(one.text));
    if (const auto id = told.find("id: "); id != std::string::npos)
      one.first_event = told.substr(id + 4, told.find('\n', id) - id - 4);
    EXPECT_FALSE(one.first_event.empty()) << told;
    return one;
  }

  /// Asks for what came after the first event, as a client that has lost its stream does.
  http_answer come_back(const told_call& one) {
    auto headers = one.headers;
    headers.emplace_back("Accept: text/event-stream");
    headers.emplace_back("Last-Event-ID: " + one.first_event);
    http_client raw{world_.server().port()};
    return raw.request("GET", endpoint_, headers);
  }

  int erase(const std::string& body) {
    return world_.as_operator().post("/api/v1/orgs/acme/erasure", body).status;
  }

  std::size_t data_keys() const {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator{world_.place().keys_folder()})
      count += file.path().filename().string().starts_with("key_") ? 1 : 0;
    return count;
  }

  campaign_world world_;
  std::string ann_;
  made_call theirs_;
  made_call anns_;
  std::vector<std::string> planted_;
};

TEST_F(Erasure, TakesAUsersContentAloneAndIsRecorded) {
  ASSERT_NO_FATAL_FAILURE(found());
  const auto keys = data_keys();
  expect_readable(anns_);
  EXPECT_EQ(erase(R"({"user":"ann"})"), 409) << "it is not confirmed";
  EXPECT_EQ(erase(R"({"user":"ann","confirm_name":"acme"})"), 409);
  EXPECT_EQ(erase(R"({"user":"bob","confirm_name":"bob"})"), 404);
  expect_readable(anns_);
  EXPECT_EQ(erase(R"({"user":"ann","confirm_name":"ann"})"), 204);
  EXPECT_EQ(data_keys(), keys) << "one is gone, another has come";
  expect_erased(anns_);
  expect_readable(theirs_);
  expect_readable(call(ann_));
  world_.kill();
  ASSERT_TRUE(world_.start());
  expect_erased(anns_);
  expect_readable(theirs_);
  EXPECT_EQ(world_.stop(), 0);
  std::string dumped;
  EXPECT_EQ(run_program({{gatehouse_binary(), "dump", world_.place().data}, {}}, &dumped), 0);
  for (const auto* event :
       {"org.content_erased", "org.data_keys_destroyed", "session.content_read"})
    EXPECT_THAT(dumped, HasSubstr(event));
}

TEST_F(Erasure, OfAUserReachesWhatIsKeptForClientsThatComeBack) {
  ASSERT_NO_FATAL_FAILURE(found());
  const auto theirs = hear(world_.token());
  const auto anns = hear(ann_);
  EXPECT_THAT(come_back(anns).body, HasSubstr(anns.text));
  EXPECT_EQ(erase(R"({"user":"ann","confirm_name":"ann"})"), 204);
  const auto expect_gone = [&] {
    const auto refused = come_back(anns);
    EXPECT_EQ(text_at(refused.body, {"error", "data", "code"}), "gone") << refused.body;
    EXPECT_THAT(come_back(theirs).body, HasSubstr(theirs.text));
  };
  expect_gone();
  world_.kill();
  ASSERT_TRUE(world_.start());
  expect_gone();
  const auto later = hear(ann_);
  EXPECT_THAT(come_back(later).body, HasSubstr(later.text)) << "under her new key";
}

TEST_F(Erasure, OfAnOrganizationOutlivesRestartsAndRebuildsAndLeavesNothingInAnyFile) {
  ASSERT_NO_FATAL_FAILURE(found());
  ASSERT_EQ(world_.as_operator().post("/api/v1/orgs/acme/data-key", "{}").status, 204);
  const auto rotated = call(world_.token());
  expect_readable(theirs_);
  expect_readable(rotated);
  EXPECT_EQ(erase(R"({"confirm_name":"acme"})"), 204);
  for (const auto& one : {theirs_, anns_, rotated})
    expect_erased(one);
  expect_readable(call(world_.token()));
  EXPECT_EQ(world_.stop(), 0);
  EXPECT_EQ(run_program({{gatehouse_binary(), "rebuild", world_.place().data}, {}}), 0);
  EXPECT_EQ(run_program({{gatehouse_binary(), "replay", world_.place().data}, {}}), 0);
  ASSERT_TRUE(world_.start());
  for (const auto& one : {theirs_, anns_, rotated})
    expect_erased(one);
  EXPECT_EQ(world_.stop(), 0);
  secret_search search;
  search.add_files(world_.place().data);
  search.add_files(world_.place().keys_folder());
  search.add_content(world_.place().data);
  search.add("log", world_.log_text());
  for (const auto& text : planted_)
    EXPECT_THAT(search.places_of(text), IsEmpty());
}

TEST_F(Erasure, OfASecretTakesItFromTheServerAndTheKeysFolder) {
  ASSERT_NO_FATAL_FAILURE(found());
  world_.connect("keeper", sample_command(), {{"PLANTED", "a value to be seen"}});
  ASSERT_TRUE(world_.reach("keeper"));
  auto client = world_.client();
  ASSERT_TRUE(client.open());
  ASSERT_THAT(client.call("keeper__environment", "{}").text, HasSubstr("a value to be seen"));
  auto rest = world_.as_operator();
  const auto place = "/api/v1/orgs/acme/connections/keeper";
  EXPECT_EQ(rest.post(std::string{place} + "/erasure", R"({"env":"PLANTED"})").status, 204);
  EXPECT_EQ(rest.post(std::string{place} + "/erasure", R"({"env":"PLANTED"})").status, 404);
  EXPECT_EQ(rest.get(place).body.find("PLANTED"), std::string::npos);
  ASSERT_TRUE(world_.reach("keeper"));
  EXPECT_EQ(client.call("keeper__environment", "{}").text.find("a value to be seen"),
            std::string::npos);
}

} // namespace
} // namespace gatehouse
