#include "actors/actor_administration.hpp"
#include "events/names/slug.hpp"
#include "storage/crypto/random.hpp"

namespace gatehouse {

void actor_administration::create_toolkit(const caller& by, org_id org, new_toolkit what,
                                          answer<toolkit_id> done) {
  auto slug = what.slug.empty() ? toolkit_slug_of(what.name) : parse_toolkit_slug(what.slug);
  if (!slug)
    return refuse(slug.error(), std::move(done));
  auto user = member_of(org, what.owner == owner_kind::user ? what.owner_user : "");
  if (!user)
    return refuse(user.error(), std::move(done));
  if (what.owner == owner_kind::user && user->empty())
    return refuse(failure{errc::invalid_argument, "A personal toolkit needs its user's name."},
                  std::move(done));
  toolkit_id id{random_id("tk_")};
  gatehouse::create_toolkit create{id,          org,   what.owner,
                                   *user,       *slug, what.name.empty() ? *slug : what.name,
                                   what.naming, {},    world_->now()};
  for (auto& pattern : what.grants)
    create.grants[grant_id{random_id("tkconn_")}] = std::move(pattern);
  std::vector<transaction_part> parts{
      prepare<gatehouse::org>{gatehouse::org::stream(org),
                              claim_toolkit{id, *slug, what.owner, *user}},
      prepare<toolkit>{toolkit::stream(id), std::move(create)}};
  change_all(by, org, std::move(parts), id, std::move(done));
}

void actor_administration::change_toolkit(const caller& by, org_id org, toolkit_id id,
                                          toolkit_change what, answer<nothing> done) {
  auto found = toolkit_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  gatehouse::change_toolkit change_it{what.slug, what.name, what.naming, world_->now()};
  if (!what.slug)
    return change<toolkit>(by, org, toolkit::stream(id), std::move(change_it), std::move(done),
                           [](const receipt<toolkit>&) { return nothing{}; });
  std::vector<transaction_part> parts{
      prepare<gatehouse::org>{gatehouse::org::stream(org), move_toolkit_slug{id, *what.slug}},
      prepare<toolkit>{toolkit::stream(id), std::move(change_it)}};
  change_all(by, org, std::move(parts), nothing{}, std::move(done));
}

void actor_administration::delete_toolkit(const caller& by, org_id org, toolkit_id id,
                                          answer<nothing> done) {
  auto found = toolkit_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  std::vector<transaction_part> parts{
      prepare<gatehouse::org>{gatehouse::org::stream(org), release_toolkit{id}},
      prepare<toolkit>{toolkit::stream(id), gatehouse::delete_toolkit{world_->now()}}};
  change_all(by, org, std::move(parts), nothing{}, std::move(done));
}

void actor_administration::add_grant(const caller& by, org_id org, toolkit_id id,
                                     std::string pattern, answer<grant_id> done) {
  auto found = toolkit_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  gatehouse::add_grant add{{random_id("tkconn_")}, pattern, world_->now()};
  auto pick = [world = world_, id, pattern, fresh = add.grant](const receipt<toolkit>& result) {
    if (!result.events.empty())
      return fresh;
    // Nothing happened: the pattern was there already, answer with its grant.
    for (const auto& [known, grant] : world->current.find(id)->state.grants)
      if (grant.pattern == pattern)
        return known;
    return fresh;
  };
  change<toolkit>(by, org, toolkit::stream(id), std::move(add), std::move(done), pick);
}

void actor_administration::remove_grant(const caller& by, org_id org, toolkit_id id, grant_id grant,
                                        answer<nothing> done) {
  auto found = toolkit_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  change<toolkit>(by, org, toolkit::stream(id), gatehouse::remove_grant{grant, world_->now()},
                  std::move(done), [](const receipt<toolkit>&) { return nothing{}; });
}

} // namespace gatehouse
