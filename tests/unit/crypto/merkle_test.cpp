#include "storage/crypto/digest.hpp"
#include "storage/crypto/merkle.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace gatehouse {
namespace {

/// RFC 6962, 2.1, word for word: split at the largest power of two below n.
digest256 tree_hash(const std::vector<digest256>& leaves, std::size_t first, std::size_t last) {
  const auto count = last - first;
  if (count == 0)
    return sha256("");
  if (count == 1)
    return leaves[first];
  const auto split = first + std::bit_floor(count - 1);
  return merkle_node(tree_hash(leaves, first, split), tree_hash(leaves, split, last));
}

TEST(Merkle, MatchesTheReferenceVectors) {
  // The leaves and roots every Certificate Transparency implementation is tested with.
  const std::string leaves[] = {"",         std::string(1, '\0'), "\x10",
                                "\x20\x21", "\x30\x31",           "@ABC",
                                "PQRSTUVW", "`abcdefghijklmno"};
  const std::string_view roots[] = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  };
  merkle_frontier tree;
  EXPECT_EQ(to_hex(tree.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < std::size(leaves); ++i) {
    tree.append(merkle_leaf(leaves[i]));
    EXPECT_EQ(to_hex(tree.root()), roots[i]) << i + 1 << " leaves";
    EXPECT_EQ(tree.size(), i + 1);
  }
}

TEST(Merkle, EqualsTheRecursiveDefinition) {
  merkle_frontier tree;
  std::vector<digest256> leaves;
  for (int i = 0; i < 300; ++i) {
    leaves.push_back(merkle_leaf(std::to_string(i)));
    tree.append(leaves.back());
    ASSERT_EQ(tree.root(), tree_hash(leaves, 0, leaves.size())) << i + 1 << " leaves";
  }
}

TEST(Merkle, GoesOnAfterBeingStored) {
  merkle_frontier straight;
  merkle_frontier stored;
  for (int i = 0; i < 70; ++i) {
    const auto leaf = merkle_leaf(std::to_string(i));
    straight.append(leaf);
    auto loaded = merkle_frontier::decode(stored.encode());
    ASSERT_TRUE(loaded) << loaded.error().detail;
    stored = *loaded;
    stored.append(leaf);
  }
  EXPECT_EQ(stored, straight);
  EXPECT_EQ(stored.encode().size(), 1u + 3 * 32) << "70 = 0b1000110";
}

TEST(Merkle, RefusesAFrontierThatDoesNotFitItsSize) {
  merkle_frontier tree;
  tree.append(merkle_leaf("a"));
  tree.append(merkle_leaf("b"));
  tree.append(merkle_leaf("c"));
  const auto bytes = tree.encode();
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(merkle_frontier::decode(std::string_view{bytes}.substr(0, length)));
  auto longer = merkle_frontier::decode(bytes + std::string(32, 'x'));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, errc::journal_damaged);
}

TEST(Merkle, TellsLeavesFromNodes) {
  const auto left = merkle_leaf("a");
  const auto right = merkle_leaf("b");
  std::string both(left.bytes.begin(), left.bytes.end());
  both.append(right.bytes.begin(), right.bytes.end());
  EXPECT_NE(merkle_node(left, right), merkle_leaf(both));
}

} // namespace
} // namespace gatehouse
