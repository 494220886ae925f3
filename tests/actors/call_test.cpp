#include "tests/actors/call_on_stage.hpp"

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

class Call : public call_on_stage {};

// -- the order of facts --------------------------------------------------------------------------

TEST_F(Call, ReachesItsUpstreamOnlyOnceTheAdmissionIsCommitted) {
  auto one = start("github__echo", R"({"text":"hi"})");
  ASSERT_EQ(set.log.waiting(), 1u);
  EXPECT_TRUE(set.dispatched().empty()) << "no event, no effect";
  commit();
  ASSERT_EQ(set.dispatched().size(), 1u);
  EXPECT_EQ(set.dispatched()[0].to.connection, acme.connection);
  EXPECT_EQ(set.dispatched()[0].request.method, "tools/call");
  EXPECT_EQ(set.dispatched()[0].request.params, R"({"name":"echo","arguments":{"text":"hi"}})");
  auto admitted = last<call_admitted>();
  EXPECT_EQ(admitted.subject.call, set.dispatched()[0].call);
  EXPECT_EQ(admitted.subject.address, "github.org.main.echo");
  EXPECT_FALSE(one.answer->has_value());
}

TEST_F(Call, IsAnsweredOnlyOnceTheCompletionIsCommitted) {
  auto one = dispatch();
  reply(result);
  ASSERT_EQ(set.log.waiting(), 1u);
  EXPECT_FALSE(one.answer->has_value());
  commit();
  ASSERT_TRUE(one.answer->has_value());
  EXPECT_EQ((**one.answer)->body, result.body);
  EXPECT_EQ(last<call_completed>().result_bytes, result.body.size());
  EXPECT_EQ(set.counters.calls_in_flight.value(), 0);
}

TEST_F(Call, NeverRunsWhenItsAdmissionCannotBeWritten) {
  auto one = start("github__echo");
  set.log.break_down();
  set.run();
  EXPECT_EQ(code_of(one), errc::journal_failed);
  EXPECT_TRUE(set.dispatched().empty());
}

TEST_F(Call, FailsWhenItsCompletionCannotBeWritten) {
  auto one = dispatch();
  set.log.break_down();
  reply(result);
  EXPECT_EQ(code_of(one), errc::journal_failed) << "though the upstream answered";
}

TEST_F(Call, RecordsTheUpstreamsErrorsAsWhatTheyAre) {
  auto one = dispatch();
  reply({upstream_reply::kind::rpc_error, R"({"code":-32000})", "", false});
  commit();
  EXPECT_EQ((**one.answer)->how, call_answer::kind::rpc_error);
  EXPECT_EQ(last<call_failed>().reason, "rpc_error");
  auto other = dispatch();
  reply({upstream_reply::kind::transport, "", "gone", false});
  commit();
  EXPECT_EQ(code_of(other), errc::upstream_lost);
  EXPECT_EQ(last<call_failed>().reason, "upstream_lost");
}

// -- denials -------------------------------------------------------------------------------------

TEST_F(Call, LooksUnknownToTheClientWhenItIsBlocked) {
  auto blocked = start("github__delete");
  commit();
  auto unknown = start("github__nonsense");
  commit();
  EXPECT_EQ(code_of(blocked), errc::tool_unknown);
  EXPECT_EQ(code_of(unknown), errc::tool_unknown);
  EXPECT_EQ(blocked.answer->value().error().detail, "Unknown tool: github__delete");
  EXPECT_EQ(unknown.answer->value().error().detail, "Unknown tool: github__nonsense");
  auto all = events();
  const auto& first = std::get<call_denied>(all[all.size() - 2]);
  const auto& second = std::get<call_denied>(all.back());
  EXPECT_EQ(first.reason, denial::blocked);
  EXPECT_EQ(first.judged.rule.value, "tkpol_1");
  EXPECT_EQ(first.subject.address, "github.org.main.delete");
  EXPECT_EQ(second.reason, denial::unknown_tool);
  EXPECT_EQ(second.subject.address, "");
  EXPECT_TRUE(set.dispatched().empty());
  EXPECT_EQ(set.counters.calls_denied.value(), 2u);
}

TEST_F(Call, IsDeniedOnTheRecordBeforeTheClientHearsOfIt) {
  auto one = start("github__delete");
  EXPECT_FALSE(one.answer->has_value());
  set.log.fail({errc::io_failed, "disk"});
  set.run();
  EXPECT_EQ(code_of(one), errc::io_failed);
}

TEST_F(Call, SaysThatItNeedsAnApproval) {
  auto one = start("github__merge");
  commit();
  EXPECT_EQ(code_of(one), errc::approval_needed);
  EXPECT_EQ(last<call_denied>().reason, denial::needs_approval);
  EXPECT_TRUE(set.dispatched().empty());
}

TEST_F(Call, IsRefusedWithoutAnEventForArgumentsThatAreNoObject) {
  for (const auto* arguments : {"[]", "{", "3"}) {
    auto one = start("github__echo", arguments);
    EXPECT_EQ(set.log.waiting(), 0u);
    EXPECT_TRUE(one.answer->has_value() && !one.answer->value()) << arguments;
  }
}

// L-SEC-03
TEST_F(Call, IsRefusedForAnotherBearersSession) {
  auto at = acme.at();
  at.who.principal.value = "tok_other";
  auto one = set.call(acme.session, at, tool_request("github__echo"));
  set.run();
  EXPECT_EQ(code_of(one), errc::session_foreign);
  auto nowhere =
      set.call({"00000000-0000-4000-8000-000000000009"}, acme.at(), tool_request("github__echo"));
  set.run();
  EXPECT_EQ(code_of(nowhere), errc::session_not_found);
  EXPECT_EQ(set.log.waiting(), 0u);
}

// -- what moves on meanwhile ---------------------------------------------------------------------

TEST_F(Call, IsJudgedAgainWhenThePolicyMovedOnMeanwhile) {
  auto block = set.ask<toolkit>({toolkit::stream(acme.kit),
                                 acme.new_policy("tkpol_2", "github.*", policy_action::block),
                                 {},
                                 {}});
  set.run(); // appended, not committed: the call below is judged on the old policy
  auto one = set.call(acme.session, acme.at(), tool_request("github__echo"));
  set.run();
  ASSERT_EQ(set.log.waiting(), 2u);
  commit();
  EXPECT_TRUE(block->value()) << "acknowledged before the call's admission was looked at";
  commit();
  EXPECT_FALSE(one.answer->has_value());
  EXPECT_EQ(set.counters.calls_rejudged.value(), 1u);
  set.pass(10ms);
  commit();
  EXPECT_EQ(code_of(one), errc::tool_unknown);
  EXPECT_EQ(last<call_denied>().judged.rule.value, "tkpol_2");
  EXPECT_TRUE(set.dispatched().empty()) << "an acknowledged block is never overtaken";
}

TEST_F(Call, GivesUpWhenWhatItIsJudgedOnNeverRests) {
  auto one = start("github__echo");
  for (int i = 0; i < 100 && !one.answer->has_value(); ++i) {
    set.log.fail({errc::conflict, "moved on"});
    set.run();
    set.pass(10ms);
  }
  EXPECT_EQ(code_of(one), errc::conflict);
  EXPECT_TRUE(set.dispatched().empty());
}

TEST_F(Call, IsRefusedWhenItsTokenWasRevokedMeanwhile) {
  (void)set.ask<org>({org::stream(acme.id), revoke_token{acme.token, {}}, {}, {}});
  set.run();
  auto one = start("github__echo");
  commit();
  commit();
  EXPECT_EQ(set.counters.calls_rejudged.value(), 1u) << "the org's version is in its read-set";
  set.pass(10ms);
  EXPECT_EQ(code_of(one), errc::unauthorized);
  EXPECT_TRUE(set.dispatched().empty());
}

TEST_F(Call, RunsManyCallsOfOneSessionAtOnce) {
  std::vector<stage::started_call> all;
  for (int i = 0; i < 20; ++i)
    all.push_back(set.call(acme.session, acme.at(), tool_request("github__echo")));
  set.run();
  EXPECT_EQ(set.log.waiting(), 20u);
  set.run_and_commit();
  ASSERT_EQ(set.dispatched().size(), 20u);
  auto running = set.dispatched();
  for (auto one = running.rbegin(); one != running.rend(); ++one)
    set.reply(one->call, result);
  set.run_and_commit();
  for (const auto& one : all) {
    ASSERT_TRUE(one.answer->has_value());
    EXPECT_TRUE(one.answer->value());
  }
  EXPECT_EQ(set.counters.calls_completed.value(), 20u);
}

TEST_F(Call, IsRefusedOneOverTheOpenCallsOfASession) {
  for (std::size_t i = 0; i < limits::open_calls_per_session_max; ++i)
    (void)set.call(acme.session, acme.at(), tool_request("github__echo"));
  set.run_and_commit();
  EXPECT_EQ(set.dispatched().size(), limits::open_calls_per_session_max);
  auto over = start("github__echo");
  EXPECT_EQ(code_of(over), errc::limit_reached);
}

TEST_F(Call, IsRefusedBeforeAnythingIsRecordedWhenItsConnectionIsFull) {
  constexpr auto most = limits::running_per_connection_max + limits::waiting_per_connection_max;
  std::vector<held_place> others;
  while (others.size() < most - 1)
    others.push_back(set.tools.hold_place(acme.connection));
  const auto last = start("github__echo");
  EXPECT_EQ(set.log.waiting(), 1u);
  auto over = start("github__echo");
  EXPECT_EQ(code_of(over), errc::overloaded);
  EXPECT_EQ(set.log.waiting(), 1u) << "not yet admitted, it counts already";
  commit();
  reply(result);
  EXPECT_FALSE(last.answer->has_value()) << "its ending is not on disk yet";
  (void)start("github__echo");
  EXPECT_EQ(set.log.waiting(), 2u) << "its server is free again";
}

TEST_F(Call, GivesItsPlaceBackHoweverItEnds) {
  std::vector<held_place> others;
  while (auto one = set.tools.hold_place(acme.connection))
    others.push_back(std::move(one));
  others.pop_back();
  const auto is_free = [this] { return set.tools.hold_place(acme.connection) != nullptr; };
  (void)dispatch("github__delete");
  EXPECT_TRUE(is_free()) << "denied";
  const auto given_up = dispatch();
  EXPECT_FALSE(is_free());
  set.give_up(given_up);
  reply({upstream_reply::kind::cancelled, "", ""});
  EXPECT_TRUE(is_free()) << "cancelled";
  set.run_and_commit();
  (void)dispatch();
  reply({upstream_reply::kind::transport, "", "broken"});
  EXPECT_TRUE(is_free()) << "failed";
}

// -- giving up -----------------------------------------------------------------------------------

TEST_F(Call, IsRecordedAsCancelledWhenGivenUpBeforeItRan) {
  auto one = start("github__echo");
  set.give_up(one);
  set.run();
  commit();
  EXPECT_TRUE(set.dispatched().empty());
  commit();
  EXPECT_EQ(code_of(one), errc::cancelled);
  EXPECT_EQ(last<call_failed>().reason, "cancelled");
}

TEST_F(Call, IsOnTheRecordThoughGivenUpBeforeItWasJudged) {
  set.tools.erase(acme.connection);
  auto allowed = start("github__echo");
  auto blocked = start("github__delete");
  set.give_up(allowed);
  set.give_up(blocked);
  set.run();
  acme.list_catalog();
  set.reply_catalog(acme.connection, set.tools.find(acme.connection));
  set.run_and_commit();
  EXPECT_TRUE(set.dispatched().empty());
  EXPECT_EQ(code_of(allowed), errc::cancelled);
  EXPECT_EQ(code_of(blocked), errc::tool_unknown);
  int admitted = 0, denied = 0, cancelled = 0;
  for (const auto& event : events()) {
    admitted += std::holds_alternative<call_admitted>(event);
    denied += std::holds_alternative<call_denied>(event);
    const auto* failed = std::get_if<call_failed>(&event);
    cancelled += failed != nullptr && failed->reason == "cancelled";
  }
  EXPECT_EQ(std::vector({admitted, denied, cancelled}), std::vector({1, 1, 1}));
}

TEST_F(Call, TellsItsUpstreamWhenGivenUpWhileItRuns) {
  auto one = dispatch();
  set.give_up(one);
  set.run();
  ASSERT_EQ(set.cancelled().size(), 1u);
  EXPECT_EQ(set.cancelled()[0], set.dispatched()[0].call);
  EXPECT_FALSE(one.answer->has_value()) << "the upstream has the last word";
  reply({upstream_reply::kind::cancelled, "", "", false});
  commit();
  EXPECT_EQ(code_of(one), errc::cancelled);
}

// S-CANC-01
TEST_F(Call, GivesTheResultWhenItCameBeforeTheCancellation) {
  auto one = dispatch();
  set.give_up(one);
  reply(result);
  set.run_and_commit();
  EXPECT_TRUE(one.answer->value());
}

// S-CANC-01
TEST_F(Call, GivenUpAfterItsEndChangesNothing) {
  auto one = dispatch();
  reply(result);
  commit();
  set.give_up(one);
  set.run();
  EXPECT_TRUE(one.answer->value());
  EXPECT_TRUE(set.cancelled().empty());
}

// -- idempotency ---------------------------------------------------------------------------------

TEST_F(Call, RunsOnceUnderOneKeyAlsoWhenAskedTwiceAtOnce) {
  auto keyed = tool_request("github__echo", R"({"a":1,"b":2})");
  keyed.key = "nightly-1";
  auto again = keyed;
  again.arguments = R"({ "b": 2, "a": 1.0 })"; // the same, spelt otherwise
  auto one = set.call(acme.session, acme.at(), keyed);
  auto other = set.call(acme.session, acme.at(), again);
  set.run();
  commit();
  ASSERT_EQ(set.dispatched().size(), 1u);
  EXPECT_EQ(code_of(other), errc::already_invoked);
  EXPECT_EQ(other.answer->value().error().detail, set.dispatched()[0].call.value);
  reply(result);
  commit();
  EXPECT_TRUE(one.answer->value());
  auto later = set.call(acme.session, acme.at(), keyed);
  set.run_and_commit();
  EXPECT_EQ(code_of(later), errc::already_invoked);
  EXPECT_EQ(set.dispatched().size(), 1u);
}

TEST_F(Call, RefusesAKeyWithOtherArguments) {
  auto keyed = tool_request("github__echo", R"({"a":1})");
  keyed.key = "nightly-1";
  (void)set.call(acme.session, acme.at(), keyed);
  set.run_and_commit();
  keyed.arguments = R"({"a":2})";
  auto other = set.call(acme.session, acme.at(), keyed);
  set.run_and_commit();
  EXPECT_EQ(code_of(other), errc::invalid_argument);
  EXPECT_EQ(set.dispatched().size(), 1u);
}

} // namespace

} // namespace gatehouse
