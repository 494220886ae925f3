#include "actors/actor_administration.hpp"
#include "actors/watchers.hpp"
#include "storage/crypto/random.hpp"

#include <caf/send.hpp>

namespace gatehouse {

record_context actor_administration::context(const caller& by, const org_id& org) const {
  record_context about;
  about.org = org;
  about.principal = by.principal;
  about.credential = by.credential;
  return about;
}

outcome<published::entry<toolkit>> actor_administration::toolkit_of(const org_id& org,
                                                                    const toolkit_id& id) const {
  auto found = world_->current.find(id);
  if (!found || !found->state.live() || found->state.org != org)
    return failure{errc::not_found, "Toolkit not found."};
  return found;
}

outcome<published::entry<connection>>
actor_administration::connection_of(const org_id& org, const connection_id& id) const {
  auto found = world_->current.find(id);
  if (!found || !found->state.live() || found->state.org != org)
    return failure{errc::not_found, "Connection not found."};
  return found;
}

outcome<user_id> actor_administration::member_of(const org_id& org, const std::string& name) const {
  if (name.empty())
    return user_id{};
  auto owner = world_->current.find(org);
  if (owner)
    for (const auto& [id, member] : owner->state.members)
      if (member.name == name)
        return id;
  return failure{errc::not_found,
                 "There is no member called \"" + name + "\" in this organization."};
}

void actor_administration::create_org(const caller& by, new_org what, answer<org_id> done) {
  world_->chores.post([this, by, what = std::move(what), done = std::move(done)]() mutable {
    auto key = world_->keys.create_data_key();
    if (!key)
      return refuse(key.error(), std::move(done));
    org_id id{random_id("org_")};
    std::vector<transaction_part> parts{
        prepare<instance>{instance::stream(), claim_org_slug{id, what.slug}},
        prepare<org>{org::stream(id),
                     gatehouse::create_org{id, what.slug, what.name, *key, world_->now()}}};
    change_all(by, id, std::move(parts), id, std::move(done),
               [world = world_, key = *key](bool kept) {
                 if (!kept)
                   world->chores.post([world, key] { (void)world->keys.destroy_data_key(key); });
               });
  });
}

void actor_administration::end_session(const caller& by, org_id org, session_id id,
                                       answer<nothing> done) {
  close_session close{{{}, org, {}}, close_reason::administrator, world_->now()};
  change<session>(by, org, session::stream(id), close, std::move(done),
                  [world = world_, pool = peers_.upstreams, id](const receipt<session>&) {
                    world->counters.sessions_closed.add();
                    world->watching.forget(id);
                    caf::anon_send(pool, leave_lanes{id});
                    return nothing{};
                  });
}

} // namespace gatehouse
