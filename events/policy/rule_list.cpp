#include "events/policy/rule_list.hpp"

#include "events/core/limits.hpp"
#include "events/policy/pattern.hpp"
#include "events/policy/position.hpp"

#include <algorithm>
#include <tuple>

namespace gatehouse {

namespace {

outcome<std::string> checked_position(const std::string& position) {
  if (!is_position(position))
    return failure{errc::invalid_argument, "The position \"" + position + "\" is malformed."};
  return position;
}

/// Returns a position right above `anchor`, leaving out the rule that moves.
outcome<std::string> position_above(const rule_list& rules, const policy_id& anchor,
                                    const policy_id& moving) {
  if (!rules.contains(anchor) || anchor == moving)
    return failure{errc::not_found,
                   "There is no other policy \"" + anchor.value + "\" to move before."};
  std::optional<std::string_view> above;
  for (const auto& rule : in_order(rules)) {
    if (rule.id == anchor)
      break;
    if (rule.id != moving)
      above = rules.at(rule.id).position;
  }
  return position_between(above, rules.at(anchor).position);
}

} // namespace

std::vector<policy_rule> in_order(const rule_list& rules) {
  std::vector<policy_rule> sorted;
  sorted.reserve(rules.size());
  for (const auto& [id, rule] : rules)
    sorted.push_back(rule);
  std::sort(sorted.begin(), sorted.end(), [](const policy_rule& left, const policy_rule& right) {
    return std::tie(left.position, left.id) < std::tie(right.position, right.id);
  });
  return sorted;
}

outcome<policy_rule> added_rule(const rule_list& rules, policy_id id, const std::string& pattern,
                                policy_action action, const std::optional<std::string>& position) {
  if (auto valid = pattern::parse(pattern); !valid)
    return valid.error();
  if (rules.contains(id))
    return failure{errc::conflict, "The policy \"" + id.value + "\" exists already."};
  if (rules.size() >= limits::policies_per_list_max)
    return failure{errc::limit_reached, "There are too many policies here; remove some."};
  std::optional<std::string_view> lowest;
  for (const auto& [other, rule] : rules)
    if (!lowest || rule.position < *lowest)
      lowest = rule.position;
  auto place = position ? checked_position(*position) : position_between(std::nullopt, lowest);
  if (!place)
    return place.error();
  return policy_rule{std::move(id), pattern, action, *place};
}

outcome<policy_rule> changed_rule(const rule_list& rules, const policy_id& id,
                                  const rule_change& change) {
  auto found = rules.find(id);
  if (found == rules.end())
    return failure{errc::not_found, "Policy not found."};
  auto rule = found->second;
  if (change.pattern) {
    if (auto valid = pattern::parse(*change.pattern); !valid)
      return valid.error();
    rule.pattern = *change.pattern;
  }
  if (change.action)
    rule.action = *change.action;
  if (change.position || change.before) {
    auto place = change.position ? checked_position(*change.position)
                                 : position_above(rules, *change.before, id);
    if (!place)
      return place.error();
    rule.position = *place;
  }
  return rule;
}

} // namespace gatehouse
