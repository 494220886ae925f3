#include "events/core/limits.hpp"
#include "tests/actors/call_on_stage.hpp"

namespace gatehouse {

namespace {

const std::string secret_arguments = R"({"text":"very secret","password":"hunter2"})";
const std::string secret_result = R"({"content":[],"structuredContent":{"iban":"DE1"}})";

/// What a call leaves on the record at each level.
class Capture : public call_on_stage {
protected:
  void capture(capture_level level, std::vector<std::string> redact = {}) {
    ASSERT_TRUE(set.done<org>(org::stream(acme.id),
                              set_org_capture{level, {}, std::move(redact), set.time}));
  }

  /// Makes a call and answers it.
  void call(const std::string& arguments = secret_arguments,
            const std::string& answer = secret_result) {
    (void)start("github__echo", arguments);
    commit();
    ASSERT_FALSE(set.dispatched().empty());
    reply({upstream_reply::kind::result, answer, "", false});
    commit();
    const auto all = events();
    admitted = std::get<call_admitted>(all[all.size() - 2]);
    completed = std::get<call_completed>(all.back());
    for (const auto& one : set.log.records())
      for (const auto* planted : {"very secret", "hunter2", "DE1"})
        EXPECT_EQ(one.payload.find(planted), std::string::npos) << planted;
  }

  std::string arguments() const {
    return *unsealed_content(*set.keys, *admitted.subject.arguments, content_part::arguments,
                             admitted.subject.call);
  }

  std::string result_content() const {
    return *unsealed_content(*set.keys, *completed.result, content_part::result, completed.call);
  }

  call_admitted admitted;
  call_completed completed;
};

TEST_F(Capture, IsOfDigestsUnlessTheOrganizationSaysMore) {
  call();
  EXPECT_NE(admitted.subject.arguments_digest, digest256{});
  EXPECT_NE(completed.result_digest, digest256{});
  EXPECT_FALSE(admitted.subject.arguments);
  EXPECT_FALSE(completed.result);
}

TEST_F(Capture, LeavesNotEvenADigestWhenItIsOff) {
  capture(capture_level::none);
  call();
  EXPECT_EQ(admitted.subject.arguments_digest, digest256{});
  EXPECT_EQ(completed.result_digest, digest256{});
  EXPECT_FALSE(admitted.subject.arguments);
  EXPECT_FALSE(completed.result);
  EXPECT_EQ(completed.result_bytes, secret_result.size());
}

TEST_F(Capture, KeepsContentSealedAndWhole) {
  capture(capture_level::full);
  call();
  EXPECT_EQ(arguments(), secret_arguments);
  EXPECT_EQ(result_content(), secret_result);
  EXPECT_EQ(admitted.subject.note, capture_note::plain);
  EXPECT_EQ(admitted.subject.arguments->key, acme.key);
}

TEST_F(Capture, LeavesOutWhatIsRedacted) {
  capture(capture_level::redacted, {"/result/structuredContent/iban"});
  call();
  EXPECT_EQ(arguments(), R"({"text":"very secret","password":"[redacted]"})");
  EXPECT_EQ(result_content(), R"({"content":[],"structuredContent":{"iban":"[redacted]"}})");
  EXPECT_EQ(admitted.subject.note, capture_note::redacted);
  EXPECT_EQ(completed.note, capture_note::redacted);
}

TEST_F(Capture, AddsTheRulesOfTheConnection) {
  capture(capture_level::redacted);
  ASSERT_TRUE(set.done<connection>(connection::stream(acme.connection),
                                   set_connection_capture{{}, {{"text"}}, set.time}));
  call();
  EXPECT_EQ(arguments(), R"({"text":"[redacted]","password":"[redacted]"})");
}

TEST_F(Capture, FollowsTheStricterOfToolkitAndConnection) {
  ASSERT_TRUE(set.done<toolkit>(toolkit::stream(acme.kit),
                                set_toolkit_capture{capture_level::full, set.time}));
  call();
  EXPECT_TRUE(admitted.subject.arguments);
  ASSERT_TRUE(set.done<connection>(connection::stream(acme.connection),
                                   set_connection_capture{{capture_level::none}, {}, set.time}));
  call();
  EXPECT_FALSE(admitted.subject.arguments);
  EXPECT_EQ(admitted.subject.arguments_digest, digest256{});
}

TEST_F(Capture, HoldsItsBoundAndMarksWhatIsLarger) {
  capture(capture_level::full);
  const std::string frame = R"({"a":""})";
  const auto sized = [&](std::size_t bytes) {
    return R"({"a":")" + std::string(bytes - frame.size(), 'x') + R"("})";
  };
  call(sized(limits::captured_bytes_max), sized(limits::captured_bytes_max));
  EXPECT_EQ(arguments().size(), limits::captured_bytes_max);
  EXPECT_EQ(result_content().size(), limits::captured_bytes_max);
  call(sized(limits::captured_bytes_max + 1), sized(limits::captured_bytes_max + 1));
  EXPECT_FALSE(admitted.subject.arguments);
  EXPECT_EQ(admitted.subject.note, capture_note::too_large);
  EXPECT_NE(admitted.subject.arguments_digest, digest256{});
  EXPECT_FALSE(completed.result);
  EXPECT_EQ(completed.note, capture_note::too_large);
}

TEST_F(Capture, SealsUnderTheKeyInForceWhenTheAnswerComes) {
  capture(capture_level::full);
  (void)start("github__echo", secret_arguments);
  commit();
  const auto fresh = *set.keys->create_data_key();
  ASSERT_TRUE(
      set.done<org>(org::stream(acme.id), erase_content{{}, {{user_id{}, fresh}}, set.time}));
  ASSERT_TRUE(set.keys->destroy_data_key(acme.key));
  reply({upstream_reply::kind::result, secret_result, "", false});
  commit();
  completed = last<call_completed>();
  EXPECT_EQ(completed.result->key, fresh);
  EXPECT_EQ(result_content(), secret_result);
}

} // namespace

} // namespace gatehouse
