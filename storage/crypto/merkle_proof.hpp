#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace gatehouse {

// Proofs about an RFC 9162 Merkle tree (sections 2.1.3 and 2.1.4). Leaves are counted from 0.
// Thread rule: values only.

using merkle_path = std::vector<digest256>;

/// Returns the tree hash of the leaves from `first` up to but not with `last`; at least one.
using subtree_hash = std::function<outcome<digest256>(std::uint64_t first, std::uint64_t last)>;

/// Returns the path from leaf `index` to the root of the first `size` leaves, the leaf's sibling
/// first. `index` is less than `size`. Asks for disjoint subtrees, all but the leaf itself.
/// Errors: those of `subtree`.
outcome<merkle_path> inclusion_path(std::uint64_t index, std::uint64_t size,
                                    const subtree_hash& subtree);

/// Returns the proof that the tree of `size` leaves goes on from the one of its first `old_size`;
/// 0 < old_size <= size. Errors: those of `subtree`.
outcome<merkle_path> consistency_path(std::uint64_t old_size, std::uint64_t size,
                                      const subtree_hash& subtree);

/// Returns the root that a path leads to from a leaf's hash; nothing if no path from there has that
/// length.
std::optional<digest256> root_of_path(const digest256& leaf, std::uint64_t index,
                                      std::uint64_t size, const merkle_path& path);

/// Says whether `path` proves that the tree of `size` and `root` goes on from the old one.
bool is_consistent(std::uint64_t old_size, const digest256& old_root, std::uint64_t size,
                   const digest256& root, const merkle_path& path);

} // namespace gatehouse
