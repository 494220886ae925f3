#include "http/request_target.hpp"
#include "http/router.hpp"
#include "tests/support/golden_file.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse {
namespace {

std::string scope_name(scope who) {
  switch (who) {
  case scope::anyone:
    return "anyone";
  case scope::signed_in:
    return "any token";
  case scope::org_reader:
    return "reader";
  case scope::org_member:
    return "member";
  case scope::org_admin:
    return "admin";
  case scope::operator_only:
    return "operator";
  }
  return {};
}

std::string api_page() {
  std::string page =
      "# HTTP interface\n\n"
      "Everything the server answers. A request needs `Authorization: Bearer TOKEN` unless the "
      "scope is `anyone`; `reader`, `member` and `admin` are ranks in the organization of the "
      "path, and the operator passes everywhere. `{org}` is a slug or an id; an organization that "
      "does not exist and one that is not the caller's are answered alike. Refusals are problem "
      "documents (RFC 9457) with the codes of [errors.md](errors.md), on MCP endpoints JSON-RPC "
      "errors. HEAD works wherever GET does but on MCP endpoints, OPTIONS everywhere. This page is "
      "made from the route table.\n\n"
      "| method | path | scope | what it does |\n"
      "|---|---|---|---|\n";
  for (const auto& row : all_routes())
    page += "| " + std::string{row.method} + " | `" + std::string{row.path} + "` | " +
            scope_name(row.who) + " | " + std::string{row.summary} + " |\n";
  return page;
}

TEST(Routes, AreAllDocumented) {
  EXPECT_TRUE(page_holds("docs/api.md", api_page()));
}

TEST(Routes, HaveAScopeASummaryAndOneHandlerEach) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& row : all_routes()) {
    SCOPED_TRACE(std::string{row.method} + " " + std::string{row.path});
    EXPECT_FALSE(scope_name(row.who).empty());
    EXPECT_NE(row.handle, nullptr);
    EXPECT_TRUE(row.summary.size() > 10 && row.summary.ends_with('.')) << row.summary;
    EXPECT_TRUE(row.path.starts_with('/') && !row.path.ends_with('/'));
    EXPECT_TRUE(seen.emplace(row.method, row.path).second) << "twice in the table";
    const bool of_org =
        row.who == scope::org_reader || row.who == scope::org_member || row.who == scope::org_admin;
    EXPECT_TRUE(!of_org || row.path.find("{org}") != row.path.npos) << "a rank in no organization";
  }
}

TEST(Routes, AreOpenToEverybodyOnlyWhereSecretsCannotBe) {
  for (const auto& row : all_routes()) {
    const bool open =
        row.path == "/healthz" || row.path == "/readyz" || row.path.starts_with("/.well-known/");
    EXPECT_EQ(row.who == scope::anyone, open) << row.path;
  }
}

TEST(Scope, IsOpenToItsRankAndThoseAbove) {
  const auto refused = [](scope wanted, role rank) {
    caller who{{"p"}, {"t"}, {"org_a"}, {}, rank};
    return scope_refusal(wanted, who).has_value();
  };
  EXPECT_FALSE(refused(scope::signed_in, role::reader));
  EXPECT_FALSE(refused(scope::org_reader, role::reader));
  EXPECT_TRUE(refused(scope::org_member, role::reader));
  EXPECT_FALSE(refused(scope::org_member, role::member));
  EXPECT_TRUE(refused(scope::org_admin, role::member));
  EXPECT_FALSE(refused(scope::org_admin, role::admin));
  EXPECT_FALSE(refused(scope::org_admin, role::owner));
  EXPECT_TRUE(refused(scope::operator_only, role::owner));
  EXPECT_FALSE(scope_refusal(scope::operator_only, {{"operator"}, {"t"}, {}, {}, role::owner}));
}

TEST(RequestTarget, IsTakenApartAndDecoded) {
  const auto target = parse_target("/a%20b/%C3%A9?x=1&y=a+b%26&x=2&&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/\xC3\xA9");
  const std::multimap<std::string, std::string> wanted{
      {"x", "1"}, {"x", "2"}, {"y", "a b&"}, {"flag", ""}};
  EXPECT_EQ(target->query, wanted);
  EXPECT_EQ(parse_target("http://h:1?q")->path, "/");
  EXPECT_EQ(parse_target("http://h:1/p")->authority, "h:1");
  EXPECT_EQ(parse_target("*")->path, "*");
}

TEST(RequestTarget, IsRefusedWhenItCouldMeanTwoThings) {
  for (const std::string bad : {"", "a", "/%2f", "/%00", "/%0a", "/%7F", "/%", "/%1", "/%g1", "/#a",
                                "/\xC3\xA9", "/%FF", "/%C0%AF", "/?a=%00", "/?%zz", "ftp://h/"})
    EXPECT_FALSE(parse_target(bad)) << bad;
}

TEST(RequestTarget, IsEncodedBack) {
  EXPECT_EQ(encode_path("/a b/\xC3\xA9\"\\~"), "/a%20b/%C3%A9%22%5C~");
}

} // namespace
} // namespace gatehouse
