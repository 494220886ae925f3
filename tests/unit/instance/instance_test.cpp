#include "events/core/limits.hpp"
#include "events/instance/instance.hpp"
#include "tests/support/given.hpp"

namespace gatehouse {
namespace {

constexpr unix_us now{1'000'000};

const digest256 digest{{1, 2, 3}};

operator_token_minted minted(const std::string& token) {
  return {{token}, digest, "ghop_abc", "laptop", {"operator"}, now};
}

mint_operator_token mint(const std::string& token) {
  return {{token}, digest, "ghop_abc", "laptop", {"operator"}, now};
}

TEST(Instance, IsCreatedOnce) {
  given<instance>().when(create_instance{now}).then({instance_created{now}});
  given<instance>({instance_created{now}}).when(create_instance{now}).then_refused(errc::conflict);
}

TEST(Instance, MintsTokensForOperators) {
  given<instance>().when(mint("tok_1")).then({minted("tok_1")});
}

TEST(Instance, RefusesATokenNameOneByteTooLong) {
  auto command = mint("tok_1");
  command.name = std::string(limits::name_bytes_max, 'n');
  auto event = minted("tok_1");
  event.name = command.name;
  given<instance>().when(command).then({event});
  command.name += 'n';
  given<instance>().when(command).then_refused(errc::invalid_argument, "255 bytes");
  command.name = "a\tb";
  given<instance>().when(command).then_refused(errc::invalid_argument, "control characters");
}

TEST(Instance, RefusesOneTokenTooMany) {
  instance::state state;
  for (std::size_t i = 1; i < limits::tokens_per_org_max; ++i)
    evolve<instance>(state, minted("tok_" + std::to_string(i)));
  given<instance>(state).when(mint("tok_last")).then({minted("tok_last")});
  evolve<instance>(state, minted("tok_last"));
  given<instance>(state).when(mint("tok_more")).then_refused(errc::limit_reached);
}

TEST(Instance, RevokesAllTokensButTheLast) {
  given<instance>({minted("tok_1"), minted("tok_2")})
      .when(revoke_operator_token{{"tok_1"}, now})
      .then({operator_token_revoked{{"tok_1"}, now}});
  given<instance>({minted("tok_1")})
      .when(revoke_operator_token{{"tok_1"}, now})
      .then_refused(errc::conflict, "last operator token");
  given<instance>({minted("tok_1"), minted("tok_2"), operator_token_revoked{{"tok_1"}, now}})
      .when(revoke_operator_token{{"tok_2"}, now})
      .then_refused(errc::conflict);
}

TEST(Instance, KnowsNoTokenThatIsNotLive) {
  given<instance>({minted("tok_1"), minted("tok_2"), operator_token_revoked{{"tok_1"}, now}})
      .when(revoke_operator_token{{"tok_1"}, now})
      .then_refused(errc::not_found);
}

TEST(Instance, GivesAnOrgSlugOnce) {
  given<instance>()
      .when(claim_org_slug{{"org_1"}, "acme"})
      .then({org_slug_claimed{{"org_1"}, "acme"}});
  given<instance>({org_slug_claimed{{"org_1"}, "acme"}})
      .when(claim_org_slug{{"org_2"}, "acme"})
      .then_refused(errc::conflict, "\"acme\"");
}

TEST(Instance, RefusesAnOrgSlugAgainstTheGrammar) {
  for (const auto& slug : {std::string{"a"}, std::string{"Acme"}, std::string{"-acme"},
                           std::string{"mcp"}, std::string(limits::org_slug_bytes_max + 1, 'a')})
    given<instance>().when(claim_org_slug{{"org_1"}, slug}).then_refused(errc::invalid_argument);
}

TEST(Instance, RefusesOneOrgTooMany) {
  instance::state state;
  for (std::size_t i = 1; i < limits::orgs_max; ++i)
    evolve<instance>(state, org_slug_claimed{{"org"}, "org-" + std::to_string(i)});
  org_slug_claimed last{{"org_l"}, "the-last"};
  given<instance>(state).when(claim_org_slug{last.org, last.slug}).then({last});
  evolve<instance>(state, last);
  given<instance>(state).when(claim_org_slug{{"org_m"}, "more"}).then_refused(errc::limit_reached);
}

TEST(Instance, RegistersAUserOnce) {
  user_registered ada{{"user_1"}, "ada@example.com", now};
  given<instance>().when(register_user{ada.user, ada.name, now}).then({ada});
  given<instance>({ada}).when(register_user{{"user_2"}, ada.name, now}).then_nothing();
}

TEST(Instance, RefusesAUserNameAgainstTheGrammar) {
  for (const auto& name : {std::string{}, std::string{"a b"}, std::string{"a/b"},
                           std::string(limits::name_bytes_max + 1, 'a')})
    given<instance>()
        .when(register_user{{"user_1"}, name, now})
        .then_refused(errc::invalid_argument);
}

TEST(Instance, RefusesOneUserTooMany) {
  instance::state state;
  for (std::size_t i = 1; i < limits::users_max; ++i)
    evolve<instance>(state, user_registered{{"user"}, "user-" + std::to_string(i), now});
  user_registered last{{"user_l"}, "the-last", now};
  given<instance>(state).when(register_user{last.user, last.name, now}).then({last});
  evolve<instance>(state, last);
  given<instance>(state)
      .when(register_user{{"user_m"}, "more", now})
      .then_refused(errc::limit_reached);
  given<instance>(state).when(register_user{{"user_m"}, last.name, now}).then_nothing();
}

TEST(Instance, NotesRefusedCredentialsIfThereWereAny) {
  given<instance>().when(note_refusals{{}, {1}, {2}}).then_nothing();
  given<instance>()
      .when(note_refusals{{{"unknown", 3}, {"revoked", 1}}, {1}, {2}})
      .then({authentication_refused{{{"revoked", 1}, {"unknown", 3}}, {1}, {2}}});
}

TEST(Instance, NamesTheKeyOfItsCheckpoints) {
  const checkpoint_key_named first{"log+1+a", {"operator"}, now};
  const checkpoint_key_named second{"log+2+b", {"operator"}, now};
  given<instance>().when(name_checkpoint_key{"log+1+a", {"operator"}, now}).then({first});
  given<instance>({first}).when(name_checkpoint_key{"log+2+b", {"operator"}, now}).then({second});
  instance::state state;
  evolve<instance>(state, first);
  evolve<instance>(state, second);
  EXPECT_EQ(state.checkpoint_key, "log+2+b");
  EXPECT_EQ(state.previous_checkpoint_key, "log+1+a");
}

TEST(Instance, RefusesACheckpointKeyThatWasUsedOrIsOfAnotherLog) {
  const checkpoint_key_named first{"log+1+a", {"operator"}, now};
  const checkpoint_key_named second{"log+2+b", {"operator"}, now};
  for (const auto* used : {"log+1+a", "log+2+b"})
    given<instance>({first, second})
        .when(name_checkpoint_key{used, {"operator"}, now})
        .then_refused(errc::conflict, "signed checkpoints already");
  given<instance>({first})
      .when(name_checkpoint_key{"other+2+b", {"operator"}, now})
      .then_refused(errc::invalid_argument, "keeps its name");
}

TEST(Instance, RecordsEachRotationOfTheMasterKeyOnce) {
  const master_key_rotated first{"rot_1", master_key_place::folder, {1}};
  const master_key_rotated second{"rot_2", master_key_place::command, {2}};
  const master_key_rotated third{"rot_3", master_key_place::folder, {1}};
  given<instance>().when(note_rotations{{first, second}}).then({first, second});
  given<instance>({first, second}).when(note_rotations{{first, second}}).then_nothing();
  given<instance>({first}).when(note_rotations{{first, second, third}}).then({second, third});
  given<instance>({first, second}).when(note_rotations{{third}}).then({third});
}

TEST(Instance, RecordsWhatTheRecordIsAskedUpToItsBound) {
  const std::string longest(limits::query_text_bytes_max, 'x');
  given<instance>({instance_created{}})
      .when(note_query{{"org_1"}, longest, {}, now})
      .then({record_queried{{"org_1"}, longest, {}, now}});
  given<instance>({instance_created{}})
      .when(note_query{{"org_1"}, longest + 'x', {}, now})
      .then_refused(errc::query_refused);
}

} // namespace
} // namespace gatehouse
