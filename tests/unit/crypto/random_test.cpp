#include "storage/crypto/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse {
namespace {

TEST(Random, GivesAsManyBytesAsAsked) {
  EXPECT_EQ(random_bytes(0), "");
  EXPECT_EQ(random_bytes(1000).size(), 1000u);
  EXPECT_NE(random_bytes(32), random_bytes(32));
}

// L-SEC-02, L-TRANS-21
TEST(Random, MakesVersion4Uuids) {
  for (int i = 0; i < 100; ++i) {
    const auto uuid = random_uuid();
    ASSERT_EQ(uuid.size(), 36u);
    EXPECT_EQ(uuid.find_first_not_of("0123456789abcdef-"), uuid.npos) << uuid;
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_NE(std::string_view{"89ab"}.find(uuid[19]), std::string_view::npos) << uuid;
    for (std::size_t dash : {8u, 13u, 18u, 23u})
      EXPECT_EQ(uuid[dash], '-') << uuid;
  }
}

TEST(Random, MakesIdsOf26Characters) {
  std::set<std::string> seen;
  std::set<char> last_digits;
  for (int i = 0; i < 1000; ++i) {
    const auto id = random_id("org_");
    ASSERT_EQ(id.size(), 30u);
    EXPECT_EQ(id.substr(0, 4), "org_");
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 4), id.npos) << id;
    EXPECT_LE(id[4], '7') << id;
    seen.insert(id);
    last_digits.insert(id.back());
  }
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(last_digits.size(), 32u);
}

} // namespace
} // namespace gatehouse
