#include "actors/credentials.hpp"
#include "storage/crypto/digest.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

org::state an_org(const std::string& id) {
  org::state state;
  state.id = {id};
  return state;
}

void add_token(org::state& to, const std::string& id, const std::string& token,
               const std::string& user = {}) {
  to.tokens[{id}] = {sha256(token), "ght_", "a token", role::member, {user}, {"operator"}, {}};
}

TEST(Credentials, MakesTokensThatSayTheirKindAndNothingElse) {
  auto one = new_token_secret(token_kind::org_token);
  EXPECT_EQ(one.token.size(), 4u + 43u) << "32 bytes in base64url";
  EXPECT_EQ(one.token.substr(0, 12), one.prefix);
  EXPECT_EQ(one.prefix.substr(0, 4), "ght_");
  EXPECT_EQ(one.digest, sha256(one.token));
  EXPECT_EQ(new_token_secret(token_kind::user_token).prefix.substr(0, 4), "ghu_");
  EXPECT_EQ(new_token_secret(token_kind::operator_token).prefix.substr(0, 4), "gho_");
  EXPECT_NE(one.token, new_token_secret(token_kind::org_token).token);
}

TEST(Credentials, FindsTheCallerOfAToken) {
  credentials known;
  auto acme = an_org("org_1");
  add_token(acme, "tok_1", "secret");
  acme.members[{"user_1"}] = {"ann", role::admin};
  add_token(acme, "tok_2", "ann's", "user_1");
  known.replace({}, acme);
  auto machine = known.find("secret");
  ASSERT_TRUE(machine);
  EXPECT_EQ(machine->principal.value, "tok_1") << "an org's token is its own principal";
  EXPECT_EQ(machine->org.value, "org_1");
  EXPECT_FALSE(machine->is_operator());
  auto ann = known.find("ann's");
  ASSERT_TRUE(ann);
  EXPECT_EQ(ann->principal.value, "user_1");
  EXPECT_EQ(ann->credential.value, "tok_2");
}

// S-AUTH-09, S-AUTH-12, S-SEC-09
TEST(Credentials, RefusesEveryOtherTokenAlike) {
  credentials known;
  auto acme = an_org("org_1");
  add_token(acme, "tok_1", "secret");
  known.replace({}, acme);
  auto none = known.find("");
  auto wrong = known.find("secret ");
  ASSERT_FALSE(none);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(none.error(), wrong.error());
  EXPECT_EQ(none.error().code, errc::unauthorized);
}

TEST(Credentials, ForgetsARevokedTokenAndNoOtherAndLearnsNewOnes) {
  credentials known;
  auto acme = an_org("org_1");
  auto other = an_org("org_2");
  add_token(acme, "tok_1", "one");
  add_token(acme, "tok_2", "two");
  add_token(other, "tok_3", "three");
  known.replace({}, acme);
  known.replace({}, other);
  const auto before = acme;
  acme.tokens.erase({"tok_1"});
  add_token(acme, "tok_0", "zero");
  add_token(acme, "tok_9", "nine");
  known.replace(before, acme);
  EXPECT_FALSE(known.find("one"));
  EXPECT_TRUE(known.find("two"));
  EXPECT_TRUE(known.find("zero"));
  EXPECT_TRUE(known.find("nine"));
  EXPECT_TRUE(known.find("three"));
}

TEST(Credentials, LetsAUsersTokenLiveOnlyAsLongAsTheMembership) {
  credentials known;
  auto acme = an_org("org_1");
  acme.members[{"user_1"}] = {"ann", role::member};
  add_token(acme, "tok_1", "ann's", "user_1");
  known.replace({}, acme);
  ASSERT_TRUE(known.find("ann's"));
  const auto member = acme;
  acme.members.clear();
  known.replace(member, acme);
  EXPECT_FALSE(known.find("ann's"));
  known.replace(acme, member);
  EXPECT_TRUE(known.find("ann's"));
}

TEST(Credentials, KnowsTheOperatorByItsTokens) {
  credentials known;
  instance::state state;
  state.tokens[{"tok_op"}].digest = sha256("gho_x");
  known.replace({}, state);
  auto found = known.find("gho_x");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_operator());
  EXPECT_EQ(found->principal.value, "operator");
  known.replace(state, {});
  EXPECT_FALSE(known.find("gho_x"));
}

} // namespace

} // namespace gatehouse
