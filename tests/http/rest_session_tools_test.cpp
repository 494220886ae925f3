#include "tests/support/rest_world.hpp"

#include <future>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A session of ann's at her org's default resource, with one connection.
class RestSessionTools : public rest_world {
protected:
  RestSessionTools() {
    const auto made =
        send("bob", "POST", "/orgs/acme/connections", R"({"name":"git","url":"http://h/"})");
    id.value = text(made, "id");
    const auto ann = *gate.authenticate("ann");
    const binding at{ann, {ann.org, {}, {}}};
    std::promise<session_id> opened;
    gate.open_session(at, {"2025-11-25", "ide", "1"},
                      [&](outcome<session_info> info) { opened.set_value(info->id); });
    row.session = opened.get_future().get();
    row.org = ann.org;
    row.principal = ann.principal;
    records.rows.push_back(row);
    path = "/sessions/" + row.session.value + "/tools/";
  }

  void list(const std::string& name, const std::string& json) {
    auto one = std::make_shared<catalog>();
    one->connection = id;
    one->generation = 1;
    one->of(catalog_list::tools).push_back({name, json, {}, false});
    gate.listed().put(id, std::move(one));
  }

  http_answer effective(const std::string& by = "ann") {
    return send(by, "GET", path + "effective");
  }

  http_answer invoke(std::string_view body, const std::string& by = "ann") {
    return send(by, "POST", path + "invoke", body);
  }

  static inline const std::string push =
      R"({"name":"push","title":"Push","inputSchema":{"type":"object"}})";

  connection_id id;
  session_row row;
  std::string path;
};

TEST_F(RestSessionTools, SayThatNothingIsConnectedYet) {
  EXPECT_THAT(
      effective().body,
      AllOf(HasSubstr(R"("groups":[])"), HasSubstr(R"("state":"not_connected")"),
            HasSubstr(R"({"id":"mcp-not-yet-connected","severity":"info","message":"MCP servers )"
                      R"(\"git\" are configured but not connected for this session yet. MCP tools )"
                      R"(will appear here after an agent run discovers them.")")));
}

TEST_F(RestSessionTools, SayThatAServerIsStillListing) {
  gate.listed().note_connecting(id, true);
  EXPECT_THAT(effective().body,
              HasSubstr("are connected but have not finished listing tools yet. MCP tools will "
                        "appear here after the session discovers them."));
}

TEST_F(RestSessionTools, ShowWhatIsSeenByItsSource) {
  list("push", push);
  EXPECT_THAT(
      effective().body,
      AllOf(HasSubstr(R"("groups":[{"id":"git.org.main","label":"git","source":"mcp","tools":[)"),
            HasSubstr(R"("id":"git__push","label":"Push")"), HasSubstr(R"("action":"approve")"),
            HasSubstr(R"("state":"warm")"), HasSubstr(R"("notices":[])")));
}

TEST_F(RestSessionTools, ShowWhatOnlyThisSessionsServerLists) {
  list("push", push);
  auto own = std::make_shared<catalog>();
  own->digest.bytes.fill(1);
  own->of(catalog_list::tools).push_back({"pull", push, {}, false});
  gate.listed().put_own(id, row.session, std::move(own));
  EXPECT_THAT(effective().body,
              AllOf(HasSubstr(R"("id":"git__pull")"), Not(HasSubstr(R"("id":"git__push")"))));
}

TEST_F(RestSessionTools, SayThatACatalogIsStale) {
  list("push", push);
  gate.listed().note_stale(id);
  EXPECT_THAT(effective().body,
              AllOf(HasSubstr(R"("stale":true)"),
                    HasSubstr("changed since the current runtime catalog was discovered. MCP tools "
                              "will appear here after the next agent run discovers them.")));
}

TEST_F(RestSessionTools, WarnOfWhatNobodyCanUse) {
  auto one = std::make_shared<catalog>();
  one->left_out = {{"push", "its schema is none"}, {"task", "it is a task", false}};
  gate.listed().put(id, std::move(one));
  EXPECT_THAT(effective().body,
              AllOf(HasSubstr(R"("groups":[])"),
                    HasSubstr(R"("id":"unsupported-tool-schema:git__push","severity":"warning",)"
                              R"("message":"The tool \"git__push\" is left out: )"
                              R"(its schema is none.")"),
                    HasSubstr(R"("id":"unsupported-tool:git__task","severity":"warning")")));
}

TEST_F(RestSessionTools, WarnOfNothingThatThePoliciesHide) {
  auto one = std::make_shared<catalog>();
  one->left_out = {{"push", "its schema is none"}};
  gate.listed().put(id, std::move(one));
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/policies",
                 R"({"pattern":"git.*","action":"block","owner":"org"})")
                .status,
            201);
  EXPECT_THAT(effective().body, HasSubstr(R"("notices":[])"));
}

TEST_F(RestSessionTools, QuoteThreeServersAndCountTheRest) {
  for (const auto* name : {"zeta", "beta", "alpha", "omega"})
    send("bob", "POST", "/orgs/acme/connections",
         R"({"name":")" + std::string{name} + R"(","url":"http://h/"})");
  EXPECT_THAT(effective().body,
              AllOf(HasSubstr(R"(MCP servers \"alpha\", \"beta\", \"git\", and 2 more MCP servers )"
                              "are configured but not connected"),
                    HasSubstr(R"("servers":["alpha","beta","git","omega","zeta"])")));
}

TEST_F(RestSessionTools, TellToolsWithOneTitleApart) {
  auto one = std::make_shared<catalog>();
  one->connection = id;
  for (const auto* name : {"pull", "push"})
    one->of(catalog_list::tools)
        .push_back({name,
                    R"({"name":")" + std::string{name} +
                        R"(","title":"Sync","inputSchema":{"type":"object"}})",
                    {},
                    false});
  gate.listed().put(id, std::move(one));
  EXPECT_THAT(effective().body,
              AllOf(HasSubstr("Sync (git__pull)"), HasSubstr("Sync (git__push)")));
}

TEST_F(RestSessionTools, ShowWhatIsConfiguredFromTheRecord) {
  admin.list_tools(id, {"2025-11-25", "git", "1", digest256{{1}}, {{"push", digest256{{1}}}}, {1}});
  EXPECT_THAT(send("ann", "GET", path + "catalog").body,
              AllOf(HasSubstr(R"("name":"push","address":"git.org.main.push")"),
                    HasSubstr(R"("withheld":false)")));
}

TEST_F(RestSessionTools, AreTheirHoldersAndTheAdminsToSee) {
  EXPECT_EQ(effective("ann").status, 200);
  EXPECT_EQ(effective("bob").status, 200);
  EXPECT_EQ(effective("root").status, 200);
  EXPECT_EQ(effective("rae").status, 404);
  EXPECT_EQ(effective("eve").status, 404) << "another org's";
  EXPECT_EQ(send("ann", "GET", "/sessions/none/tools/effective").status, 404);
  records.rows[0].closed = {1};
  EXPECT_EQ(effective("ann").status, 404);
}

TEST_F(RestSessionTools, AreInvokedByTheirHolderAlone) {
  gate.answer_calls("git__push", call_answer{call_answer::kind::result, R"({"content":[]})"});
  EXPECT_EQ(invoke(R"({"name":"git__push"})", "bob").status, 404);
  const auto done = invoke(R"({"name":"git__push","args":{"a":1},"idempotencyKey":"k"})");
  EXPECT_EQ(done.body, R"({"ok":true,"toolName":"git__push","output":{"content":[]}})");
  ASSERT_EQ(gate.calls().size(), 1u);
  EXPECT_EQ(gate.calls()[0].arguments, R"({"a":1})");
  EXPECT_EQ(gate.calls()[0].key, "k");
}

TEST_F(RestSessionTools, AnswerARefusalAsAPayload) {
  const auto refused = [&](outcome<call_answer> with) {
    gate.answer_calls("t", std::move(with));
    const auto answer = invoke(R"({"name":"t"})");
    EXPECT_EQ(answer.status, 200);
    return answer.body;
  };
  EXPECT_THAT(refused(failure{errc::tool_unknown, "x"}),
              HasSubstr(R"("error":{"code":"not_found","message":"Tool not available: t"})"));
  EXPECT_THAT(refused(failure{errc::approval_needed, "x"}),
              AllOf(HasSubstr(R"("requiresApproval":true)"), HasSubstr("requires_approval")));
  EXPECT_THAT(refused(failure{errc::invalid_argument, "x"}), HasSubstr("validation_error"));
  EXPECT_THAT(refused(failure{errc::upstream_lost, "x"}), HasSubstr("internal_error"));
  EXPECT_THAT(refused(call_answer{call_answer::kind::result, R"({"isError":true})"}),
              AllOf(HasSubstr(R"("ok":false)"), HasSubstr(R"("output":{"isError":true})")));
  EXPECT_THAT(refused(call_answer{call_answer::kind::rpc_error, R"({"message":"no"})"}),
              HasSubstr(R"("message":"no")"));
}

TEST_F(RestSessionTools, AnswerWhatWasInvokedBeforeFromTheRecord) {
  audit_entry entry;
  entry.org = row.org;
  entry.call = {"call_7"};
  entry.outcome = audit_outcome::ok;
  entry.result_digest = digest256{{1}};
  records.entries.push_back(entry);
  gate.answer_calls("t", failure{errc::already_invoked, "call_7"});
  EXPECT_THAT(invoke(R"({"name":"t","idempotencyKey":"k"})").body,
              AllOf(HasSubstr(R"("ok":true,"toolName":"t","replayed":true,"callId":"call_7")"),
                    HasSubstr(R"("resultDigest":"01)"), Not(HasSubstr("error"))));
  records.entries[0].outcome = audit_outcome::open;
  EXPECT_THAT(invoke(R"({"name":"t","idempotencyKey":"k"})").body, HasSubstr("in_progress"));
  records.entries.clear();
  EXPECT_THAT(invoke(R"({"name":"t","idempotencyKey":"k"})").body, HasSubstr("in_progress"))
      << "its admission is on the way to the record";
}

TEST_F(RestSessionTools, RefuseAMalformedInvocation) {
  EXPECT_EQ(invoke("{}").status, 422);
  EXPECT_EQ(invoke(R"({"name":"t","args":[]})").status, 422);
  EXPECT_EQ(invoke(R"({"name":"t","confirm":1})").status, 422);
  EXPECT_EQ(invoke(R"({"name":"t","more":1})").status, 422);
  gate.answer_calls("t", failure{errc::overloaded, "x"});
  EXPECT_EQ(invoke(R"({"name":"t"})").status, 503) << "that is no answer about the tool";
}

} // namespace
} // namespace gatehouse
