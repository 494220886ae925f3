#include "actors/exposure.hpp"
#include "tests/support/client_calls.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse {

namespace {

/// An org's connections and policies as they would be published.
class Exposure : public testing::Test {
protected:
  Exposure() {
    owner.id = {"org_1"};
    add("conn_1", "github.org.main", {"list", "delete"});
    add("conn_2", "github.org.second", {"list"});
    add("conn_3", "mail.user.main", {"send"}, "user_1");
    kit.id = {"tk_1"};
    kit.org = owner.id;
    kit.slug = kit.name = "dev";
    kit.grants[{"tkconn_1"}] = {{"tkconn_1"}, "github.*", "a"};
    publish();
  }

  void add(const std::string& id, const std::string& address, std::vector<std::string> tools,
           const std::string& user = {}) {
    connection::state one;
    one.id = {id};
    one.org = owner.id;
    one.address = address;
    one.owner = user.empty() ? owner_kind::org : owner_kind::user;
    one.owner_user = {user};
    owner.connections[{id}] = {address, one.owner, {user}};
    current.publish(connection::stream(one.id),
                    std::make_shared<const versioned<connection>>(versioned<connection>{one, {1}}));
    auto listed = std::make_shared<catalog>();
    for (auto& tool : tools)
      listed->of(catalog_list::tools).push_back({tool, R"({"name":")" + tool + R"("})", {}, false});
    board.put({id}, std::move(listed));
  }

  void publish() {
    ++version;
    current.publish(org::stream(owner.id),
                    std::make_shared<const versioned<org>>(versioned<org>{owner, {version}}));
    current.publish(toolkit::stream(kit.id),
                    std::make_shared<const versioned<toolkit>>(versioned<toolkit>{kit, {version}}));
  }

  void block(const std::string& pattern) {
    kit.policies[{"tkpol_1"}] = {{"tkpol_1"}, pattern, policy_action::block, "a"};
    publish();
  }

  binding at(const std::string& toolkit = "tk_1", const std::string& user = {}) const {
    return {{{"tok_1"}, {"tok_1"}, owner.id, {user}, role::member}, {owner.id, {toolkit}, {}}};
  }

  std::shared_ptr<const exposure> seen(const binding& from) {
    return all.find(*view_scope(current, from), from, {});
  }

  std::optional<exposed_item> tool(const binding& from, const std::string& name) {
    return seen(from)->find(tool_request(name));
  }

  std::vector<std::string> names(const binding& from) {
    std::vector<std::string> found;
    for (const auto& one : seen(from)->listing(catalog_list::tools)->items)
      found.push_back(one.name);
    return found;
  }

  using strings = std::vector<std::string>;

  std::uint64_t version = 0;
  org::state owner;
  toolkit::state kit;
  published current;
  catalogs board;
  exposures all{board};
};

// S-TOOLS-03, M-TOOLS-03, M-TOOLS-04
TEST_F(Exposure, NamesToolsByTheirServersInByteOrder) {
  EXPECT_EQ(names(at()), (strings{"github-second__list", "github__delete", "github__list"}));
  EXPECT_EQ(seen(at())->listing(catalog_list::tools)->items[2].json, R"({"name":"github__list"})");
  EXPECT_EQ(tool(at(), "github__list")->address, "github.org.main.list");
  EXPECT_EQ(tool(at(), "github__list")->upstream_name, "list");
  EXPECT_EQ(tool(at(), "list"), std::nullopt);
}

TEST_F(Exposure, ShowsNoBlockedToolButKnowsIt) {
  block("github.org.main.delete");
  EXPECT_EQ(names(at()), (strings{"github-second__list", "github__list"}));
  ASSERT_NE(tool(at(), "github__delete"), std::nullopt);
  EXPECT_EQ(tool(at(), "github__delete")->address, "github.org.main.delete");
}

// S-TOOLS-12
TEST_F(Exposure, KeepsWhatAToolkitDoesNotGrantOutOfSight) {
  kit.grants[{"tkconn_1"}].pattern = "github.org.second.*";
  publish();
  EXPECT_EQ(names(at()), strings{"github-second__list"});
  EXPECT_EQ(tool(at(), "github__list"), std::nullopt);
}

// S-TOOLS-12, M-CACHE-05, M-CACHE-11
TEST_F(Exposure, ShowsPersonalToolsToTheirUserOnly) {
  auto everyone = names(at(""));
  EXPECT_EQ(std::count(everyone.begin(), everyone.end(), "mail__send"), 0);
  auto theirs = names(at("", "user_1"));
  EXPECT_EQ(std::count(theirs.begin(), theirs.end(), "mail__send"), 1);
  auto others = names(at("", "user_2"));
  EXPECT_EQ(std::count(others.begin(), others.end(), "mail__send"), 0);
}

TEST_F(Exposure, UsesBareNamesOnlyWithOneConnection) {
  kit.naming = tool_naming::bare;
  publish();
  EXPECT_EQ(names(at()).front(), "github-second__list");
  kit.grants[{"tkconn_1"}].pattern = "github.org.main.*";
  publish();
  EXPECT_EQ(names(at()), (strings{"delete", "list"}));
}

// M-TOOLS-02, M-RES-02, M-PROMPT-02
TEST_F(Exposure, IsBuiltAnewOnlyWhenSomethingChanged) {
  auto before = seen(at());
  EXPECT_EQ(seen(at()), before);
  auto other = std::make_shared<catalog>();
  other->of(catalog_list::tools).push_back({"new", R"({"name":"new"})", {}, false});
  board.put({"conn_2"}, std::move(other));
  auto relisted = seen(at());
  EXPECT_NE(relisted, before);
  EXPECT_NE(relisted->find(tool_request("github-second__new")), std::nullopt);
  publish();
  EXPECT_NE(seen(at()), relisted) << "the policies may have changed";
}

TEST_F(Exposure, KnowsWhichConnectionsHaveNoCatalogYet) {
  board.erase({"conn_2"});
  EXPECT_EQ(all.unlisted(*view_scope(current, at())), std::vector{connection_id{"conn_2"}});
  EXPECT_EQ(names(at()), (strings{"github__delete", "github__list"}));
}

TEST_F(Exposure, IsRefusedWhereThereIsNothing) {
  EXPECT_EQ(view_scope(current, at("tk_none")).error().code, errc::not_found);
  kit.deleted = true;
  publish();
  EXPECT_EQ(view_scope(current, at()).error().code, errc::not_found);
  auto nowhere = at();
  nowhere.what.org = {"org_none"};
  EXPECT_EQ(view_scope(current, nowhere).error().code, errc::forbidden);
}

TEST_F(Exposure, IsDecidedOnOneMomentsVersions) {
  auto view = view_scope(current, at());
  ASSERT_EQ(view->reads.size(), 2u);
  EXPECT_EQ(view->reads[0].stream, org::stream(owner.id));
  EXPECT_EQ(view->reads[1].stream, toolkit::stream(kit.id));
  EXPECT_EQ(view->policy->version().value, version);
}

} // namespace

} // namespace gatehouse
