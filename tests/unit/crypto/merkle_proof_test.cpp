#include "storage/crypto/digest.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/crypto/merkle_proof.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse {
namespace {

/// A tree whose leaves are all at hand.
struct small_tree {
  std::vector<digest256> leaves;

  digest256 root(std::uint64_t size) const { return *subtree()(0, size); }

  subtree_hash subtree() const {
    return [this](std::uint64_t first, std::uint64_t last) -> outcome<digest256> {
      merkle_frontier tree;
      for (auto at = first; at < last; ++at)
        tree.append(leaves[at]);
      return tree.root();
    };
  }
};

/// The leaves every Certificate Transparency implementation is tested with.
small_tree reference_tree() {
  small_tree tree;
  for (const auto& leaf : {std::string{}, std::string(1, '\0'), std::string{"\x10"},
                           std::string{"\x20\x21"}, std::string{"\x30\x31"}, std::string{"@ABC"},
                           std::string{"PQRSTUVW"}, std::string{"`abcdefghijklmno"}})
    tree.leaves.push_back(merkle_leaf(leaf));
  return tree;
}

small_tree counted_tree(int size) {
  small_tree tree;
  for (int i = 0; i < size; ++i)
    tree.leaves.push_back(merkle_leaf(std::to_string(i)));
  return tree;
}

std::vector<std::string> hex_of(const outcome<merkle_path>& path) {
  std::vector<std::string> all;
  for (const auto& hash : *path)
    all.push_back(to_hex(hash));
  return all;
}

// What the reference implementations of Certificate Transparency answer for the reference leaves.
constexpr auto* leaf_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
constexpr auto* leaf_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
constexpr auto* leaf_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
constexpr auto* leaf_6 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f";
constexpr auto* node_0_2 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
constexpr auto* node_2_4 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
constexpr auto* node_4_6 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
constexpr auto* node_6_8 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
constexpr auto* node_0_4 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
constexpr auto* node_4_8 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

using hashes = std::vector<std::string>;

TEST(InclusionProof, MatchesTheReferenceVectors) {
  const auto tree = reference_tree();
  const auto path = [&](std::uint64_t index, std::uint64_t size) {
    return hex_of(inclusion_path(index, size, tree.subtree()));
  };
  EXPECT_EQ(path(0, 1), hashes{});
  EXPECT_EQ(path(0, 8), (hashes{leaf_1, node_2_4, node_4_8}));
  EXPECT_EQ(path(5, 8), (hashes{leaf_4, node_6_8, node_0_4}));
  EXPECT_EQ(path(2, 3), hashes{node_0_2});
  EXPECT_EQ(path(1, 5), (hashes{leaf_0, node_2_4, leaf_4}));
}

TEST(ConsistencyProof, MatchesTheReferenceVectors) {
  const auto tree = reference_tree();
  const auto path = [&](std::uint64_t old_size, std::uint64_t size) {
    return hex_of(consistency_path(old_size, size, tree.subtree()));
  };
  EXPECT_EQ(path(1, 1), hashes{});
  EXPECT_EQ(path(1, 8), (hashes{leaf_1, node_2_4, node_4_8}));
  EXPECT_EQ(path(6, 8), (hashes{node_4_6, node_6_8, node_0_4}));
  EXPECT_EQ(path(2, 5), (hashes{node_2_4, leaf_4}));
  EXPECT_EQ(path(6, 7), (hashes{node_4_6, leaf_6, node_0_4}));
}

TEST(InclusionProof, LeadsEveryLeafToEveryRoot) {
  const auto tree = counted_tree(40);
  for (std::uint64_t size = 1; size <= tree.leaves.size(); ++size)
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = *inclusion_path(index, size, tree.subtree());
      const auto root = tree.root(size);
      ASSERT_EQ(root_of_path(tree.leaves[index], index, size, path), root) << index << "/" << size;
      const auto other = tree.leaves[(index + 1) % tree.leaves.size()];
      ASSERT_NE(root_of_path(other, index, size, path), root) << "another leaf";
      ASSERT_NE(root_of_path(tree.leaves[index], index + 1, size, path), root) << "another place";
    }
}

TEST(InclusionProof, HasOneLength) {
  const auto tree = counted_tree(13);
  for (std::uint64_t index = 0; index < 13; ++index) {
    auto path = *inclusion_path(index, 13, tree.subtree());
    path.push_back(path.back());
    EXPECT_FALSE(root_of_path(tree.leaves[index], index, 13, path));
    path.resize(path.size() - 2);
    EXPECT_FALSE(root_of_path(tree.leaves[index], index, 13, path));
  }
  EXPECT_FALSE(root_of_path(tree.leaves[0], 0, 0, {}));
  EXPECT_FALSE(root_of_path(tree.leaves[0], 1, 1, {}));
}

TEST(ConsistencyProof, HoldsBetweenEverySizeAndAnother) {
  const auto tree = counted_tree(33);
  for (std::uint64_t size = 1; size <= tree.leaves.size(); ++size)
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto path = *consistency_path(old_size, size, tree.subtree());
      const auto old_root = tree.root(old_size);
      const auto root = tree.root(size);
      ASSERT_TRUE(is_consistent(old_size, old_root, size, root, path)) << old_size << "/" << size;
      ASSERT_FALSE(is_consistent(old_size, merkle_leaf("x"), size, root, path));
      ASSERT_FALSE(is_consistent(old_size, old_root, size, merkle_leaf("x"), path));
      for (std::size_t at = 0; at < path.size(); ++at) {
        auto changed = path;
        changed[at].bytes[0] ^= 1;
        ASSERT_FALSE(is_consistent(old_size, old_root, size, root, changed));
      }
    }
  EXPECT_FALSE(is_consistent(0, sha256(""), 3, tree.root(3), {}));
  EXPECT_FALSE(is_consistent(4, tree.root(4), 3, tree.root(3), {}));
}

} // namespace
} // namespace gatehouse
