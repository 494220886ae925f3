#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The right edge of an RFC 6962 Merkle tree: what it takes to append leaves and to name the root,
/// without the leaves. One digest for each 1 bit of the size, so 64 at most.
///
/// Thread rule: a value. Cost: an append hashes once on average, as often as the size has trailing
/// 1 bits at worst; the root as often as it has 1 bits.
class merkle_frontier {
public:
  /// Appends a leaf by its merkle_leaf hash.
  void append(const digest256& leaf);

  /// Returns the Merkle tree hash; SHA-256 of nothing for the empty tree.
  digest256 root() const;

  std::uint64_t size() const noexcept { return size_; }

  /// Returns the size as a varint, then the digests from the largest subtree to the smallest.
  std::string encode() const;

  /// Reads what encode() wrote. Errors: `journal_damaged`.
  static outcome<merkle_frontier> decode(std::string_view bytes);

  friend bool operator==(const merkle_frontier&, const merkle_frontier&) = default;

private:
  std::uint64_t size_ = 0;
  std::vector<digest256> peaks_; ///< roots of perfect subtrees, the largest first
};

} // namespace gatehouse
