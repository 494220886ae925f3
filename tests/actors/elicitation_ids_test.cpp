#include "actors/elicitation_ids.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

const connection_id one{"conn_1"};
const connection_id other{"conn_2"};

// L-ELIC-01: two servers may give the same id, and those of 2026-07-28 give none.
TEST(ElicitationId, IsUniqueAmongTheServersBehindUs) {
  const std::string question = R"({"mode":"url","elicitationId":"7","url":"https://a.test"})";
  EXPECT_EQ(with_elicitation_id(question, one),
            R"({"elicitationId":"conn_1/7","mode":"url","url":"https://a.test"})");
  EXPECT_NE(with_elicitation_id(question, one), with_elicitation_id(question, other));
  const std::string none = R"({"mode":"url","url":"https://a.test"})";
  const auto first = with_elicitation_id(none, one);
  EXPECT_EQ(first.find(R"({"elicitationId":"conn_1/)"), 0u) << first;
  EXPECT_NE(first, with_elicitation_id(none, one));
}

TEST(ElicitationId, IsForQuestionsWithAUrlOnly) {
  for (const std::string form : {R"({"message":"m"})", R"({"mode":"form","elicitationId":"7"})"})
    EXPECT_EQ(with_elicitation_id(form, one), form);
}

// L-ELIC-04
TEST(ElicitationId, IsTheSameInTheNoticeOfItsEnd) {
  const server_message ended{"notifications/elicitation/complete", R"({"elicitationId":"7"})", {}};
  EXPECT_EQ(message_for_client(ended, one).params, R"({"elicitationId":"conn_1/7"})");
  const server_message log{"notifications/message", R"({"elicitationId":"7"})", {}};
  EXPECT_EQ(message_for_client(log, one).params, log.params);
}

// L-ELIC-07
TEST(ElicitationId, IsInTheErrorThatDemandsAUrlFirst) {
  EXPECT_EQ(with_elicitation_ids(R"({"code":-32042,"message":"m","data":{"a":1,"elicitations":[)"
                                 R"({"mode":"url","elicitationId":"7"},3]}})",
                                 one),
            R"({"code":-32042,"message":"m","data":{"a":1,"elicitations":[)"
            R"({"elicitationId":"conn_1/7","mode":"url"},3]}})");
  const std::string error = R"({"code":-32000,"message":"m","data":{"elicitations":[{}]}})";
  EXPECT_EQ(with_elicitation_ids(error, one), error);
}

} // namespace

} // namespace gatehouse
