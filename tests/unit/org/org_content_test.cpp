#include "events/core/limits.hpp"
#include "tests/support/given.hpp"
#include "tests/unit/org/acme.hpp"

namespace gatehouse {
namespace {

const user_id nobody{};
const user_id ada{"user_1"};

org_capture_set captures(capture_level level, capture_level most = capture_level::full,
                         std::vector<std::string> redact = {}) {
  return {{level, most, std::move(redact)}, now};
}

set_org_capture capture(std::optional<capture_level> level,
                        std::optional<capture_level> most = std::nullopt) {
  return {level, most, std::nullopt, now};
}

set_org_capture redact(std::vector<std::string> rules) {
  return {std::nullopt, std::nullopt, std::move(rules), now};
}

/// The organization with ada, who has a key of her own.
events_of<org> acme_with_ada() {
  return {acme, ada_is(role::member), data_key_set{ada, {"key_a"}, now}};
}

TEST(OrgCapture, KeepsDigestsUnlessItIsToldMore) {
  EXPECT_EQ(state_after<org>({acme}).capture.level, capture_level::digest);
  given<org>({acme}).when(capture(capture_level::full)).then({captures(capture_level::full)});
  given<org>({acme}).when(capture(capture_level::digest)).then_nothing();
  given<org>().when(capture(capture_level::full)).then_refused(errc::not_found);
}

TEST(OrgCapture, NeverHasALevelAboveItsMost) {
  given<org>({acme})
      .when(capture(capture_level::full, capture_level::redacted))
      .then_refused(errc::invalid_argument, "most");
  given<org>({acme, captures(capture_level::full)})
      .when(capture(std::nullopt, capture_level::digest))
      .then_refused(errc::invalid_argument, "most");
  given<org>({acme})
      .when(capture(std::nullopt, capture_level::digest))
      .then({captures(capture_level::digest, capture_level::digest)});
}

TEST(OrgCapture, ChangesWhatIsGivenAlone) {
  given<org>({acme, captures(capture_level::full, capture_level::full, {"ssn"})})
      .when(capture(capture_level::redacted))
      .then({captures(capture_level::redacted, capture_level::full, {"ssn"})});
  given<org>({acme, captures(capture_level::redacted)})
      .when(redact({"ssn", "/result/structuredContent/rows/*/iban"}))
      .then({captures(capture_level::redacted, capture_level::full,
                      {"ssn", "/result/structuredContent/rows/*/iban"})});
}

TEST(OrgCapture, RefusesRulesThatAreNone) {
  for (const auto* rule : {"", "/", "/other/a", "/argumentsand", "/arguments/~2", "\xff"})
    given<org>({acme}).when(redact({rule})).then_refused(errc::invalid_argument, "rule");
  const std::string longest(limits::pointer_bytes_max, 'k');
  EXPECT_TRUE(decide<org>(state_after<org>({acme}), redact({longest})));
  given<org>({acme}).when(redact({longest + "k"})).then_refused(errc::invalid_argument, "rule");
}

TEST(OrgCapture, HasSoManyRulesAndNotOneMore) {
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < limits::redaction_rules_max; ++i)
    rules.push_back("name-" + std::to_string(i));
  EXPECT_TRUE(decide<org>(state_after<org>({acme}), redact(rules)));
  rules.emplace_back("one more");
  given<org>({acme}).when(redact(rules)).then_refused(errc::invalid_argument, "100");
}

TEST(CaptureLevel, IsTheStricterOfToolkitAndConnectionAndNeverAboveTheMost) {
  using enum capture_level;
  const capture_settings org{redacted, full, {}};
  EXPECT_EQ(level_in_force(org, {}, {}), redacted);
  EXPECT_EQ(level_in_force(org, full, {}), full);
  EXPECT_EQ(level_in_force(org, {}, none), none);
  EXPECT_EQ(level_in_force(org, full, digest), digest);
  EXPECT_EQ(level_in_force(org, none, full), none);
  EXPECT_EQ(level_in_force({digest, digest, {}}, full, full), digest);
}

TEST(DataKeys, BelongToAUserElseToTheOrganization) {
  const auto state = state_after<org>(acme_with_ada());
  EXPECT_EQ(state.key_of(ada), data_key_id{"key_a"});
  EXPECT_EQ(state.key_of({"user_2"}), data_key_id{"key_1"});
  EXPECT_EQ(state.key_of(nobody), data_key_id{"key_1"});
}

TEST(DataKeys, ComeWithTheFirstTokenOfAUser) {
  mint_token mint{{"tok_1"}, {}, "gh", "laptop", role::member, ada, "ada", {"op"}, now, {"key_a"}};
  auto events = decide<org>(state_after<org>({acme}), mint);
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ(std::get<data_key_set>(events->back()).key, data_key_id{"key_a"});
  events = decide<org>(state_after<org>(acme_with_ada()), mint);
  EXPECT_EQ(events->size(), 1u) << "ada has one";
}

TEST(DataKeys, StayReadableWhenTheyAreRotated) {
  auto past = acme_with_ada();
  given<org>(past)
      .when(set_data_key{ada, {"key_b"}, now})
      .then({data_key_set{ada, {"key_b"}, now}});
  past.emplace_back(data_key_set{ada, {"key_b"}, now});
  past.emplace_back(data_key_set{nobody, {"key_2"}, now});
  const auto state = state_after<org>(past);
  EXPECT_EQ(state.key_of(ada), data_key_id{"key_b"});
  EXPECT_EQ(state.key_of(nobody), data_key_id{"key_2"});
  for (const auto* key : {"key_1", "key_2", "key_a", "key_b"})
    EXPECT_TRUE(state.keeps(ada, {key})) << key;
  EXPECT_FALSE(state.keeps({"user_2"}, {"key_a"}));
  given<org>(past).when(set_data_key{{"user_9"}, {"key_c"}, now}).then_refused(errc::not_found);
}

TEST(DataKeys, AreRotatedSoOftenAndNotOnceMore) {
  auto state = state_after<org>({acme});
  for (std::size_t i = 0; i < limits::former_keys_max; ++i)
    org::evolve(state, data_key_set{nobody, {"key_n" + std::to_string(i)}, now});
  given<org>(state).when(set_data_key{nobody, {"key_l"}, now}).then_refused(errc::limit_reached);
}

TEST(Erasure, OfAUserTakesTheUsersKeysAlone) {
  auto past = acme_with_ada();
  past.emplace_back(data_key_set{ada, {"key_b"}, now});
  const content_erased erased{ada, {{"key_b"}, {"key_a"}}, {{ada, {"key_c"}}}, now};
  given<org>(past).when(erase_content{ada, {{ada, {"key_c"}}}, now}).then({erased});
  past.emplace_back(erased);
  const auto state = state_after<org>(past);
  EXPECT_FALSE(state.keeps(ada, {"key_a"}));
  EXPECT_FALSE(state.keeps(ada, {"key_b"}));
  EXPECT_TRUE(state.keeps(ada, {"key_1"}));
  EXPECT_EQ(state.key_of(ada), data_key_id{"key_c"});
  EXPECT_EQ(state.dying_keys, erased.keys);
}

TEST(Erasure, OfAnOrganizationTakesEveryKey) {
  auto past = acme_with_ada();
  past.emplace_back(data_key_set{nobody, {"key_2"}, now});
  const std::map<user_id, data_key_id> fresh{{nobody, {"key_3"}}, {ada, {"key_c"}}};
  const content_erased erased{nobody, {{"key_2"}, {"key_a"}, {"key_1"}}, fresh, now};
  given<org>(past).when(erase_content{nobody, fresh, now}).then({erased});
  past.emplace_back(erased);
  const auto state = state_after<org>(past);
  for (const auto& key : erased.keys)
    EXPECT_FALSE(state.keeps(ada, key)) << key.value;
  EXPECT_EQ(state.key_of(ada), data_key_id{"key_c"});
  EXPECT_EQ(state.key_of(nobody), data_key_id{"key_3"});
}

TEST(Erasure, LeavesNobodyWithAnErasedKey) {
  const auto past = acme_with_ada();
  given<org>(past)
      .when(erase_content{nobody, {{nobody, {"key_3"}}}, now})
      .then_refused(errc::conflict, "again");
  given<org>(past).when(erase_content{ada, {}, now}).then_refused(errc::conflict);
  given<org>(past).when(erase_content{{"user_9"}, {}, now}).then_refused(errc::not_found);
  given<org>().when(erase_content{nobody, {}, now}).then_refused(errc::not_found);
}

TEST(Erasure, IsOverWhenTheKeysAreKnownToBeGone) {
  auto past = acme_with_ada();
  past.emplace_back(content_erased{ada, {{"key_a"}}, {{ada, {"key_c"}}}, now});
  given<org>(past)
      .when(note_destroyed_keys{{{"key_a"}, {"key_9"}}, now})
      .then({data_keys_destroyed{{{"key_a"}}, now}});
  past.emplace_back(data_keys_destroyed{{{"key_a"}}, now});
  EXPECT_TRUE(state_after<org>(past).dying_keys.empty());
  given<org>(past).when(note_destroyed_keys{{{"key_a"}}, now}).then_nothing();
}

} // namespace
} // namespace gatehouse
