#include "events/core/limits.hpp"
#include "events/org/org.hpp"
#include "tests/support/given.hpp"
#include "tests/unit/org/acme.hpp"

namespace gatehouse {
namespace {

token_minted minted(const std::string& id, const std::string& user = {}) {
  return {{id}, digest256{{1}}, "gh_abc", "laptop", role::member, {user}, {"operator"}, now};
}

mint_token mint(const std::string& id, const std::string& user = {}) {
  return {{id},   digest256{{1}}, "gh_abc",     "laptop", role::member,
          {user}, user + " name", {"operator"}, now};
}

TEST(Org, IsCreatedOnce) {
  create_org create{{"org_1"}, "acme", "Acme", {"key_1"}, now};
  given<org>().when(create).then({acme});
  given<org>({acme}).when(create).then_refused(errc::conflict);
}

TEST(Org, IsCalledByItsSlugIfItHasNoName) {
  given<org>()
      .when(create_org{{"org_1"}, "acme", "", {"key_1"}, now})
      .then({org_created{{"org_1"}, "acme", "acme", {"key_1"}, now}});
}

TEST(Org, RefusesASlugAgainstTheGrammarAndALongName) {
  given<org>()
      .when(create_org{{"org_1"}, "mcp", "", {}, now})
      .then_refused(errc::invalid_argument, "reserved");
  std::string name(limits::name_bytes_max, 'n');
  given<org>()
      .when(create_org{{"org_1"}, "acme", name, {}, now})
      .then({org_created{{"org_1"}, "acme", name, {}, now}});
  given<org>()
      .when(create_org{{"org_1"}, "acme", name + "n", {}, now})
      .then_refused(errc::invalid_argument, "255 bytes");
}

TEST(Org, RefusesNamesThatAreNotPlainText) {
  for (const auto* name : {"a\nb", "\x1B[2J", "\xFF",
                           "\xE2\x80\xAE"
                           "mca"}) {
    given<org>()
        .when(create_org{{"org_1"}, "acme", name, {}, now})
        .then_refused(errc::invalid_argument, "control characters");
    auto command = mint("tok_1");
    command.name = name;
    given<org>({acme}).when(command).then_refused(errc::invalid_argument, "control characters");
  }
}

TEST(Org, SetsMembersAndTheirRanks) {
  set_member set{{"user_1"}, "ada", role::admin, now};
  given<org>().when(set).then_refused(errc::not_found);
  given<org>({acme}).when(set).then({ada_is(role::admin)});
  given<org>({acme, ada_is(role::admin)}).when(set).then_nothing();
  given<org>({acme, ada_is(role::reader)}).when(set).then({ada_is(role::admin)});
}

TEST(Org, MintsTokensOfItsOwn) {
  given<org>().when(mint("tok_1")).then_refused(errc::not_found);
  given<org>({acme}).when(mint("tok_1")).then({minted("tok_1")});
  given<org>({acme, minted("tok_1")}).when(mint("tok_1")).then_refused(errc::conflict);
}

TEST(Org, MakesAUserAMemberWithTheirFirstToken) {
  given<org>({acme})
      .when(mint("tok_1", "user_1"))
      .then({member_set{{"user_1"}, "user_1 name", role::member, now}, minted("tok_1", "user_1")});
  given<org>({acme, ada_is(role::owner)})
      .when(mint("tok_1", "user_1"))
      .then({minted("tok_1", "user_1")});
}

TEST(Org, RefusesATokenNameOneByteTooLong) {
  auto command = mint("tok_1");
  auto event = minted("tok_1");
  command.name = event.name = std::string(limits::name_bytes_max, 'n');
  given<org>({acme}).when(command).then({event});
  command.name += 'n';
  given<org>({acme}).when(command).then_refused(errc::invalid_argument, "255 bytes");
}

TEST(Org, RefusesOneTokenTooMany) {
  auto state = state_after<org>({acme});
  for (std::size_t i = 1; i < limits::tokens_per_org_max; ++i)
    org::evolve(state, minted("tok_" + std::to_string(i)));
  given<org>(state).when(mint("tok_last")).then({minted("tok_last")});
  org::evolve(state, minted("tok_last"));
  given<org>(state).when(mint("tok_more")).then_refused(errc::limit_reached);
  org::evolve(state, token_revoked{{"tok_1"}, now});
  given<org>(state).when(mint("tok_more")).then({minted("tok_more")});
}

TEST(Org, RevokesATokenOnce) {
  given<org>({acme, minted("tok_1")})
      .when(revoke_token{{"tok_1"}, now})
      .then({token_revoked{{"tok_1"}, now}});
  given<org>({acme, minted("tok_1"), token_revoked{{"tok_1"}, now}})
      .when(revoke_token{{"tok_1"}, now})
      .then_refused(errc::not_found);
}

} // namespace
} // namespace gatehouse
