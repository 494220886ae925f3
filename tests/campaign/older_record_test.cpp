#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string audit_path = "/api/v1/orgs/acme/audit";

/// A gateway with one captured call of ann's, its backup, and what is served from that.
class OlderRecord : public testing::Test {
protected:
  void found() {
    ASSERT_TRUE(world_.start());
    ASSERT_NO_FATAL_FAILURE(world_.set_up());
    ann_ = world_.capture_all_and_mint("ann");
    EXPECT_EQ(call(world_.server().port()), "captured");
    ASSERT_EQ(run({"backup", world_.file("backup"), "--data", world_.place().data}), 0) << said();
  }

  std::string call(std::uint16_t port) {
    test_mcp_client client{port, ann_, "/acme/mcp/toolkits/all"};
    EXPECT_TRUE(client.open());
    return client.call("sample__echo", R"({"text":"captured"})").text;
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), gatehouse_binary());
    return run_program({words, {}, world_.file("said")});
  }

  std::string said() const { return read_file(world_.file("said")); }

  void erase(const std::string& body) {
    EXPECT_EQ(world_.as_operator().post("/api/v1/orgs/acme/erasure", body).status, 204);
  }

  /// Returns the place of the backup, restored, with the keys folder of now.
  gateway_place restored(const std::string& name) {
    auto place = world_.place();
    place.keys = place.keys_folder();
    place.data = world_.file(name);
    place.log = world_.file(name + ".log");
    EXPECT_EQ(run({"restore", world_.file("backup"), place.data}), 0) << said();
    return place;
  }

  /// The backup is served, the call in it reads as erased, and ann's next one is captured.
  void expect_to_go_on(const gateway_place& place) {
    gateway_process again{place};
    ASSERT_TRUE(again.serves()) << read_file(place.log);
    test_rest_client rest{again.port(), world_.operator_token()};
    const auto id = newest_call(rest);
    const auto read = rest.post(audit_path + "/" + id + "/content", "{}");
    EXPECT_EQ(read.status, 410) << read.body;
    EXPECT_EQ(text_at(rest.get(audit_path + "/" + id).body, {"arguments_captured"}), "erased");
    EXPECT_EQ(call(again.port()), "captured");
    EXPECT_EQ(rest.post(audit_path + "/" + newest_call(rest) + "/content", "{}").status, 200);
    EXPECT_EQ(again.stop(), 0);
    EXPECT_THAT(read_file(place.log), HasSubstr("An erasure is repeated"));
  }

  static std::string newest_call(test_rest_client& rest) {
    const auto newest = rest.get(audit_path + "?limit=1");
    const auto page = json_document::parse(newest.body);
    if (!page || page->root().find("items")->size() != 1)
      return {};
    return text_at(page->root().find("items")->elements().front(), {"call"});
  }

  campaign_world world_;
  std::string ann_;
};

TEST_F(OlderRecord, GoesOnAndLearnsWhatWasErasedOfAUserSince) {
  ASSERT_NO_FATAL_FAILURE(found());
  erase(R"({"user":"ann","confirm_name":"ann"})");
  EXPECT_EQ(world_.stop(), 0);
  const auto place = restored("again");
  expect_to_go_on(place);
  EXPECT_EQ(run({"verify", place.data, "--views"}), 0) << said();
}

TEST_F(OlderRecord, GoesOnAndLearnsWhatWasErasedOfAnOrganizationSince) {
  ASSERT_NO_FATAL_FAILURE(found());
  erase(R"({"confirm_name":"acme"})");
  EXPECT_EQ(world_.stop(), 0);
  expect_to_go_on(restored("again"));
}

TEST_F(OlderRecord, WithALostKeyIsRefusedUntilTheKeyIsBackOrGivenUp) {
  ASSERT_NO_FATAL_FAILURE(found());
  EXPECT_EQ(world_.stop(), 0);
  const auto place = restored("again");
  std::string dumped;
  ASSERT_EQ(run_program({{gatehouse_binary(), "dump", place.data}, {}}, &dumped), 0);
  const auto set = dumped.rfind("\"key\":\"key_");
  ASSERT_NE(set, std::string::npos);
  const auto key = dumped.substr(set + 7, 30);
  std::filesystem::rename(place.keys + '/' + key, world_.file("aside"));
  {
    gateway_process refused{place};
    EXPECT_FALSE(refused.serves());
    EXPECT_EQ(refused.wait(), 1);
  }
  EXPECT_THAT(read_file(place.log),
              AllOf(HasSubstr(place.keys + '/' + key), HasSubstr("user \"ann\""),
                    HasSubstr("organization \"acme\""), HasSubstr("in use since position"),
                    HasSubstr("gatehouse keys give-up " + place.keys + ' ' + key)));
  EXPECT_THAT(read_file(place.log), Not(HasSubstr("An erasure is repeated")));
  ASSERT_EQ(run({"keys", "give-up", place.keys, key}), 0) << said();
  expect_to_go_on(place);
}

} // namespace
} // namespace gatehouse
