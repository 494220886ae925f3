#include "actors/request_state.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

class RequestState : public testing::Test {
protected:
  outcome<round_claims> open(const std::string& text, const binding& from, unix_us now = {50}) {
    return open_round(*keys, key, from, text, now);
  }

  std::unique_ptr<vault> keys = vault::in_memory();
  data_key_id key = *keys->create_data_key();
  binding at{{{"user_1"}, {"tok_1"}, {"org_1"}, {}, role::member}, {{"org_1"}, {"tk_1"}, {}}};
  std::string sealed_text = *seal_round(*keys, key, at, {{"call_1"}, 3, {100}});
};

TEST_F(RequestState, SaysWhatWasSealed) {
  auto claims = open(sealed_text, at);
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->call.value, "call_1");
  EXPECT_EQ(claims->round, 3u);
}

// M-MRTR-06, M-MRTR-07, M-MRTR-08
TEST_F(RequestState, IsInvalidWhereverItIsChanged) {
  for (std::size_t i = 0; i < sealed_text.size(); ++i) {
    auto other = sealed_text;
    other[i] = other[i] == '0' ? '1' : '0';
    auto claims = open(other, at);
    ASSERT_FALSE(claims) << i;
    EXPECT_EQ(claims.error().code, errc::request_state_invalid);
  }
  for (const auto& other :
       {sealed_text + "00", sealed_text.substr(2), std::string{}, sealed_text + "x",
        std::string(limits::request_state_bytes_max + 1, '0')})
    EXPECT_FALSE(open(other, at));
}

// S-ELIC-10, S-ELIC-11, S-ELIC-18, M-MRTR-09, M-SEC-01
TEST_F(RequestState, IsOfNoUseToOthersOrElsewhere) {
  auto other = at;
  other.who.principal = {"user_2"};
  EXPECT_FALSE(open(sealed_text, other));
  other = at;
  other.what.toolkit = {"tk_2"};
  EXPECT_FALSE(open(sealed_text, other));
}

// M-MRTR-09, M-SEC-02
TEST_F(RequestState, Expires) {
  EXPECT_TRUE(open(sealed_text, at, {100}));
  EXPECT_FALSE(open(sealed_text, at, {101}));
}

} // namespace

} // namespace gatehouse
