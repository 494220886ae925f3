#include "events/core/limits.hpp"
#include "events/toolkit/toolkit.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};
constexpr unix_us later{2'000'000};

const toolkit_created support{{"tk_1"},  {"org_1"}, owner_kind::org,       {},
                              "support", "Support", tool_naming::prefixed, now};

create_toolkit create(std::map<grant_id, std::string> grants = {}) {
  return {{"tk_1"},  {"org_1"}, owner_kind::org,       {},
          "support", "Support", tool_naming::prefixed, std::move(grants),
          now};
}

grant_added added(const std::string& id, const std::string& pattern, const std::string& position) {
  return {{{id}, pattern, position}, now};
}

toolkit_policy_added rule_added(const std::string& id, const std::string& position,
                                policy_action action = policy_action::block) {
  return {{{id}, "github.*", action, position}, now};
}

TEST(Toolkit, IsCreatedOnce) {
  given<toolkit>().when(create()).then({support});
  given<toolkit>({support}).when(create()).then_refused(errc::conflict);
  given<toolkit>({support, toolkit_deleted{now}}).when(create()).then_refused(errc::conflict);
}

TEST(Toolkit, KeepsItsSlugAndItsNameAsTheGrammarDoes) {
  auto command = create();
  command.slug = " SUPPORT ";
  command.name = " Support ";
  given<toolkit>().when(command).then({support});
  command.slug = "sup port";
  given<toolkit>().when(command).then_refused(errc::invalid_argument, "slug");
  command = create();
  command.name = std::string(limits::name_bytes_max + 1, 'n');
  given<toolkit>().when(command).then_refused(errc::invalid_argument, "name");
  command.name = " ";
  given<toolkit>().when(command).then_refused(errc::invalid_argument, "name");
}

TEST(Toolkit, IsCreatedWithGrantsEachPatternOnce) {
  given<toolkit>()
      .when(create({{{"g_1"}, "github.*"}, {{"g_2"}, "github.*"}, {{"g_3"}, "slack.*"}}))
      .then({support, added("g_1", "github.*", "a0"), added("g_3", "slack.*", "a1")});
  given<toolkit>().when(create({{{"g_1"}, "*.github"}})).then_refused(errc::invalid_argument);
}

TEST(Toolkit, IsCreatedWithAsManyGrantsAsItMayHave) {
  std::map<grant_id, std::string> grants;
  for (std::size_t i = 0; i < limits::grants_per_toolkit_max; ++i)
    grants[{"g_" + std::to_string(i)}] = "a.b" + std::to_string(i);
  auto full = given<toolkit>().when(create(grants)).outcome();
  ASSERT_TRUE(full);
  EXPECT_EQ(full->size(), 1 + limits::grants_per_toolkit_max);
  grants[{"g_more"}] = "more.*";
  given<toolkit>().when(create(grants)).then_refused(errc::limit_reached);
  given<toolkit> world{*full};
  world.when(add_grant{{"g_more"}, "more.*", now}).then_refused(errc::limit_reached);
  world.when(add_grant{{"g_more"}, "a.b7", now}).then_nothing();
  given<toolkit> room{events_of<toolkit>(full->begin(), full->end() - 1)};
  auto last = room.when(add_grant{{"g_last"}, "last.*", now}).outcome();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->size(), 1u);
}

TEST(Toolkit, GrantsTheSamePatternUnderTheSameIdAndWritesNothing) {
  given<toolkit> world{{support, added("g_1", "github.*", "a0")}};
  world.when(add_grant{{"g_2"}, "github.*", now}).then_nothing();
  EXPECT_EQ(world.state().grants.begin()->first.value, "g_1");
}

TEST(Toolkit, AddsAGrantAtTheEnd) {
  given<toolkit>({support}).when(add_grant{{"g_1"}, "a.*", now}).then({added("g_1", "a.*", "a0")});
  given<toolkit>({support, added("g_9", "a.*", "a0")})
      .when(add_grant{{"g_1"}, "b.*", now})
      .then({added("g_1", "b.*", "a1")});
  given<toolkit>({support}).when(add_grant{{"g_1"}, "", now}).then_refused(errc::invalid_argument);
}

TEST(Toolkit, RemovesAGrantOnce) {
  events_of<toolkit> past{support, added("g_1", "github.*", "a0")};
  given<toolkit>(past).when(remove_grant{{"g_1"}, now}).then({grant_removed{{"g_1"}, now}});
  past.push_back(grant_removed{{"g_1"}, now});
  given<toolkit>(past).when(remove_grant{{"g_1"}, now}).then_refused(errc::not_found);
}

TEST(Toolkit, ChangesWhatTheChangeNames) {
  change_toolkit change;
  change.now = now;
  given<toolkit>({support}).when(change).then_nothing();
  change.slug = "Help";
  given<toolkit>({support}).when(change).then(
      {toolkit_changed{"help", "Support", tool_naming::prefixed, now}});
  change.naming = tool_naming::bare;
  change.name = "Help desk";
  given<toolkit>({support}).when(change).then(
      {toolkit_changed{"help", "Help desk", tool_naming::bare, now}});
  change.name = "";
  given<toolkit>({support}).when(change).then_refused(errc::invalid_argument);
  change = {};
  change.slug = "-";
  given<toolkit>({support}).when(change).then_refused(errc::invalid_argument);
}

TEST(Toolkit, AddsARuleAtTheTopUnlessAPositionIsGiven) {
  given<toolkit> world{{support, rule_added("a", "a0")}};
  add_toolkit_policy add{{"b"}, "github.*", policy_action::block, std::nullopt, now};
  world.when(add).then({rule_added("b", "Zz")});
  add.position = "a1";
  world.when(add).then({rule_added("b", "a1")});
  add.position = "1";
  world.when(add).then_refused(errc::invalid_argument);
  add.id = {"a"};
  world.when(add).then_refused(errc::conflict);
  add.pattern = "";
  world.when(add).then_refused(errc::invalid_argument);
}

TEST(Toolkit, RefusesOneRuleTooMany) {
  auto state = state_after<toolkit>({support});
  for (std::size_t i = 1; i < limits::policies_per_list_max; ++i)
    toolkit::evolve(state, rule_added("pol_" + std::to_string(i), "a5"));
  add_toolkit_policy add{{"last"}, "github.*", policy_action::block, "a6", now};
  given<toolkit>(state).when(add).then({rule_added("last", "a6")});
  toolkit::evolve(state, rule_added("last", "a6"));
  add.id = {"more"};
  given<toolkit>(state).when(add).then_refused(errc::limit_reached);
}

TEST(Toolkit, ChangesAndRemovesARule) {
  given<toolkit> world{{support, rule_added("a", "a0"), rule_added("b", "a1")}};
  rule_change what;
  world.when(change_toolkit_policy{{"b"}, what, now}).then_nothing();
  world.when(change_toolkit_policy{{"z"}, what, now}).then_refused(errc::not_found);
  what.action = policy_action::approve;
  what.before = policy_id{"a"};
  toolkit_policy_changed changed{{{"b"}, "github.*", policy_action::approve, "Zz"}, now};
  world.when(change_toolkit_policy{{"b"}, what, now}).then({changed});
  world.when(remove_toolkit_policy{{"b"}, now}).then({toolkit_policy_removed{{"b"}, now}});
  world.when(remove_toolkit_policy{{"z"}, now}).then_refused(errc::not_found, "policy");
}

TEST(Toolkit, NotesWhenItWasLastChanged) {
  toolkit_changed renamed{"help", "Help", tool_naming::prefixed, later};
  grant_added granted{{{"g_1"}, "a.*", "a0"}, later};
  toolkit_policy_added ruled{{{"a"}, "a.*", policy_action::block, "a0"}, later};
  for (const toolkit::event& event :
       {toolkit::event{renamed}, toolkit::event{granted}, toolkit::event{ruled},
        toolkit::event{toolkit_deleted{later}}}) {
    given<toolkit> world{{support, event}};
    EXPECT_EQ(world.state().created, now);
    EXPECT_EQ(world.state().updated, later);
  }
}

TEST(Toolkit, IsDeletedOnceAndAnswersNothingAfterwards) {
  given<toolkit>({support}).when(delete_toolkit{now}).then({toolkit_deleted{now}});
  for (const auto& past :
       {events_of<toolkit>{}, events_of<toolkit>{support, toolkit_deleted{now}}}) {
    given<toolkit> gone{past};
    gone.when(delete_toolkit{now}).then_refused(errc::not_found);
    gone.when(change_toolkit{}).then_refused(errc::not_found);
    gone.when(add_grant{{"g_1"}, "a.*", now}).then_refused(errc::not_found);
    gone.when(remove_grant{{"g_1"}, now}).then_refused(errc::not_found);
    gone.when(add_toolkit_policy{{"a"}, "a.*", {}, {}, now}).then_refused(errc::not_found);
    gone.when(change_toolkit_policy{{"a"}, {}, now}).then_refused(errc::not_found);
    gone.when(remove_toolkit_policy{{"a"}, now}).then_refused(errc::not_found);
  }
}

TEST(Toolkit, SaysWhatIsCapturedThroughItOrLeavesThatToItsOrganization) {
  const toolkit_capture_set full{capture_level::full, later};
  given<toolkit>({support}).when(set_toolkit_capture{capture_level::full, later}).then({full});
  given<toolkit>({support, full})
      .when(set_toolkit_capture{std::nullopt, later})
      .then({toolkit_capture_set{std::nullopt, later}});
  given<toolkit>({support}).when(set_toolkit_capture{std::nullopt, later}).then_nothing();
  given<toolkit>({support, toolkit_deleted{now}})
      .when(set_toolkit_capture{capture_level::full, later})
      .then_refused(errc::not_found);
}

} // namespace
} // namespace gatehouse
