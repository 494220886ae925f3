#include "tests/actors/call_on_stage.hpp"

namespace gatehouse {

namespace {

/// Calls whose answers, or whose requests, are held to what the catalog says.
class CallRules : public call_on_stage {
protected:
  /// Lists one item; a tool with an `outputSchema` says so.
  void list(catalog_list what, const std::string& name, const std::string& json) {
    auto one = std::make_shared<catalog>();
    one->connection = acme.connection;
    one->of(what).push_back({name, json, {}, false, json.find("outputSchema") != json.npos});
    set.tools.put(acme.connection, std::move(one));
  }

  stage::started_call dispatch_request(client_request what) {
    auto one = set.call(acme.session, acme.at(), std::move(what));
    set.run();
    commit();
    return one;
  }
};

// S-TOOLS-04
TEST_F(CallRules, FailACallWhoseResultBreaksTheSchemaOfItsTool) {
  list(catalog_list::tools, "echo",
       R"({"name":"echo","inputSchema":{"type":"object"},"outputSchema":{"required":["a"]}})");
  auto good = dispatch();
  reply({upstream_reply::kind::result, R"({"structuredContent":{"a":1}})", ""});
  commit();
  EXPECT_TRUE((*good.answer)->operator bool());
  auto bad = dispatch();
  reply({upstream_reply::kind::result, R"({"structuredContent":{}})", ""});
  commit();
  EXPECT_EQ(code_of(bad), errc::upstream_protocol);
  EXPECT_EQ(last<call_failed>().reason, "upstream_protocol");
}

// S-COMP-06
TEST_F(CallRules, HideFromACompletionWhatAPolicyBlocks) {
  list(catalog_list::templates, "x:{id}", R"({"uriTemplate":"x:{id}","name":"x"})");
  acme.add_policy("tkpol_2", "github.org.main.resource:x:secret", policy_action::block);
  client_request what;
  what.kind = request_kind::completion;
  what.of_template = true;
  what.name = "x:{id}";
  what.arguments = R"({"argument":{"name":"id","value":""}})";
  auto one = dispatch_request(what);
  reply({upstream_reply::kind::result, R"({"completion":{"values":["one","secret"]}})", ""});
  commit();
  EXPECT_EQ((**one.answer)->body, R"({"completion":{"values":["one"]}})");
}

// M-HTTP-24: refused before anything is recorded.
TEST_F(CallRules, HoldACallAgainstTheListingOfItsTool) {
  auto what = tool_request("github__echo", R"({"a":1})");
  std::string seen;
  what.check_tool = [&seen](std::string_view tool, std::string_view arguments) {
    seen.append(tool).append(arguments);
    return outcome<nothing>{failure{errc::header_mismatch, "no"}};
  };
  const auto before = set.log.records().size();
  auto refused = set.call(acme.session, acme.at(), what);
  set.run();
  EXPECT_EQ(code_of(refused), errc::header_mismatch);
  EXPECT_EQ(set.log.waiting(), 0u);
  EXPECT_NE(seen.find(R"("name":"github__echo")"), std::string::npos) << seen;
  EXPECT_NE(seen.find(R"({"a":1})"), std::string::npos) << seen;
  EXPECT_EQ(set.log.records().size(), before);
  what.name = "github__none";
  seen.clear();
  EXPECT_EQ(code_of(dispatch_request(what)), errc::tool_unknown);
  EXPECT_EQ(seen, "") << "of a tool that is not there nothing is told";
}

} // namespace

} // namespace gatehouse
