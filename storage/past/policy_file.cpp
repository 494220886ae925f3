#include "events/policy/position.hpp"
#include "storage/json/json.hpp"
#include "storage/past/rejudge.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

failure wrong(std::size_t number, const std::string& what) {
  return {errc::invalid_argument, "policy " + std::to_string(number) + " of the file " + what};
}

std::string text_at(const json_value& object, std::string_view name) {
  auto found = object.find(name);
  return found ? found->as_string().value_or("") : std::string{};
}

/// Returns the user a rule belongs to; the empty one for the organization's own.
outcome<user_id> owner_in(const org::state& org, const json_value& rule, std::size_t number) {
  if (text_at(rule, "owner") != "user")
    return user_id{};
  const auto name = text_at(rule, "user");
  for (const auto& [id, one] : org.members)
    if (one.name == name || id.value == name)
      return id;
  return wrong(number, "is of a user \"" + name + "\", who is no member.");
}

outcome<policy_rule> rule_in(const json_value& rule, std::size_t number) {
  const auto& actions = enum_names<policy_action>::names;
  const auto action = text_at(rule, "action");
  const auto found = std::find(actions.begin(), actions.end(), action);
  if (found == actions.end())
    return wrong(number, "has no action: approve, require_approval or block.");
  const auto text = text_at(rule, "pattern");
  if (auto valid = pattern::parse(text); !valid)
    return wrong(number, "has no pattern: " + valid.error().detail);
  auto id = text_at(rule, "id");
  return policy_rule{{id.empty() ? "rule_" + std::to_string(number) : std::move(id)},
                     text,
                     static_cast<policy_action>(found - actions.begin()),
                     {}};
}

} // namespace

outcome<nothing> replace_rules(past_org& in, folded_state<toolkit>* kit, std::string_view file) {
  auto document = json_document::parse(file);
  if (!document)
    return document.error();
  const auto root = document->root();
  const auto items = root.find("items").value_or(root);
  if (items.kind() != json_kind::array)
    return failure{errc::invalid_argument,
                   "A policy file is what 'gatehouse policy list --json' prints."};
  auto& own = in.own.state.policies;
  (kit == nullptr ? own.clear() : kit->state.policies.clear());
  std::optional<std::string> last;
  std::size_t number = 0;
  for (const auto& item : items.elements()) {
    auto owner = owner_in(in.own.state, item, ++number);
    auto rule = owner ? rule_in(item, number) : owner.error();
    auto position = rule ? position_between(last, std::nullopt) : rule.error();
    if (!position)
      return position.error();
    rule->position = *position;
    last = *std::move(position);
    auto& list = kit == nullptr ? own[*owner] : kit->state.policies;
    if (!list.emplace(rule->id, *rule).second)
      return wrong(number, "has the id of another.");
  }
  return nothing{};
}

} // namespace gatehouse
