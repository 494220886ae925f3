#include "tests/support/rest_world.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RestConnections : public rest_world {
protected:
  RestConnections() {
    for (const auto* user : {"ann", "bob"})
      send("root", "POST", "/orgs/acme/tokens", R"({"user":")" + std::string{user} + R"("})");
  }

  http_answer add(const std::string& by, std::string_view body) {
    return send(by, "POST", "/orgs/acme/connections", body);
  }
};

TEST_F(RestConnections, KeepTheirSecrets) {
  const auto made =
      add("root", R"({"name":"files","command":["npx","-y"],"env":{"KEY":"s3cr3t"}})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text(made, "address"), "files.org.main");
  EXPECT_THAT(made.body, AllOf(HasSubstr(R"("env":["KEY"])"), Not(HasSubstr("s3cr3t"))));
  EXPECT_THAT(send("root", "GET", "/orgs/acme/connections").body, Not(HasSubstr("s3cr3t")));
  EXPECT_THAT(send("root", "GET", "/orgs/acme/connections/files").body, Not(HasSubstr("sec_")));
}

TEST_F(RestConnections, ShowThatThereIsAQueryAndNoMore) {
  const auto made = add("root", R"({"name":"web","url":"http://h/mcp?api_key=s3cr3t&x=1"})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text(made, "url"), "http://h/mcp?…");
  const auto shown = send("root", "GET", "/orgs/acme/connections/web");
  EXPECT_EQ(text(shown, "url"), "http://h/mcp?…");
  EXPECT_THAT(shown.body, AllOf(Not(HasSubstr("s3cr3t")), Not(HasSubstr("sec_"))));
  EXPECT_EQ(text(add("root", R"({"name":"plain","url":"http://h/mcp?"})"), "url"), "http://h/mcp");
}

TEST_F(RestConnections, RunACommandForTheOperatorOnly) {
  const auto refused = add("bob", R"({"name":"files","command":["sh"]})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(text(refused, "detail"), HasSubstr("operator"));
  EXPECT_EQ(add("bob", R"({"name":"web","url":"http://127.0.0.1:9/mcp"})").status, 201);
}

TEST_F(RestConnections, HaveOneTransportAndWhatBelongsToIt) {
  EXPECT_EQ(add("root", R"({"name":"a"})").status, 422);
  EXPECT_EQ(add("root", R"({"name":"a","command":["x"],"url":"http://h/"})").status, 422);
  EXPECT_EQ(add("root", R"({"name":"a","url":"http://h/","env":{"A":"b"}})").status, 422);
  EXPECT_EQ(add("root", R"({"name":"a","command":["x"],"headers":{"A":"b"}})").status, 422);
  const auto unsafe = add("root", R"({"name":"a","command":["x"],"env":{"LD_PRELOAD":"b"}})");
  EXPECT_EQ(unsafe.status, 422);
  EXPECT_THAT(text(unsafe, "detail"), HasSubstr("LD_PRELOAD"));
  EXPECT_EQ(add("root", R"({"name":"a","url":"http://u:p@h/"})").status, 422);
  EXPECT_EQ(add("root", R"({"name":"a","url":"http://h/","headers":{"Host":"x"}})").status, 422);
}

TEST_F(RestConnections, SayHowTheirClientIsSharedAndHowLongItWaits) {
  const auto usual = add("root", R"({"name":"a","url":"http://h/"})");
  EXPECT_EQ(text(usual, "sharing"), "auto");
  EXPECT_EQ(at(usual.body, {"timeout_s"}), "60");
  const auto set =
      add("root", R"({"name":"b","url":"http://h/","sharing":"shared","timeout_s":120})");
  EXPECT_EQ(set.status, 201) << set.body;
  const auto shown = send("root", "GET", "/orgs/acme/connections/b");
  EXPECT_EQ(text(shown, "sharing"), "shared");
  EXPECT_EQ(at(shown.body, {"timeout_s"}), "120");
}

TEST_F(RestConnections, ShowWhatWasLeftOutOfTheirCatalog) {
  const auto made = add("root", R"({"name":"files","command":["npx"]})");
  EXPECT_THAT(made.body, Not(HasSubstr("left_out"))) << "nobody knows yet";
  auto listed = std::make_shared<catalog>();
  listed->left_out = {{"push", "its schema is none"}};
  gate.listed().put({text(made, "id")}, listed);
  EXPECT_THAT(send("root", "GET", "/orgs/acme/connections/files").body,
              HasSubstr(R"("left_out_count":1,"left_out":[{"name":"push",)"
                        R"("reason":"its schema is none"}])"));
  auto many = std::make_shared<catalog>();
  many->left_out.assign(limits::page_items_max + 1, {"push", "its schema is none"});
  gate.listed().put({text(made, "id")}, many);
  const auto shown = send("root", "GET", "/orgs/acme/connections/files").body;
  EXPECT_THAT(shown, HasSubstr(R"("left_out_count":201)"));
  EXPECT_EQ(
      json_document::parse(shown)->root().find("catalog")->find("left_out")->elements().size(),
      limits::page_items_max);
}

TEST_F(RestConnections, RefuseASharingOrATimeoutThatIsNone) {
  const auto with = [this](const std::string& member) {
    return add("root", R"({"name":"a","url":"http://h/",)" + member + "}").status;
  };
  EXPECT_EQ(with(R"("sharing":"all")"), 422);
  for (const auto* bad : {"-1", "1.5", "\"60\"", "1801"})
    EXPECT_EQ(with(R"("timeout_s":)" + std::string{bad}), 422) << bad;
}

TEST_F(RestConnections, AreFoundByIdAddressAndName) {
  const auto made = add("bob", R"({"name":"git.work","url":"http://h/"})");
  const auto id = text(made, "id");
  for (const auto& name : {id, std::string{"git.org.work"}, std::string{"git.work"}})
    EXPECT_EQ(text(send("ann", "GET", "/orgs/acme/connections/" + name), "id"), id) << name;
  EXPECT_EQ(send("ann", "GET", "/orgs/acme/connections/git").status, 404) << "git is git.main";
}

TEST_F(RestConnections, OfAPersonAreThatPersons) {
  EXPECT_EQ(add("ann", R"({"name":"mail","url":"http://h/","owner":"user"})").status, 201);
  EXPECT_THAT(list("ann", "/orgs/acme/connections", "user"), ElementsAre("ann"));
  EXPECT_THAT(list("root", "/orgs/acme/connections", "user"), ElementsAre("ann"));
  EXPECT_THAT(list("bob", "/orgs/acme/connections", "user"), ElementsAre());
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/connections/mail").status, 404);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/connections/mail").status, 404);
  EXPECT_EQ(add("bob", R"({"name":"mail","url":"http://h/","owner":"user","user":"ann"})").status,
            403);
  EXPECT_EQ(send("ann", "DELETE", "/orgs/acme/connections/mail").status, 204);
}

TEST_F(RestConnections, OfTheOrgAreItsAdminsToChange) {
  EXPECT_EQ(add("ann", R"({"name":"git","url":"http://h/"})").status, 403);
  add("bob", R"({"name":"git","url":"http://h/?key=1"})");
  EXPECT_THAT(send("bob", "GET", "/orgs/acme/connections/git").body, HasSubstr("http://h/"));
  EXPECT_THAT(send("ann", "GET", "/orgs/acme/connections/git").body, Not(HasSubstr("http://h/")));
  EXPECT_EQ(send("ann", "DELETE", "/orgs/acme/connections/git").status, 403);
  EXPECT_EQ(send("ann", "POST", "/orgs/acme/connections/git/test").status, 403);
  EXPECT_EQ(send("bob", "DELETE", "/orgs/acme/connections/git").status, 204);
  EXPECT_EQ(send("bob", "GET", "/orgs/acme/connections/git").status, 404);
}

TEST_F(RestConnections, AreTestedNow) {
  add("bob", R"({"name":"git","url":"http://h/"})");
  EXPECT_EQ(send("bob", "POST", "/orgs/acme/connections/git/test").status, 502);
  admin.report = connection_report{"2025-11-25", "git server", "1.2", {"pull", "push"}};
  const auto good = send("bob", "POST", "/orgs/acme/connections/git/test");
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(at(good.body, {"server", "name"}), R"("git server")");
  EXPECT_EQ(at(good.body, {"tools"}), R"(["pull","push"])");
}

} // namespace
} // namespace gatehouse
