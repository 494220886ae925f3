#include "storage/past/past_access.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

std::vector<policy_rule> rules_of(const org::state& state, const user_id& owner) {
  auto found = state.policies.find(owner);
  return found == state.policies.end() ? std::vector<policy_rule>{} : in_order(found->second);
}

/// A user stands for every token of his; a token of a user is no principal of its own.
bool was_there(const org::state& state, const principal_id& principal) {
  if (principal.value == "operator")
    return true;
  const auto user = user_of(principal);
  if (!user.empty() && !state.members.contains(user))
    return false;
  return std::any_of(state.tokens.begin(), state.tokens.end(), [&](const auto& token) {
    return user.empty() ? token.first.value == principal.value && token.second.user.empty()
                        : token.second.user == user;
  });
}

bool in_view(const judgement& judged) {
  return judged.source == rule_source::rule || judged.source == rule_source::tool_default;
}

} // namespace

policy_snapshot policy_then(const past_org& at, const user_id& user,
                            const folded_state<toolkit>* kit) {
  if (kit != nullptr)
    return snapshot_of(kit->state, kit->version);
  auto own = user.empty() ? std::vector<policy_rule>{} : rules_of(at.own.state, user);
  return policy_snapshot::for_org(rules_of(at.own.state, {}), std::move(own), at.own.version, user);
}

outcome<std::vector<past_tool>> access_of(const past_org& at, const principal_id& principal,
                                          const folded_state<toolkit>* kit) {
  const auto user = user_of(principal);
  if (!was_there(at.own.state, principal))
    return failure{errc::not_found,
                   "\"" + principal.value + "\" had no live token in this organization then."};
  const bool visible =
      kit == nullptr ||
      (kit->state.live() && (kit->state.owner == owner_kind::org || principal.value == "operator" ||
                             kit->state.owner_user == user));
  if (!visible)
    return failure{errc::not_found, "The toolkit was not there for this principal then."};
  const auto policy = policy_then(at, user, kit);
  std::vector<past_tool> tools;
  for (const auto& [id, one] : at.connections) {
    const auto& from = one.state;
    if (!from.live())
      continue;
    for (const auto& tool : from.tools) {
      if (from.withholds(tool.name, tool.digest))
        continue;
      past_tool found{from.address + "." + tool.name, {}};
      found.judged = policy.judge({found.address, from.owner, from.owner_user.value});
      if (in_view(found.judged))
        tools.push_back(std::move(found));
    }
  }
  std::sort(tools.begin(), tools.end(),
            [](const auto& left, const auto& right) { return left.address < right.address; });
  return tools;
}

} // namespace gatehouse
