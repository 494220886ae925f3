#include "events/policy/pattern_index.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

namespace {

/// Levels of the tree, several times the depth that tools have in practice. It bounds the nodes to
/// this number per pattern.
constexpr std::size_t levels_max = 16;

} // namespace

pattern_index::pattern_index(std::vector<pattern> patterns) : patterns_(std::move(patterns)) {
  nodes_.emplace_back();
  for (place i = 0; i < patterns_.size(); ++i)
    insert(i);
}

pattern_index::place pattern_index::child_of(place parent, std::string_view segment) {
  auto fresh = static_cast<place>(nodes_.size());
  auto& here = nodes_[parent];
  if (segment == "*") {
    if (here.any != node::none)
      return here.any;
    here.any = fresh;
  } else {
    auto found = here.literals.find(segment);
    if (found != here.literals.end())
      return found->second;
    here.literals.emplace(segment, fresh);
  }
  nodes_.emplace_back();
  return fresh;
}

void pattern_index::insert(place added) {
  const auto& what = patterns_[added];
  auto levels = std::min(what.size(), levels_max);
  place at = 0;
  // Patterns come in order, so the first to claim a place is the lowest.
  nodes_[at].lowest = std::min(nodes_[at].lowest, added);
  for (std::size_t i = 0; i < levels; ++i) {
    at = child_of(at, what[i]);
    nodes_[at].lowest = std::min(nodes_[at].lowest, added);
  }
  auto& last = nodes_[at];
  if (what.size() > levels_max)
    last.deep.push_back(added);
  else if (what.is_open())
    last.open = std::min(last.open, added);
  else
    last.closed = std::min(last.closed, added);
}

void pattern_index::search(const node& here, segment_walk walk, std::string_view address,
                           place& best) const noexcept {
  if (here.lowest >= best)
    return;
  best = std::min(best, here.open);
  if (walk.done()) {
    best = std::min(best, here.closed);
    return;
  }
  for (auto candidate : here.deep) {
    if (candidate >= best)
      break;
    if (patterns_[candidate].matches(address))
      best = candidate;
  }
  auto segment = walk.next();
  auto found = here.literals.find(segment);
  if (found != here.literals.end())
    search(nodes_[found->second], walk, address, best);
  if (here.any != node::none)
    search(nodes_[here.any], walk, address, best);
}

std::optional<std::size_t> pattern_index::first_match(std::string_view address) const noexcept {
  auto best = node::none;
  search(nodes_.front(), segment_walk{address}, address, best);
  if (best == node::none)
    return std::nullopt;
  return best;
}

} // namespace gatehouse
