#include "tests/actors/call_on_stage.hpp"

namespace gatehouse {

namespace {

/// Calls of a client that can be asked, at a server that holds its request open meanwhile.
class CallQuestion : public call_on_stage {
protected:
  static inline const std::string form = R"({"message":"Sure?","requestedSchema":{}})";
  static inline const std::string accepted = R"({"action":"accept","content":{"x":1}})";

  CallQuestion() {
    (void)set.done<session>(session::stream(asked),
                            open_session{asked, acme.bearer(), "dev", "2025-11-25", "client", "1",
                                         set.time, R"({"elicitation":{},"experimental":{}})"});
  }

  stage::started_call dispatch_asked(client_request what = tool_request("github__echo")) {
    auto one = set.call(asked, acme.at(), std::move(what));
    set.run();
    commit();
    return one;
  }

  void ask(const std::string& method = "elicitation/create", std::uint64_t reply_to = 5) {
    set.say({method, form, std::nullopt, reply_to});
  }

  const session_id asked{"00000000-0000-4000-8000-0000000000aa"};

  /// The last event of the session that can be asked.
  template <class Event> Event last_asked() const {
    const auto& one = set.log.records().back();
    return std::get<Event>(
        *decode_event<session>(one.event_number, one.event_version, one.payload));
  }
};

TEST_F(CallQuestion, GoesToTheClientOfTheCallOnlyOnceItIsOnTheRecord) {
  auto one = dispatch_asked();
  ask();
  EXPECT_TRUE(one.heard->empty()) << "no event, no question";
  commit();
  ASSERT_EQ(one.heard->size(), 1u);
  EXPECT_EQ(one.heard->front().method, "elicitation/create");
  EXPECT_EQ(one.heard->front().params, form);
  EXPECT_EQ(last_asked<input_asked>().method, "elicitation/create");
}

TEST_F(CallQuestion, GivesTheServerTheAnswerOnlyOnceItIsOnTheRecord) {
  auto one = dispatch_asked();
  ask();
  commit();
  set.answer_question(one, one.heard->front().reply_to, {false, accepted});
  EXPECT_TRUE(set.answered().empty());
  commit();
  ASSERT_EQ(set.answered().size(), 1u);
  EXPECT_EQ(set.answered()[0].reply_to, 5u);
  EXPECT_EQ(set.answered()[0].reply.body, accepted);
  EXPECT_EQ(last_asked<input_given>().action, "accept");
  set.answer_question(one, one.heard->front().reply_to, {false, accepted});
  set.run_and_commit();
  EXPECT_EQ(set.answered().size(), 1u) << "once";
  reply(result);
  commit();
  EXPECT_TRUE((*one.answer)->operator bool());
}

// S-SAMP-07: what a model is asked, and says, may be anybody's secret.
TEST_F(CallQuestion, IsOnTheRecordWithoutItsWords) {
  const session_id samples{"00000000-0000-4000-8000-0000000000bb"};
  (void)set.done<session>(session::stream(samples),
                          open_session{samples, acme.bearer(), "dev", "2025-11-25", "client", "1",
                                       set.time, R"({"sampling":{}})"});
  auto one = set.call(samples, acme.at(), tool_request("github__echo"));
  set.run();
  commit();
  set.say({"sampling/createMessage", R"({"messages":[{"text":"my-diagnosis"}]})", {}, 5});
  commit();
  ASSERT_EQ(one.heard->size(), 1u);
  set.answer_question(one, one.heard->front().reply_to, {false, R"({"content":"your-remedy"})"});
  commit();
  EXPECT_EQ(set.answered().size(), 1u);
  EXPECT_FALSE(last_asked<input_given>().digest == digest256{});
  for (const auto& record : set.log.records())
    for (const std::string secret : {"my-diagnosis", "your-remedy"})
      EXPECT_EQ(record.payload.find(secret), std::string::npos);
}

// L-ELIC-01
TEST_F(CallQuestion, WithAUrlHasAnIdOfItsOwn) {
  const session_id visits{"00000000-0000-4000-8000-0000000000cc"};
  (void)set.done<session>(session::stream(visits),
                          open_session{visits, acme.bearer(), "dev", "2025-11-25", "client", "1",
                                       set.time, R"({"elicitation":{"url":{}}})"});
  auto one = set.call(visits, acme.at(), tool_request("github__echo"));
  set.run();
  commit();
  for (const std::string id : {R"("elicitationId":"7",)", ""})
    set.say({"elicitation/create", R"({"mode":"url",)" + id + R"("url":"https://a.test"})", {}, 5});
  set.run_and_commit();
  set.say({"notifications/elicitation/complete", R"({"elicitationId":"7"})", {}, 0});
  ASSERT_EQ(one.heard->size(), 3u);
  EXPECT_NE((*one.heard)[0].params.find(R"("elicitationId":"conn_1/7")"), std::string::npos);
  EXPECT_NE((*one.heard)[1].params.find(R"("elicitationId":"conn_1/)"), std::string::npos);
  EXPECT_EQ((*one.heard)[2].params, R"({"elicitationId":"conn_1/7"})");
}

// S-ELIC-05, L-LIFE-12
TEST_F(CallQuestion, IsRefusedForAClientThatCannotBeAskedThat) {
  auto one = dispatch_asked();
  ask("sampling/createMessage", 6);
  ASSERT_EQ(set.answered().size(), 1u);
  EXPECT_TRUE(set.answered()[0].reply.is_error);
  EXPECT_TRUE(one.heard->empty());
  EXPECT_EQ(set.log.waiting(), 0u);
}

TEST_F(CallQuestion, IsRefusedOverTheBoundOfOpenOnes) {
  auto one = dispatch_asked();
  for (std::size_t i = 0; i < limits::questions_per_call_max; ++i)
    ask("elicitation/create", 10 + i);
  EXPECT_TRUE(set.answered().empty());
  ask("elicitation/create", 99);
  ASSERT_EQ(set.answered().size(), 1u) << "one over";
  EXPECT_EQ(set.answered()[0].reply_to, 99u);
}

TEST_F(CallQuestion, LeavesTheLaneToItsSession) {
  (void)dispatch_asked();
  const auto& to = set.dispatched().back().to;
  EXPECT_EQ(to.session, asked);
  EXPECT_EQ(to.capabilities, R"({"elicitation":{}})") << "and nothing a server cannot use";
}

TEST_F(CallQuestion, TimeSpentOnItDoesNotCount) {
  auto one = dispatch_asked();
  ask();
  commit();
  set.pass(limits::request_timeout);
  EXPECT_TRUE(set.cancelled().empty());
  set.answer_question(one, one.heard->front().reply_to, {false, accepted});
  commit();
  set.pass(limits::request_timeout);
  EXPECT_EQ(set.cancelled().size(), 1u) << "without a question open it runs for so long";
}

// -- clients of the stateless era -----------------------------------------------------------------

client_request stateless(const std::string& arguments = "{}") {
  auto what = tool_request("github__echo", arguments);
  what.stateless = true;
  what.capabilities = R"({"elicitation":{"form":{}}})";
  return what;
}

// M-PAT-03, M-MRTR-21
TEST_F(CallQuestion, EndsTheRoundOfAStatelessClient) {
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  ASSERT_TRUE(one.answer->has_value());
  const auto& answer = ***one.answer;
  EXPECT_EQ(answer.how, call_answer::kind::input_required);
  EXPECT_EQ(answer.body, R"({"question-1":{"method":"elicitation/create","params":)" + form + "}}");
  EXPECT_FALSE(answer.request_state.empty());
  auto next = set.resume(one, 1, stateless(), R"({"question-1":)" + accepted + "}");
  commit();
  ASSERT_EQ(set.answered().size(), 1u);
  EXPECT_EQ(set.answered()[0].reply.body, accepted);
  reply(result);
  commit();
  ASSERT_TRUE(next.answer->has_value());
  EXPECT_EQ((***next.answer).how, call_answer::kind::result);
}

// M-MRTR-14, M-ELIC-02
TEST_F(CallQuestion, IsAskedAgainWhenTheNextRoundDoesNotAnswerIt) {
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  auto next = set.resume(one, 1, stateless(), R"({"other":{}})");
  ASSERT_TRUE(next.answer->has_value());
  EXPECT_EQ((***next.answer).how, call_answer::kind::input_required);
  EXPECT_TRUE(set.answered().empty());
}

// M-MRTR-09, M-MRTR-10, M-STATE-05
TEST_F(CallQuestion, IsForTheNextRoundWhenTheClientIsAway) {
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  ask("elicitation/create", 6);
  commit();
  auto next = set.resume(one, 1, stateless(), R"({"question-1":)" + accepted + "}");
  commit();
  ASSERT_EQ(set.answered().size(), 1u);
  ASSERT_TRUE(next.answer->has_value());
  EXPECT_NE((***next.answer).body.find("question-2"), std::string::npos);
}

TEST_F(CallQuestion, TakesNoRoundTwiceAndNoneOfAnotherRequest) {
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  const auto code = [](const stage::started_call& round) {
    return round.answer->has_value() ? (*round.answer)->error().code : errc::internal;
  };
  const auto responses = R"({"question-1":)" + accepted + "}";
  EXPECT_EQ(code(set.resume(one, 1, stateless(R"({"other":1})"), responses)),
            errc::request_state_invalid);
  EXPECT_EQ(code(set.resume(one, 2, stateless(), responses)), errc::request_state_invalid);
  (void)set.resume(one, 1, stateless(), responses);
  EXPECT_EQ(code(set.resume(one, 1, stateless(), responses)), errc::request_state_invalid);
}

// M-ELIC-02
TEST_F(CallQuestion, TellsTheServerThatTheUserDeclined) {
  const std::string declined = R"({"action":"decline"})";
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  (void)set.resume(one, 1, stateless(), R"({"question-1":)" + declined + "}");
  commit();
  ASSERT_EQ(set.answered().size(), 1u);
  EXPECT_FALSE(set.answered()[0].reply.is_error);
  EXPECT_EQ(set.answered()[0].reply.body, declined);
  EXPECT_EQ(last_asked<input_given>().action, "decline");
}

// M-MRTR-11
TEST_F(CallQuestion, GivesTheCallUpWhenItsClientDoesNotComeBack) {
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  set.pass(limits::input_wait);
  ASSERT_EQ(set.cancelled().size(), 1u);
  reply({upstream_reply::kind::cancelled, "", ""});
  commit();
  EXPECT_EQ(last_asked<call_failed>().reason, "cancelled");
}

TEST_F(CallQuestion, KeepsWhatTheServerSaidWhileTheClientWasAway) {
  auto one = dispatch_asked(stateless());
  ask();
  commit();
  reply(result);
  commit();
  auto next = set.resume(one, 1, stateless(), "{}");
  ASSERT_TRUE(next.answer->has_value());
  EXPECT_EQ((***next.answer).how, call_answer::kind::result);
}

// -- servers of the stateless era -----------------------------------------------------------------

/// The same org, whose server ends its rounds itself.
class CallDemand : public CallQuestion {
protected:
  CallDemand() {
    auto one = std::make_shared<catalog>(*set.tools.find(acme.connection));
    one->hello.era = server_era::stateless;
    one->hello.keeps_state = false;
    set.tools.put(acme.connection, std::move(one));
  }

  void demand() {
    auto asks = upstream_reply{
        upstream_reply::kind::result,
        R"({"resultType":"input_required","inputRequests":{"k":{"method":"elicitation/create",)"
        R"("params":)" +
            form + R"(}},"requestState":"theirs"})",
        ""};
    asks.input_required = true;
    reply(asks);
  }
};

// M-MRTR-16, M-MRTR-21, M-MRTR-20
TEST_F(CallDemand, BecomesAQuestionToAClientWithASession) {
  auto one = dispatch_asked();
  EXPECT_TRUE(set.dispatched().back().to.is_shared());
  demand();
  commit();
  ASSERT_EQ(one.heard->size(), 1u);
  set.answer_question(one, one.heard->front().reply_to, {false, accepted});
  commit();
  ASSERT_EQ(set.dispatched().size(), 2u);
  EXPECT_EQ(set.dispatched().back().request.params,
            R"({"name":"echo","arguments":{},"inputResponses":{"k":)" + accepted +
                R"(},"requestState":"theirs"})");
  reply(result);
  commit();
  EXPECT_EQ((***one.answer).how, call_answer::kind::result);
}

// M-MRTR-16, M-MRTR-17, M-MRTR-21
TEST_F(CallDemand, IsPassedToAStatelessClientUnderARequestStateOfOurs) {
  auto one = dispatch_asked(stateless());
  demand();
  commit();
  ASSERT_TRUE(one.answer->has_value());
  const auto first = ***one.answer;
  EXPECT_EQ(first.body, R"({"k":{"method":"elicitation/create","params":)" + form + "}}");
  EXPECT_EQ(first.request_state.find("theirs"), std::string::npos);
  (void)set.resume(one, 2, stateless(), R"({"k":)" + accepted + R"(,"more":{}})");
  commit();
  ASSERT_EQ(set.dispatched().size(), 2u);
  EXPECT_EQ(set.dispatched().back().request.params,
            R"({"name":"echo","arguments":{},"inputResponses":{"k":)" + accepted +
                R"(,"more":{}},"requestState":"theirs"})");
}

// M-MRTR-15, M-MRTR-18
TEST_F(CallDemand, IsMetWithAllAnswersAtOnceAndNoStateThatItHadNot) {
  auto one = dispatch_asked();
  const auto question = R"({"method":"elicitation/create","params":)" + form + "}";
  auto asks = upstream_reply{upstream_reply::kind::result,
                             R"({"resultType":"input_required","inputRequests":{"k":)" + question +
                                 R"(,"l":)" + question + "}}",
                             ""};
  asks.input_required = true;
  reply(asks);
  set.run_and_commit();
  ASSERT_EQ(one.heard->size(), 2u);
  set.answer_question(one, one.heard->front().reply_to, {false, accepted});
  set.run_and_commit();
  EXPECT_EQ(set.dispatched().size(), 1u) << "not before all are there";
  set.answer_question(one, one.heard->back().reply_to, {false, accepted});
  set.run_and_commit();
  ASSERT_EQ(set.dispatched().size(), 2u);
  EXPECT_EQ(set.dispatched().back().request.params,
            R"({"name":"echo","arguments":{},"inputResponses":{"k":)" + accepted + R"(,"l":)" +
                accepted + "}}");
}

// M-ELIC-02
TEST_F(CallDemand, EndsTheCallOfAClientThatDoesNotAnswer) {
  auto one = dispatch_asked();
  demand();
  commit();
  set.answer_question(one, 1, {true, R"({"code":-1,"message":"no"})"});
  set.run_and_commit();
  ASSERT_TRUE(one.answer->has_value());
  EXPECT_EQ((***one.answer).how, call_answer::kind::rpc_error);
}

} // namespace

} // namespace gatehouse
