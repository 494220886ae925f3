#pragma once

#include "events/policy/pattern.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Finds the first of many patterns that matches an address.
///
/// A tree of segments: each node has a child for each literal segment and one for `*`, and knows
/// the lowest pattern that ends there. A look-up follows at most two children per segment and
/// leaves out branches that hold nothing lower than what it has found. Only the first segments of a
/// pattern are in the tree (see the source); what is deeper is matched one by one, so memory stays
/// in proportion.
///
/// Cost: about the depth of the address, whatever the number of patterns. Each `*` before the last
/// segment that is also spelled out by other patterns with the same beginning can double it, up to
/// one visit per pattern.
/// Thread rule: immutable once built.
class pattern_index {
public:
  /// Indexes `patterns` in order of precedence.
  explicit pattern_index(std::vector<pattern> patterns);

  /// Returns the place of the first pattern that matches `address`. Allocates nothing.
  std::optional<std::size_t> first_match(std::string_view address) const noexcept;

private:
  using place = std::uint32_t; ///< in patterns_ or nodes_

  struct node;

  place child_of(place parent, std::string_view segment);
  void insert(place added);
  void search(const node& here, segment_walk walk, std::string_view address,
              place& best) const noexcept;

  std::vector<pattern> patterns_;
  std::vector<node> nodes_;
};

/// One segment's place in the tree.
struct pattern_index::node {
  static constexpr place none = UINT32_MAX;

  std::map<std::string, place, std::less<>> literals;
  place any = none;        ///< the child for `*`
  place closed = none;     ///< the first pattern that ends here
  place open = none;       ///< the first pattern that ends in `*` after this segment
  std::vector<place> deep; ///< patterns with more segments than the tree has levels, in order
  place lowest = none;     ///< of all patterns here and below
};

} // namespace gatehouse
