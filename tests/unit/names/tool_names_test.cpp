#include "events/core/limits.hpp"
#include "events/names/ascii.hpp"
#include "events/names/tool_names.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {
namespace {

using names = std::vector<std::string>;

names names_of(const std::vector<named_tool>& tools) {
  names result;
  for (const auto& one : tools)
    result.push_back(one.name);
  return result;
}

// -- servers
// ---------------------------------------------------------------------------------------

TEST(ServerNames, AreCleanedAndToldApart) {
  name_allotter allotter;
  EXPECT_EQ(allotter.server("github"), "github");
  EXPECT_EQ(allotter.server("GitHub"), "GitHub-2");
  EXPECT_EQ(allotter.server("git hub"), "git-hub");
  EXPECT_EQ(allotter.server("git.hub"), "git-hub-2");
  EXPECT_EQ(allotter.server("7zip"), "mcp-7zip");
  EXPECT_EQ(allotter.server("  "), "mcp");
  EXPECT_EQ(allotter.server("\xe6\x97\xa5\xe6\x9c\xac"), "mcp---");
  EXPECT_EQ(allotter.server("_x"), "mcp-_x");
}

TEST(ServerNames, AreCutToTheirBoundWithTheirSuffix) {
  name_allotter allotter;
  std::string_view text = "a-very-long-server-name-that-exceeds-thirty-chars";
  ASSERT_EQ(text.size(), 49u);
  EXPECT_EQ(allotter.server(text), "a-very-long-server-name-that-e");
  EXPECT_EQ(allotter.server(text), "a-very-long-server-name-that-2");
  for (int i = 3; i < 12; ++i)
    EXPECT_LE(allotter.server(text).size(), limits::exposed_server_bytes_max);
}

TEST(ServerNames, FillTheirBoundExactly) {
  name_allotter allotter;
  std::string fits(limits::exposed_server_bytes_max, 'x');
  std::string over(limits::exposed_server_bytes_max + 1, 'y');
  EXPECT_EQ(allotter.server(fits), fits);
  EXPECT_EQ(allotter.server(over), over.substr(1));
}

// -- tools
// -----------------------------------------------------------------------------------------

TEST(ToolNames, AreCleanedAndToldApartFromReservedOnes) {
  name_allotter allotter{{"github__search"}};
  EXPECT_EQ(allotter.tool("github", "search"), "github__search-2");
  EXPECT_EQ(allotter.tool("github", "Search"), "github__Search-3");
  EXPECT_EQ(allotter.tool("github", "sea rch"), "github__sea-rch");
  EXPECT_EQ(allotter.tool("github", "sea.rch"), "github__sea-rch-2");
  EXPECT_EQ(allotter.tool("github", "1st"), "github__tool-1st");
  EXPECT_EQ(allotter.tool("github", ""), "github__tool");
}

TEST(ToolNames, AreCutToTheirBoundWithTheirSuffixAndWithoutTouchingTheServer) {
  name_allotter allotter;
  std::string text(80, 'x');
  auto first = allotter.tool("github", text);
  EXPECT_EQ(first, "github__" + std::string(56, 'x'));
  auto second = allotter.tool("github", text);
  EXPECT_EQ(second, "github__" + std::string(54, 'x') + "-2");
  EXPECT_EQ(first.size(), limits::exposed_tool_bytes_max);
  EXPECT_EQ(second.size(), limits::exposed_tool_bytes_max);
}

TEST(ToolNames, KeepAPartOfTheirOwnBesideAnyServer) {
  name_allotter allotter;
  std::string server(100, 's');
  EXPECT_EQ(allotter.tool(server, "search"), server + "__s");
}

TEST(ToolNames, ReserveInAnyCase) {
  name_allotter allotter{{"GitHub__SEARCH"}};
  EXPECT_EQ(allotter.tool("github", "search"), "github__search-2");
}

TEST(ToolNames, AreToldApartAcrossServers) {
  name_allotter allotter;
  EXPECT_EQ(allotter.tool("a", "b__c"), "a__b__c");
  EXPECT_EQ(allotter.tool("a__b", "c"), "a__b__c-2");
}

TEST(ToolNames, FollowTheServersOrderAndTheBytesOfTheirOwn) {
  auto named = name_tools({{"github", {"search", "sea.rch", "sea rch"}}, {"GitHub", {"search"}}},
                          {"github__search"});
  EXPECT_EQ(named, (std::vector<named_tool>{{"GitHub-2__search", 1, 0},
                                            {"github__sea-rch", 0, 2},
                                            {"github__sea-rch-2", 0, 1},
                                            {"github__search-2", 0, 0}}));
}

TEST(ToolNames, AreNamedByTheServersNewNameBeforeTheirOwn) {
  auto named = name_tools({{"b", {"x"}}, {"B", {"x"}}, {"a", {"y"}}}, {});
  EXPECT_EQ(names_of(named), (names{"B-2__x", "a__y", "b__x"}));
}

TEST(ToolNames, TakeManyEqualOnesInTime) {
  server_tools server{"s", names(limits::catalog_tools_max, "same")};
  auto named = name_tools({server}, {});
  std::set<std::string> distinct;
  for (const auto& one : named)
    distinct.insert(one.name);
  EXPECT_EQ(distinct.size(), limits::catalog_tools_max);
  EXPECT_EQ(distinct.count("s__same-" + std::to_string(limits::catalog_tools_max)), 1u);
}

// -- bare names
// ------------------------------------------------------------------------------------

TEST(BareNames, AreTheToolsOwn) {
  auto named = name_tools_bare({"test_simple_text", "repos.list", "2nd", "A-b"}, {});
  EXPECT_EQ(named,
            (std::vector<named_tool>{
                {"2nd", 0, 2}, {"A-b", 0, 3}, {"repos.list", 0, 1}, {"test_simple_text", 0, 0}}));
}

TEST(BareNames, AreCleanedWhenTheyCannotBeShown) {
  EXPECT_EQ(names_of(name_tools_bare({"a b", "1,2", ""}, {})), (names{"a-b", "tool", "tool-1-2"}));
}

TEST(BareNames, AreToldApartWhenTakenOrReserved) {
  EXPECT_EQ(names_of(name_tools_bare({"search", "search", "Search", "ping"}, {"PING"})),
            (names{"Search", "ping-2", "search-2", "search-3"}));
}

TEST(BareNames, GoFirstToThoseThatKeepTheirs) {
  auto named = name_tools_bare({"a b", "a-b", "a", "a", "a-2"}, {});
  EXPECT_EQ(named, (std::vector<named_tool>{
                       {"a", 0, 2}, {"a-2", 0, 4}, {"a-3", 0, 3}, {"a-b", 0, 1}, {"a-b-2", 0, 0}}));
}

TEST(BareNames, AreBounded) {
  std::string longest(limits::bare_tool_bytes_max, 'x');
  EXPECT_TRUE(is_bare_name(longest));
  EXPECT_FALSE(is_bare_name(longest + "x"));
  EXPECT_FALSE(is_bare_name(""));
  EXPECT_EQ(names_of(name_tools_bare({longest + "x"}, {})),
            names{std::string(limits::exposed_tool_bytes_max, 'x')});
}

// -- properties
// ------------------------------------------------------------------------------------

/// Short names of few characters, so that many collide; among them ones that look like suffixes.
rc::Gen<std::string> some_name() {
  return rc::gen::resize(
      4, rc::gen::container<std::string>(rc::gen::elementOf(std::string{"aAb_-.2 \xc3\xa4"})));
}

rc::Gen<names> some_names() {
  return rc::gen::container<names>(some_name());
}

bool are_distinct(const std::vector<named_tool>& named) {
  std::set<std::string> seen;
  std::set<std::pair<std::size_t, std::size_t>> places;
  for (const auto& one : named)
    if (!seen.insert(lower(one.name)).second || !places.insert({one.server, one.tool}).second)
      return false;
  return true;
}

RC_GTEST_PROP(ToolNames, AreDistinctSafeAndBounded, ()) {
  auto reserved = *some_names();
  std::vector<server_tools> servers{{*some_name(), *some_names()}, {*some_name(), *some_names()}};
  auto named = name_tools(servers, reserved);
  RC_ASSERT(named.size() == servers[0].tools.size() + servers[1].tools.size());
  RC_ASSERT(are_distinct(named));
  for (const auto& one : named) {
    RC_ASSERT(one.name.size() <= limits::exposed_tool_bytes_max);
    RC_ASSERT(is_letter(one.name.front()));
    RC_ASSERT(is_bare_name(one.name) && one.name.find('.') == std::string::npos);
    for (const auto& other : reserved)
      RC_ASSERT(lower(one.name) != lower(other));
  }
}

RC_GTEST_PROP(ToolNames, DoNotDependOnTheOrderAServerListsThemIn, ()) {
  auto tools = *some_names();
  auto turned = tools;
  std::reverse(turned.begin(), turned.end());
  RC_ASSERT(names_of(name_tools({{"s", tools}}, {})) == names_of(name_tools({{"s", turned}}, {})));
  RC_ASSERT(names_of(name_tools_bare(tools, {})) == names_of(name_tools_bare(turned, {})));
}

RC_GTEST_PROP(BareNames, AreDistinctAndKeptWhereTheyCanBe, ()) {
  auto tools = *some_names();
  auto named = name_tools_bare(tools, {});
  RC_ASSERT(named.size() == tools.size());
  RC_ASSERT(are_distinct(named));
  for (const auto& tool : tools)
    if (is_bare_name(tool)) {
      auto keeps = [&](const named_tool& one) { return lower(one.name) == lower(tool); };
      RC_ASSERT(std::any_of(named.begin(), named.end(), keeps));
    }
}

} // namespace
} // namespace gatehouse
