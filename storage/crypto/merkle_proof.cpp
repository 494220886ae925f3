#include "storage/crypto/merkle_proof.hpp"

#include "storage/crypto/digest.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace gatehouse {

namespace {

/// Leaves from `first` up to but not with `last`.
struct leaf_range {
  std::uint64_t first;
  std::uint64_t last;
};

/// Where RFC 9162, 2.1.1 splits a tree: at the largest power of two below its size.
std::uint64_t split_of(const leaf_range& tree) {
  return tree.first + std::bit_floor(tree.last - tree.first - 1);
}

/// The pieces are met from the root down, and a proof has them the other way round.
outcome<merkle_path> hashes_of(std::vector<leaf_range> pieces, const subtree_hash& subtree) {
  merkle_path path;
  std::reverse(pieces.begin(), pieces.end());
  for (const auto& [first, last] : pieces) {
    auto hash = subtree(first, last);
    if (!hash)
      return hash.error();
    path.push_back(*hash);
  }
  return path;
}

bool is_odd(std::uint64_t number) {
  return (number & 1) != 0;
}

} // namespace

outcome<merkle_path> inclusion_path(std::uint64_t index, std::uint64_t size,
                                    const subtree_hash& subtree) {
  assert(index < size);
  std::vector<leaf_range> pieces;
  for (leaf_range tree{0, size}; tree.last - tree.first > 1;) {
    const auto split = split_of(tree);
    if (index < split) {
      pieces.push_back({split, tree.last});
      tree.last = split;
    } else {
      pieces.push_back({tree.first, split});
      tree.first = split;
    }
  }
  return hashes_of(std::move(pieces), subtree);
}

outcome<merkle_path> consistency_path(std::uint64_t old_size, std::uint64_t size,
                                      const subtree_hash& subtree) {
  assert(old_size > 0 && old_size <= size);
  std::vector<leaf_range> pieces;
  leaf_range tree{0, size};
  while (old_size < tree.last) {
    const auto split = split_of(tree);
    if (old_size <= split) {
      pieces.push_back({split, tree.last});
      tree.last = split;
    } else {
      pieces.push_back({tree.first, split});
      tree.first = split;
    }
  }
  if (tree.first != 0) // else it is the old tree, whose root the verifier has
    pieces.push_back(tree);
  return hashes_of(std::move(pieces), subtree);
}

std::optional<digest256> root_of_path(const digest256& leaf, std::uint64_t index,
                                      std::uint64_t size, const merkle_path& path) {
  if (index >= size)
    return {};
  auto at = index;
  auto last = size - 1;
  auto hash = leaf;
  for (const auto& sibling : path) {
    if (last == 0)
      return {};
    if (is_odd(at) || at == last) {
      hash = merkle_node(sibling, hash);
      for (; !is_odd(at) && at != 0; last >>= 1)
        at >>= 1;
    } else {
      hash = merkle_node(hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 ? std::optional{hash} : std::nullopt;
}

bool is_consistent(std::uint64_t old_size, const digest256& old_root, std::uint64_t size,
                   const digest256& root, const merkle_path& path) {
  if (old_size == 0 || old_size > size)
    return false;
  if (old_size == size)
    return path.empty() && old_root == root;
  auto rest = path;
  if (std::has_single_bit(old_size))
    rest.insert(rest.begin(), old_root);
  if (rest.empty())
    return false;
  auto at = old_size - 1;
  auto last = size - 1;
  for (; is_odd(at); last >>= 1)
    at >>= 1;
  auto old_hash = rest.front();
  auto hash = rest.front();
  for (auto next = rest.begin() + 1; next != rest.end(); ++next) {
    if (last == 0)
      return false;
    if (is_odd(at) || at == last) {
      old_hash = merkle_node(*next, old_hash);
      hash = merkle_node(*next, hash);
      for (; !is_odd(at) && at != 0; last >>= 1)
        at >>= 1;
    } else {
      hash = merkle_node(hash, *next);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

} // namespace gatehouse
