#pragma once

#include "events/core/outcome.hpp"
#include "events/policy/policy.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// The policies of one owner, by id; their order is (position, id), bytewise.
using rule_list = std::map<policy_id, policy_rule>;

/// What changes of a rule; absent members stay as they are.
struct rule_change {
  std::optional<std::string> pattern;
  std::optional<policy_action> action;
  std::optional<std::string> position;
  std::optional<policy_id> before; ///< move right above this rule
};

/// Returns the rules in order of precedence.
std::vector<policy_rule> in_order(const rule_list& rules);

/// Returns the rule as it would be added, at the top unless `position` says otherwise.
/// Errors: `invalid_argument` (pattern, position), `conflict` (id), `limit_reached`.
outcome<policy_rule> added_rule(const rule_list& rules, policy_id id, const std::string& pattern,
                                policy_action action, const std::optional<std::string>& position);

/// Returns the rule as it would be after the change. Errors: `not_found`, `invalid_argument`.
outcome<policy_rule> changed_rule(const rule_list& rules, const policy_id& id,
                                  const rule_change& change);

} // namespace gatehouse
