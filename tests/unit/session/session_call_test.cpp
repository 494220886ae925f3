#include "events/core/limits.hpp"
#include "events/session/session.hpp"
#include "events/toolkit/toolkit.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};
constexpr stream_version rules_version{7};

const session_bearer ada{{"user_1"}, {"org_1"}, {"tk_1"}};
const session_opened opened{{"s-1"},      ada.org, ada.principal, ada.toolkit, "support",
                            "2025-11-25", "ide",   "1.2",         now};

call_subject subject(const std::string& call = "call_1") {
  return {{call},     "github__issues_list", "github.org.main.issues_list",
          {"conn_1"}, digest256{{5}},        sealed{{"key_1"}, "box"},
          {}};
}

/// A call of a known tool under `policy`.
begin_call calling(policy_snapshot policy, const std::string& call = "call_1") {
  begin_call command;
  command.bearer = ada;
  command.subject = subject(call);
  command.known = true;
  command.policy = std::make_shared<const policy_snapshot>(std::move(policy));
  command.now = now;
  return command;
}

policy_snapshot rules(const std::vector<std::string>& grants, std::vector<policy_rule> all = {}) {
  std::vector<grant> granted;
  for (const auto& text : grants)
    granted.push_back({{"g_" + text}, text, "a0"});
  return policy_snapshot::for_toolkit(owner_kind::org, {}, granted, std::move(all), rules_version);
}

policy_rule rule(policy_action action, const std::string& pattern) {
  return {{"pol_1"}, pattern, action, "a0"};
}

call_admitted admitted(const std::string& call = "call_1") {
  return {subject(call),
          {policy_action::approve, rule_source::tool_default, "", {}, rules_version},
          now};
}

call_denied denied(rule_source source, const std::string& pattern) {
  return {
      subject(), {policy_action::block, source, pattern, {}, rules_version}, denial::blocked, now};
}

TEST(SessionCall, IsAdmittedByAGrantAndTheToolsDefault) {
  given<session>({opened}).when(calling(rules({"github.*"}))).then({admitted()});
}

TEST(SessionCall, IsNotBegunTwice) {
  given<session>({opened, admitted()})
      .when(calling(rules({"github.*"})))
      .then_refused(errc::invalid_argument);
}

TEST(SessionCall, IsAdmittedByARule) {
  auto event = admitted();
  event.judged = {policy_action::approve, rule_source::rule, "github.*", {"pol_1"}, rules_version};
  event.requires_approval = true;
  auto command = calling(rules({"*"}, {rule(policy_action::approve, "github.*")}));
  command.requires_approval = true;
  given<session>({opened}).when(command).then({event});
}

// S-TOOLS-12
TEST(SessionCall, IsDeniedByARule) {
  auto event = denied(rule_source::rule, "*");
  event.judged.rule = {"pol_1"};
  given<session>({opened})
      .when(calling(rules({"*"}, {rule(policy_action::block, "*")})))
      .then({event});
}

// S-TOOLS-12
TEST(SessionCall, IsDeniedOutsideEveryGrantAlsoIfARuleApprovesAll) {
  given<session>({opened})
      .when(calling(rules({}, {rule(policy_action::approve, "*")})))
      .then({denied(rule_source::no_grant, "*")});
}

TEST(SessionCall, GainsNothingFromAnApprovalOutsideTheGrants) {
  auto command = calling(rules({"github.org.main.*"}, {rule(policy_action::approve, "slack.*")}));
  command.subject.address = "slack.org.main.post";
  auto event = denied(rule_source::no_grant, "*");
  event.subject.address = command.subject.address;
  given<session>({opened}).when(command).then({event});
}

TEST(SessionCall, IsDeniedWhenTheToolkitIsGone) {
  given<session>({opened})
      .when(calling(policy_snapshot::missing(rules_version)))
      .then({denied(rule_source::missing_toolkit, "*")});
}

TEST(SessionCall, IsDeniedWhileItNeedsAnApproval) {
  auto command = calling(rules({"*"}));
  command.requires_approval = true;
  call_denied event{
      subject(),
      {policy_action::require_approval, rule_source::tool_default, "", {}, rules_version},
      denial::needs_approval,
      now,
      true};
  given<session>({opened}).when(command).then({event});
}

TEST(SessionCall, OfAPersonalToolIsDeniedInAnOrgsToolkitByTheOwnersField) {
  auto command = calling(rules({"*"}));
  command.owner = owner_kind::user;
  command.owner_user = {"user_1"};
  given<session>({opened}).when(command).then({denied(rule_source::personal_tool, "*")});
}

TEST(SessionCall, OfAnUnknownToolIsDeniedAndRecordedWithoutAPolicy) {
  begin_call command;
  command.bearer = ada;
  command.subject = {{"call_1"}, "no_such_tool", "", {}, digest256{{5}}, std::nullopt};
  command.now = now;
  call_denied event{command.subject,
                    {policy_action::block, rule_source::tool_default, "", {}, {}},
                    denial::unknown_tool,
                    now};
  given<session>({opened}).when(command).then({event});
}

TEST(SessionCall, NeedsTheSessionAndItsBearer) {
  auto command = calling(rules({"*"}));
  given<session>().when(command).then_refused(errc::session_not_found);
  given<session>({opened, session_closed{close_reason::idle, now}})
      .when(command)
      .then_refused(errc::session_not_found);
  command.bearer.principal = {"user_2"};
  given<session>({opened}).when(command).then_refused(errc::session_foreign);
  command.bearer = ada;
  command.bearer.toolkit = {};
  given<session>({opened}).when(command).then_refused(errc::session_foreign);
}

TEST(SessionCall, IsRefusedWhenOneTooManyIsOpen) {
  events_of<session> past{opened};
  for (std::size_t i = 1; i < limits::open_calls_per_session_max; ++i)
    past.push_back(admitted("call_" + std::to_string(i)));
  given<session>(past).when(calling(rules({"*"}), "call_l")).then({admitted("call_l")});
  past.push_back(admitted("call_l"));
  given<session>(past).when(calling(rules({"*"}), "call_m")).then_refused(errc::limit_reached);
  past.push_back(call_failed{{"call_l"}, "upstream_lost", 1, now});
  given<session>(past).when(calling(rules({"*"}), "call_m")).then({admitted("call_m")});
}

TEST(SessionCall, EndsOnce) {
  complete_call complete{{"call_1"}, true, digest256{{8}}, 12, 34, now};
  call_completed completed{{"call_1"}, true, digest256{{8}}, 12, 34, now};
  fail_call fail{{"call_1"}, "upstream_lost", 34, now};
  call_failed failed{{"call_1"}, "upstream_lost", 34, now};
  given<session>({opened, admitted()}).when(complete).then({completed});
  given<session>({opened, admitted()}).when(fail).then({failed});
  for (const session::event& end : {session::event{completed}, session::event{failed},
                                    session::event{call_interrupted{{"call_1"}, now}}}) {
    given<session>({opened, admitted(), end}).when(complete).then_refused(errc::not_found);
    given<session>({opened, admitted(), end}).when(fail).then_refused(errc::not_found);
    given<session>({opened, admitted(), end}).when(interrupt_calls{now}).then_nothing();
  }
  given<session>({opened}).when(complete).then_refused(errc::not_found);
  given<session>({opened, denied(rule_source::no_grant, "*")})
      .when(complete)
      .then_refused(errc::not_found, "not open");
}

TEST(SessionCall, MayEndAfterItsSession) {
  complete_call complete{{"call_1"}, false, {}, 12, 34, now};
  given<session>({opened, admitted(), session_closed{close_reason::client, now}})
      .when(complete)
      .then({call_completed{{"call_1"}, false, {}, 12, 34, now}});
}

TEST(SessionCall, IsInterruptedWithAllOthersThatAreOpen) {
  given<session>({opened, admitted("call_2"), admitted("call_1"), admitted("call_3"),
                  call_failed{{"call_3"}, "upstream_lost", 1, now}})
      .when(interrupt_calls{now})
      .then({call_interrupted{{"call_1"}, now}, call_interrupted{{"call_2"}, now}});
  given<session>({opened, admitted(), session_closed{close_reason::idle, now}})
      .when(interrupt_calls{now})
      .then({call_interrupted{{"call_1"}, now}});
  given<session>().when(interrupt_calls{now}).then_nothing();
}

TEST(SessionCall, IsJudgedByTheToolkitAsItIsNow) {
  toolkit::state kit;
  toolkit::evolve(kit, toolkit_created{{"tk_1"}, {"org_1"}, {}, {}, "support", "S", {}, now});
  given<session>({opened})
      .when(calling(snapshot_of(kit, rules_version)))
      .then({denied(rule_source::no_grant, "*")});
  toolkit::evolve(kit, grant_added{{{"tkconn_1"}, "github.*", "a0"}, now});
  given<session>({opened}).when(calling(snapshot_of(kit, rules_version))).then({admitted()});
  toolkit::evolve(kit, toolkit_deleted{now});
  given<session>({opened})
      .when(calling(snapshot_of(kit, rules_version)))
      .then({denied(rule_source::missing_toolkit, "*")});
}

begin_call keyed(const std::string& call, const std::string& key = "nightly-1") {
  auto command = calling(rules({"github.*"}), call);
  command.key = key;
  command.arguments_digest = command.subject.arguments_digest;
  command.data_key = {"key_1"};
  return command;
}

call_keyed key_of(const std::string& call, const std::string& key = "nightly-1") {
  return {{call}, key, subject().tool, subject().arguments_digest, now, {"key_1"}};
}

TEST(KeyedCall, IsRememberedWithItsAdmission) {
  given<session>({opened}).when(keyed("call_1")).then({key_of("call_1"), admitted()});
}

TEST(KeyedCall, NeverRunsTwiceWhateverCameOfIt) {
  const events_of<session> running{opened, key_of("call_1"), admitted()};
  auto ended = running;
  ended.emplace_back(call_completed{{"call_1"}, false, {}, 1, 1, now});
  auto interrupted = running;
  interrupted.emplace_back(call_interrupted{{"call_1"}, now});
  for (const auto& past : {running, ended, interrupted})
    given<session>(past).when(keyed("call_2")).then_refused(errc::already_invoked, "call_1");
}

TEST(KeyedCall, IsRefusedWithOtherArgumentsOrAnotherTool) {
  const events_of<session> past{opened, key_of("call_1"), admitted()};
  auto other = keyed("call_2");
  other.arguments_digest = digest256{{6}};
  given<session>(past).when(other).then_refused(errc::invalid_argument, "other arguments");
  other = keyed("call_2");
  other.subject.tool = "github__issues_add";
  given<session>(past).when(other).then_refused(errc::invalid_argument, "another tool");
}

TEST(KeyedCall, IsTheSameUnderARotatedKey) {
  const events_of<session> past{opened, key_of("call_1"), admitted()};
  auto rotated = keyed("call_2");
  rotated.data_key = {"key_2"};
  rotated.arguments_digest = digest256{{6}};
  given<session>(past).when(rotated).then_refused(errc::already_invoked, "call_1");
  rotated.subject.tool = "github__issues_add";
  given<session>(past).when(rotated).then_refused(errc::invalid_argument, "another tool");
}

TEST(KeyedCall, IsToldApartWhereNothingIsCaptured) {
  auto command = keyed("call_1");
  command.subject.arguments_digest = {};
  const auto events = decide<session>(state_after<session>({opened}), command);
  ASSERT_TRUE(events);
  EXPECT_EQ(std::get<call_keyed>(events->front()).arguments_digest, command.arguments_digest);
}

TEST(KeyedCall, MayBeTriedAgainWhenItWasDenied) {
  auto command = keyed("call_1");
  command.policy = std::make_shared<const policy_snapshot>(
      rules({"github.*"}, {rule(policy_action::block, "*")}));
  auto denial = decide<session>(state_after<session>({opened}), command);
  ASSERT_EQ(denial->size(), 1u);
  EXPECT_TRUE(std::holds_alternative<call_denied>(denial->front())) << "nothing has run";
}

TEST(KeyedCall, HasSoManyKeysInASessionAndNotOneMore) {
  auto state = state_after<session>({opened});
  for (std::size_t i = 1; i < limits::keyed_calls_per_session_max; ++i)
    state.keyed["key_" + std::to_string(i)] = {{"call_0"}, "", {}, {}};
  EXPECT_TRUE(decide<session>(state, keyed("call_1")));
  state.keyed["one more"] = {{"call_0"}, "", {}, {}};
  EXPECT_EQ(decide<session>(state, keyed("call_1")).error().code, errc::limit_reached);
  EXPECT_EQ(decide<session>(state, keyed("call_1", "one more")).error().code,
            errc::invalid_argument)
      << "what is known is still told";
}

TEST(KeyedCall, HasAKeyOfSoManyBytesAndNotOneMore) {
  const std::string longest(limits::name_bytes_max, 'k');
  given<session>({opened})
      .when(keyed("call_1", longest))
      .then({key_of("call_1", longest), admitted()});
  given<session>({opened})
      .when(keyed("call_1", longest + "k"))
      .then_refused(errc::invalid_argument, "255");
}

TEST(ReadContent, IsRecordedInTheSessionOfTheCallAlsoWhenItIsClosed) {
  const read_content read{{"org_1"}, {"call_1"}, now};
  given<session>({opened, admitted()}).when(read).then({content_read{{"call_1"}, now}});
  given<session>({opened, admitted(), session_closed{close_reason::client, now}})
      .when(read)
      .then({content_read{{"call_1"}, now}});
}

TEST(ReadContent, FindsNothingInTheSessionOfAnotherOrganization) {
  const read_content read{{"org_2"}, {"call_1"}, now};
  given<session>({opened, admitted()}).when(read).then_refused(errc::not_found);
  given<session>().when(read).then_refused(errc::not_found);
}

TEST(QuarantinedCall, IsDeniedUnlessARuleBlocksItAnyway) {
  auto command = calling(rules({"github.*"}));
  command.quarantined = true;
  given<session>({opened}).when(command).then(
      {call_denied{subject(), admitted().judged, denial::quarantined, now}});
  command.policy = std::make_shared<const policy_snapshot>(rules({"slack.*"}));
  given<session>({opened}).when(command).then({denied(rule_source::no_grant, "*")});
}

} // namespace
} // namespace gatehouse
