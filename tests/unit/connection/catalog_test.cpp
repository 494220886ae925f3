#include "events/connection/connection.hpp"
#include "events/core/limits.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};
constexpr digest256 one{{1}};
constexpr digest256 two{{2}};
constexpr digest256 three{{3}};

connection_created created() {
  upstream_config config;
  config.command = {"npx"};
  return {{"conn_1"}, {"org_1"}, "github.org.main", owner_kind::org, {}, std::move(config), now};
}

/// A listing whose digest follows from its tools.
note_catalog noted(std::vector<listed_tool> tools) {
  digest256 all;
  for (const auto& tool : tools)
    all.bytes[tool.digest.bytes[0]] += static_cast<std::uint8_t>(tool.name.size());
  return {"2025-11-25", "github", "1.0", all, std::move(tools), now};
}

catalog_listed listed(std::vector<listed_tool> tools) {
  const auto c = noted(std::move(tools));
  return {c.protocol_version, c.server_name, c.server_version, c.digest, c.tools, c.now};
}

/// A healthy connection that listed `tools` first.
events_of<connection> past(std::vector<listed_tool> tools,
                           drift_answer drift = drift_answer::warn) {
  events_of<connection> events{created()};
  if (drift != drift_answer::warn)
    events.emplace_back(drift_set{drift, now});
  events.emplace_back(listed(std::move(tools)));
  events.emplace_back(connection_health_changed{true, "", now});
  return events;
}

events_of<connection> operator+(events_of<connection> events, const events_of<connection>& more) {
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

/// What is recorded of a change that could not be compared.
tool_change unseen(digest256 before, digest256 after) {
  return {before, after, change_class::breaking, false, {}};
}

tool_change appeared(digest256 after) {
  return {{}, after, change_class::additive, true, {}};
}

tool_change vanished(digest256 before) {
  return {before, {}, change_class::breaking, true, {}};
}

/// What follows when the tool `list`, accepted as `one`, is listed as `two`.
events_of<connection> drifted() {
  return {listed({{"list", two}}), tool_changed{"list", unseen(one, two), now}};
}

TEST(ConnectionCatalog, TrustsTheFirstListing) {
  const auto state = state_after<connection>(past({{"list", one}}, drift_answer::quarantine));
  EXPECT_EQ(state.pins.at("list"), one);
  EXPECT_TRUE(state.changes.empty());
  EXPECT_FALSE(state.withholds("list", one));
}

TEST(ConnectionCatalog, RecordsAToolThatIsNotWhatItWas) {
  given<connection>(past({{"list", one}})).when(noted({{"list", two}})).then(drifted());
}

TEST(ConnectionCatalog, RecordsWhatDiffersWhereBothObjectsWereAtHand) {
  auto c = noted({{"list", two}});
  const tool_change seen{
      one, two, change_class::notational, true, {{"/description", change_class::notational}}};
  c.differences["list"] = seen;
  given<connection>(past({{"list", one}}))
      .when(c)
      .then({listed({{"list", two}}), tool_changed{"list", seen, now}});
}

TEST(ConnectionCatalog, TakesNoDifferenceBetweenOtherObjects) {
  auto c = noted({{"list", two}});
  c.differences["list"] = {three, two, change_class::notational, true, {}};
  given<connection>(past({{"list", one}})).when(c).then(drifted());
}

TEST(ConnectionCatalog, RecordsToolsThatAppearAndVanish) {
  given<connection>(past({{"list", one}}))
      .when(noted({{"add", two}}))
      .then({listed({{"add", two}}), tool_changed{"add", appeared(two), now},
             tool_changed{"list", vanished(one), now}});
}

TEST(ConnectionCatalog, ComparesAToolThatReturnsWithWhatItWasAcceptedAs) {
  const auto away = past({{"list", one}}) +
                    events_of<connection>{listed({}), tool_changed{"list", vanished(one), now}};
  given<connection>(away).when(noted({{"list", two}})).then(drifted());
  auto c = noted({{"list", two}});
  const tool_change seen{one, two, change_class::breaking, true, {{"/x", change_class::breaking}}};
  c.differences["list"] = seen;
  given<connection>(away).when(c).then({listed({{"list", two}}), tool_changed{"list", seen, now}});
  given<connection>(away)
      .when(noted({{"list", one}}))
      .then({listed({{"list", one}}), tool_changed{"list", appeared(one), now}});
}

TEST(ConnectionCatalog, SeesASecondObjectUnderAKnownName) {
  given<connection>(past({{"list", one}}))
      .when(noted({{"list", one}, {"list", two}}))
      .then({listed({{"list", one}, {"list", two}}), tool_changed{"list", unseen(one, two), now}});
}

TEST(ConnectionCatalog, TellsSoManyChangesOfOneListingAndNotOneMore) {
  std::vector<listed_tool> tools{{"list", one}};
  for (std::size_t i = 0; i <= limits::tool_changes_per_listing_max; ++i)
    tools.push_back({"tool_" + std::to_string(i), two});
  const auto events =
      decide<connection>(state_after<connection>(past({{"list", one}})), noted(tools));
  EXPECT_EQ(events->size(), 1 + limits::tool_changes_per_listing_max);
  EXPECT_EQ(std::get<catalog_listed>(events->front()).tools.size(), tools.size());
}

TEST(ConnectionCatalog, GoesOnWithAChangedToolUnlessItIsToQuarantine) {
  for (const auto drift : {drift_answer::allow, drift_answer::warn, drift_answer::quarantine}) {
    const auto state = state_after<connection>(past({{"list", one}}, drift) + drifted());
    EXPECT_EQ(state.withholds("list", two), drift == drift_answer::quarantine);
    EXPECT_EQ(state.changes.contains("list"), drift != drift_answer::allow);
    EXPECT_EQ(state.pins.at("list"), drift == drift_answer::allow ? two : one);
  }
}

TEST(ConnectionCatalog, WithholdsANewToolOfAKnownServer) {
  const auto state = state_after<connection>(past({{"list", one}}, drift_answer::quarantine));
  EXPECT_TRUE(state.withholds("add", two));
}

TEST(ConnectionCatalog, NeedsNobodyOnceAToolIsAsItWas) {
  const auto back =
      past({{"list", one}}, drift_answer::quarantine) + drifted() +
      events_of<connection>{listed({{"list", one}}), tool_changed{"list", unseen(two, one), now}};
  const auto state = state_after<connection>(back);
  EXPECT_TRUE(state.changes.empty());
  EXPECT_FALSE(state.withholds("list", one));
}

TEST(ConnectionCatalog, WithholdsAToolThatCameBackAnother) {
  const auto gone = past({{"list", one}}, drift_answer::quarantine) +
                    events_of<connection>{listed({}), tool_changed{"list", vanished(one), now}};
  EXPECT_TRUE(state_after<connection>(gone).changes.contains("list"));
  EXPECT_TRUE(state_after<connection>(gone).withholds("list", two)) << "its pin outlives it";
}

TEST(ConnectionCatalog, ForgetsWhatCameAndWentUnaccepted) {
  auto events = past({{"list", one}});
  for (int i = 0; i < 100; ++i) {
    const auto name = "tool_" + std::to_string(i);
    events = events + events_of<connection>{listed({{"list", one}, {name, two}}),
                                            tool_changed{name, appeared(two), now},
                                            listed({{"list", one}}),
                                            tool_changed{name, vanished(two), now}};
  }
  const auto state = state_after<connection>(events);
  EXPECT_TRUE(state.changes.empty()) << "or a server's inventions would fill the state";
  EXPECT_EQ(state.pins.size(), 1u);
}

TEST(ConnectionCatalog, AcceptsAllThatIsListedAndForgetsTheRest) {
  const auto known = past({{"list", one}, {"old", three}}, drift_answer::quarantine) +
                     events_of<connection>{listed({{"list", two}})};
  const tools_accepted accepted{{{"list", two}}, {"old"}, now};
  given<connection>(known).when(accept_tools{{}, {}, now}).then({accepted});
  const auto state = state_after<connection>(known + events_of<connection>{accepted});
  EXPECT_FALSE(state.withholds("list", two));
  EXPECT_FALSE(state.pins.contains("old"));
}

TEST(ConnectionCatalog, AcceptsOneTool) {
  const auto known = past({{"list", one}}, drift_answer::quarantine) +
                     events_of<connection>{listed({{"list", two}, {"add", three}})};
  given<connection>(known)
      .when(accept_tools{{"add"}, {}, now})
      .then({tools_accepted{{{"add", three}}, {}, now}});
  given<connection>(known).when(accept_tools{{"none"}, {}, now}).then_refused(errc::not_found);
}

TEST(ConnectionCatalog, AcceptsNothingTwice) {
  given<connection>(past({{"list", one}})).when(accept_tools{{}, {}, now}).then_nothing();
  given<connection>(past({{"list", one}})).when(accept_tools{{"list"}, {}, now}).then_nothing();
}

TEST(ConnectionCatalog, AcceptsOnlyWhatWasReviewed) {
  const auto known = past({{"list", one}}) + drifted();
  given<connection>(known)
      .when(accept_tools{{}, noted({{"list", two}}).digest, now})
      .then({tools_accepted{{{"list", two}}, {}, now}});
  given<connection>(known)
      .when(accept_tools{{}, noted({{"list", one}}).digest, now})
      .then_refused(errc::conflict, "changed");
}

TEST(ConnectionCatalog, AcceptsSoManyToolsAndNotOneMore) {
  auto state = state_after<connection>(past({{"list", one}}));
  for (std::size_t i = 1; i < limits::pinned_tools_max; ++i)
    state.pins.emplace("tool_" + std::to_string(i), three);
  state.tools.push_back({"new", two});
  auto refused = decide<connection>(state, accept_tools{{"new"}, {}, now});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::limit_reached);
  state.pins.erase("tool_1");
  EXPECT_TRUE(decide<connection>(state, accept_tools{{"new"}, {}, now}));
}

TEST(ConnectionCatalog, SetsItsAnswerToDrift) {
  given<connection>({created()})
      .when(set_drift{drift_answer::quarantine, now})
      .then({drift_set{drift_answer::quarantine, now}});
  given<connection>({created()}).when(set_drift{drift_answer::warn, now}).then_nothing();
}

TEST(ConnectionCatalog, QuarantinesWhatDriftedBefore) {
  const auto state =
      state_after<connection>(past({{"list", one}}) + drifted() +
                              events_of<connection>{drift_set{drift_answer::quarantine, now}});
  EXPECT_TRUE(state.withholds("list", two));
}

TEST(ConnectionCatalog, AcceptsWhatThereIsWhenAllIsAllowed) {
  const auto state =
      state_after<connection>(past({{"list", one}}, drift_answer::quarantine) + drifted() +
                              events_of<connection>{drift_set{drift_answer::allow, now}});
  EXPECT_EQ(state.pins.at("list"), two);
  EXPECT_TRUE(state.changes.empty());
}

TEST(ConnectionCatalog, IsCreatedWithAnAnswerToDrift) {
  create_connection create{
      {"conn_1"},       {"org_1"}, "github.org.main",       owner_kind::org, {},
      created().config, now,       drift_answer::quarantine};
  given<connection>().when(create).then({created(), drift_set{drift_answer::quarantine, now}});
}

TEST(ConnectionCatalog, NotesOtherListsWhenTheyChange) {
  auto c = noted({{"list", one}});
  c.lists[catalog_part::prompts] = {2, two};
  c.lists[catalog_part::resources] = {0, three};
  const list_noted prompts{catalog_part::prompts, {2, two}, now};
  given<connection>(past({{"list", one}})).when(c).then({prompts});
  given<connection>(past({{"list", one}}) + events_of<connection>{prompts}).when(c).then_nothing();
  c.lists[catalog_part::prompts] = {0, three};
  given<connection>(past({{"list", one}}) + events_of<connection>{prompts})
      .when(c)
      .then({list_noted{catalog_part::prompts, {0, three}, now}});
}

TEST(ConnectionCatalog, NotesAFailingListOnceUntilItRecovers) {
  auto c = noted({{"list", one}});
  c.failing[catalog_part::prompts] = "upstream_timeout";
  const listing_failed failed{catalog_part::prompts, "upstream_timeout", now};
  const auto known = past({{"list", one}});
  given<connection>(known).when(c).then({failed});
  given<connection>(known + events_of<connection>{failed}).when(c).then_nothing();
  given<connection>(known + events_of<connection>{failed})
      .when(noted({{"list", one}}))
      .then({listed({{"list", one}})});
}

TEST(ConnectionCatalog, NotesToolsThatCannotBeListedOnce) {
  const listing_failed failed{catalog_part::tools, "upstream_timeout", now};
  const auto known = past({{"list", one}});
  const note_failed_listing note{"upstream_timeout", now};
  given<connection>(known).when(note).then({failed});
  given<connection>(known + events_of<connection>{failed}).when(note).then_nothing();
}

TEST(ConnectionCatalog, NotesThatItsServerSaysItChanged) {
  given<connection>(past({}))
      .when(note_invalidated{catalog_part::tools, now})
      .then({catalog_invalidated{catalog_part::tools, now}});
}

TEST(ConnectionCatalog, NotesNothingOfWhatIsGone) {
  const events_of<connection> gone{created(), connection_removed{now}};
  given<connection>(gone).when(note_invalidated{}).then_refused(errc::not_found);
  given<connection>(gone).when(note_failed_listing{}).then_refused(errc::not_found);
  given<connection>(gone).when(set_drift{}).then_refused(errc::not_found);
  given<connection>(gone).when(accept_tools{}).then_refused(errc::not_found);
}

} // namespace
} // namespace gatehouse
