#include "events/core/limits.hpp"
#include "events/names/slug.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gatehouse {
namespace {

/// The value, or the detail of the refusal after "! ".
std::string shown(const outcome<std::string>& result) {
  if (result)
    return *result;
  EXPECT_EQ(result.error().code, errc::invalid_argument);
  return "! " + result.error().detail;
}

bool accepts(const outcome<std::string>& result) {
  return static_cast<bool>(result);
}

constexpr std::string_view toolkit_slug_rule = "! Toolkit slug must be 1 to 63 lowercase letters, "
                                               "digits or hyphens, and must not start or end "
                                               "with a hyphen.";

TEST(ToolkitName, HoldsNoControlCharacters) {
  EXPECT_FALSE(parse_toolkit_name("a\x1b[31m"));
  EXPECT_FALSE(parse_toolkit_name(std::string{"a\0b", 3}));
}

TEST(ToolkitName, IsTrimmedAndRequired) {
  EXPECT_EQ(shown(parse_toolkit_name("  Deploy Kit\n")), "Deploy Kit");
  EXPECT_EQ(shown(parse_toolkit_name("")), "! Toolkit name is required.");
  EXPECT_EQ(shown(parse_toolkit_name(" \t ")), "! Toolkit name is required.");
}

TEST(ToolkitName, IsBounded) {
  EXPECT_TRUE(accepts(parse_toolkit_name(std::string(limits::name_bytes_max, 'x'))));
  EXPECT_EQ(shown(parse_toolkit_name(std::string(limits::name_bytes_max + 1, 'x'))),
            "! Toolkit name must be at most 255 bytes.");
}

TEST(ToolkitSlug, IsTrimmedAndLowerCasedWhenGiven) {
  EXPECT_EQ(shown(parse_toolkit_slug(" Deploy-KIT ")), "deploy-kit");
  EXPECT_EQ(shown(parse_toolkit_slug("a")), "a");
  EXPECT_EQ(shown(parse_toolkit_slug("a--b")), "a--b");
}

TEST(ToolkitSlug, IsRefusedOutsideItsGrammar) {
  for (auto text : {"", " ", "-a", "a-", "-", "a b", "a_b", "a.b", "a/b", "\xc3\xa9"})
    EXPECT_EQ(shown(parse_toolkit_slug(text)), toolkit_slug_rule) << text;
}

TEST(ToolkitSlug, IsBounded) {
  std::string longest(limits::slug_bytes_max, 'x');
  EXPECT_EQ(shown(parse_toolkit_slug(longest)), longest);
  EXPECT_EQ(shown(parse_toolkit_slug(longest + "x")), toolkit_slug_rule);
}

TEST(ToolkitSlug, ComesFromTheNameWhenNotGiven) {
  EXPECT_EQ(shown(toolkit_slug_of("Deploy Kit")), "deploy-kit");
  EXPECT_EQ(shown(toolkit_slug_of("  --Ops & Runbooks (v2)!  ")), "ops-runbooks-v2");
  EXPECT_EQ(shown(toolkit_slug_of("caf\xc3\xa9 noir")), "caf-noir");
  EXPECT_EQ(shown(toolkit_slug_of("a -- b")), "a-b");
}

TEST(ToolkitSlug, CannotComeFromANameWithNothingUsable) {
  EXPECT_EQ(shown(toolkit_slug_of("\xf0\x9f\x9a\x80")), toolkit_slug_rule);
  EXPECT_EQ(shown(toolkit_slug_of("")), toolkit_slug_rule);
}

TEST(ToolkitSlug, IsCutToItsBoundAndRefusedWhenTheCutLeavesAHyphen) {
  std::string longest(limits::slug_bytes_max, 'x');
  EXPECT_EQ(shown(toolkit_slug_of(longest + "yz")), longest);
  EXPECT_EQ(shown(toolkit_slug_of(longest + " z")), longest);
  EXPECT_EQ(shown(toolkit_slug_of(longest.substr(1) + " z")), toolkit_slug_rule);
}

TEST(ToolkitSlug, HasARefusalForATakenOne) {
  EXPECT_EQ(toolkit_slug_taken("ops"),
            (failure{errc::conflict, "Toolkit slug \"ops\" is already in use."}));
}

TEST(OrgSlug, IsAcceptedInsideItsGrammar) {
  for (auto text : {"ab", "acme", "a-b-c", "42", "default", "mcp2", "acme-mcp"})
    EXPECT_EQ(shown(parse_org_slug(text)), text);
}

TEST(OrgSlug, SaysWhichRuleWasBroken) {
  EXPECT_EQ(shown(parse_org_slug("Acme")),
            "! Organization slug must be of lowercase letters, digits and hyphens only.");
  EXPECT_EQ(shown(parse_org_slug("org_1")),
            "! Organization slug must be of lowercase letters, digits and hyphens only.");
  EXPECT_EQ(shown(parse_org_slug(" acme")),
            "! Organization slug must be of lowercase letters, digits and hyphens only.");
  EXPECT_EQ(shown(parse_org_slug("-acme")),
            "! Organization slug must not start or end with a hyphen.");
  EXPECT_EQ(shown(parse_org_slug("acme-")),
            "! Organization slug must not start or end with a hyphen.");
  EXPECT_EQ(shown(parse_org_slug("ac--me")),
            "! Organization slug must not have two hyphens in a row.");
  EXPECT_EQ(shown(parse_org_slug("mcp")), "! Organization slug \"mcp\" is reserved.");
}

TEST(OrgSlug, IsBoundedOnBothSides) {
  constexpr auto rule = "! Organization slug must be 2 to 48 characters long.";
  EXPECT_EQ(shown(parse_org_slug(std::string(limits::org_slug_bytes_min - 1, 'x'))), rule);
  EXPECT_TRUE(accepts(parse_org_slug(std::string(limits::org_slug_bytes_min, 'x'))));
  EXPECT_TRUE(accepts(parse_org_slug(std::string(limits::org_slug_bytes_max, 'x'))));
  EXPECT_EQ(shown(parse_org_slug(std::string(limits::org_slug_bytes_max + 1, 'x'))), rule);
}

TEST(OrgSlug, IsNeverAWordOfAPath) {
  for (auto text :
       {"api",        "mcp",         ".well-known", "integrations", "policies",     "secrets",
        "tools",      "resume",      "plugins",     "api-keys",     "billing",      "create-org",
        "setup-mcp",  "admin",       "docs",        "login",        "home",         "setup",
        "privacy",    "terms",       "blog",        "pricing",      "careers",      "changelog",
        "_astro",     "assets",      "cdn-cgi",     "static",       "public",       "favicon.ico",
        "robots.txt", "sitemap.xml", "auth",        "oauth",        "callback",     "logout",
        "signin",     "signout",     "signup",      "sign-in",      "sign-out",     "sign-up",
        "register",   "sso",         "invite",      "join",         "settings",     "account",
        "accounts",   "dashboard",   "console",     "app",          "www",          "support",
        "help",       "status",      "internal",    "executor",     "organization", "organizations",
        "org",        "orgs",        "team",        "teams",        "user",         "users",
        "me",         "new",         "create",      "system",       "root",         "null",
        "undefined",  "gatehouse",   "healthz",     "readyz",       "metrics"})
    EXPECT_FALSE(accepts(parse_org_slug(text))) << text;
}

TEST(ConnectionName, IsMainUnlessItSaysOtherwise) {
  EXPECT_EQ(*parse_connection_name("github"), (connection_name{"github", "main"}));
  EXPECT_EQ(*parse_connection_name("github.work"), (connection_name{"github", "work"}));
  EXPECT_EQ(*parse_connection_name("git-hub.2"), (connection_name{"git-hub", "2"}));
}

TEST(ConnectionName, IsRefusedWhenAPartIsNotOneSegment) {
  for (auto text : {"", ".", "github.", ".work", "github.a.b", "GitHub", "git hub", "git_hub", "*",
                    "github.*"}) {
    auto refused = parse_connection_name(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error(),
              (failure{errc::invalid_argument,
                       "Connection name must be INTEGRATION or INTEGRATION.CONNECTION, each 1 to "
                       "63 lowercase letters, digits or hyphens."}));
  }
}

TEST(ConnectionName, IsBoundedInBothParts) {
  std::string longest(limits::slug_bytes_max, 'x');
  EXPECT_TRUE(parse_connection_name(longest + "." + longest));
  EXPECT_FALSE(parse_connection_name(longest + "x"));
  EXPECT_FALSE(parse_connection_name("github." + longest + "x"));
}

TEST(ConnectionName, CannotPassForABuiltInTool) {
  EXPECT_FALSE(parse_connection_name("gatehouse"));
  EXPECT_FALSE(parse_connection_name("gatehouse.policies"));
  EXPECT_TRUE(parse_connection_name("github.gatehouse"));
}

TEST(UserName, IsPrintableWithoutSpaces) {
  for (auto text : {"ann", "Ann.O-Neil_2", "ann+test@example.com"})
    EXPECT_EQ(shown(parse_user_name(text)), text);
  for (auto text : {"ann lee", "ann\n", "ann/lee", "ann\"", "\xc3\xa9ve", "\x7f"})
    EXPECT_EQ(shown(parse_user_name(text)),
              "! User name must be of letters, digits and . _ @ + - only.");
}

TEST(UserName, IsBounded) {
  EXPECT_TRUE(accepts(parse_user_name(std::string(limits::name_bytes_max, 'x'))));
  EXPECT_EQ(shown(parse_user_name(std::string(limits::name_bytes_max + 1, 'x'))),
            "! User name must be 1 to 255 bytes long.");
  EXPECT_FALSE(accepts(parse_user_name("")));
}

} // namespace
} // namespace gatehouse
