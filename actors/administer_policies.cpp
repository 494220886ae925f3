#include "actors/actor_administration.hpp"
#include "storage/crypto/random.hpp"

namespace gatehouse {

void actor_administration::add_policy(const caller& by, org_id org, new_policy what,
                                      answer<policy_id> done) {
  if (!what.toolkit.empty()) {
    auto found = toolkit_of(org, what.toolkit);
    if (!found)
      return refuse(found.error(), std::move(done));
    policy_id id{random_id("tkpol_")};
    add_toolkit_policy add{id, what.pattern, what.action, what.position, world_->now()};
    return change<toolkit>(by, org, toolkit::stream(what.toolkit), std::move(add), std::move(done),
                           [id](const receipt<toolkit>&) { return id; });
  }
  auto user = member_of(org, what.owner_user);
  if (!user)
    return refuse(user.error(), std::move(done));
  policy_id id{random_id("pol_")};
  add_org_policy add{*user, id, what.pattern, what.action, what.position};
  change<gatehouse::org>(by, org, gatehouse::org::stream(org), std::move(add), std::move(done),
                         [id](const receipt<gatehouse::org>&) { return id; });
}

void actor_administration::change_policy(const caller& by, org_id org, toolkit_id toolkit,
                                         policy_id id, policy_change what, answer<nothing> done) {
  rule_change change_it{what.pattern, what.action, what.position, what.before};
  if (toolkit.empty())
    return change<gatehouse::org>(by, org, gatehouse::org::stream(org),
                                  change_org_policy{id, change_it}, std::move(done),
                                  [](const receipt<gatehouse::org>&) { return nothing{}; });
  auto found = toolkit_of(org, toolkit);
  if (!found)
    return refuse(found.error(), std::move(done));
  change<gatehouse::toolkit>(by, org, gatehouse::toolkit::stream(toolkit),
                             change_toolkit_policy{id, change_it, world_->now()}, std::move(done),
                             [](const receipt<gatehouse::toolkit>&) { return nothing{}; });
}

void actor_administration::remove_policy(const caller& by, org_id org, toolkit_id toolkit,
                                         policy_id id, answer<nothing> done) {
  if (toolkit.empty())
    return change<gatehouse::org>(by, org, gatehouse::org::stream(org), remove_org_policy{id},
                                  std::move(done),
                                  [](const receipt<gatehouse::org>&) { return nothing{}; });
  auto found = toolkit_of(org, toolkit);
  if (!found)
    return refuse(found.error(), std::move(done));
  change<gatehouse::toolkit>(by, org, gatehouse::toolkit::stream(toolkit),
                             remove_toolkit_policy{id, world_->now()}, std::move(done),
                             [](const receipt<gatehouse::toolkit>&) { return nothing{}; });
}

} // namespace gatehouse
