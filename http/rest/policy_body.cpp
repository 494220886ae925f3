#include "http/rest/policy_body.hpp"

namespace gatehouse {

new_policy read_new_policy(body_reader& body) {
  new_policy what;
  what.pattern = body.text("pattern");
  what.action = body.choice<policy_action>("action");
  what.position = body.maybe_text("position");
  return what;
}

policy_change read_policy_change(body_reader& body) {
  policy_change what;
  what.pattern = body.maybe_text("pattern");
  what.action = body.maybe_choice<policy_action>("action");
  what.position = body.maybe_text("position");
  if (auto before = body.maybe_text("before"))
    what.before = policy_id{*before};
  if (what.position && what.before)
    body.complain("before", "excludes position");
  return what;
}

} // namespace gatehouse
