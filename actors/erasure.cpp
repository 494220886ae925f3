#include "actors/actor_privacy.hpp"
#include "actors/replacement_keys.hpp"

#include <caf/send.hpp>

namespace gatehouse {

void actor_privacy::rotate_data_key(const caller& by, org_id org, user_id user,
                                    answer<nothing> done) {
  world_->chores.post([this, by, org, user, done = std::move(done)] {
    auto reply = on_loop(world_, done);
    auto key = world_->keys.create_data_key();
    if (!key)
      return reply(key.error());
    change<gatehouse::org>(
        by, org, gatehouse::org::stream(org), set_data_key{user, *key, world_->now()},
        [this, reply, user, key = *key](const outcome<receipt<gatehouse::org>>& set) {
          if (!set)
            world_->chores.post([this, user, key] { take_back(world_->keys, {{user, key}}); });
          reply(set ? outcome<nothing>{nothing{}} : set.error());
        });
  });
}

/// The decision is on the record before a key is touched: a crash in between leaves an erasure that
/// the next start completes, and never lost content that nobody asked to erase.
void actor_privacy::erase_content(const caller& by, org_id org, user_id user,
                                  answer<nothing> done) {
  world_->chores.post([this, by, org, user, done = std::move(done)] {
    auto reply = on_loop(world_, done);
    auto owner = world_->current.find(org);
    auto fresh = owner ? make_replacement_keys(world_->keys, owner->state, user)
                       : failure{errc::not_found, "Organization not found."};
    if (!fresh)
      return reply(fresh.error());
    change<gatehouse::org>(
        by, org, gatehouse::org::stream(org), gatehouse::erase_content{user, *fresh, world_->now()},
        [this, by, org, reply, fresh = *fresh](const outcome<receipt<gatehouse::org>>& erased) {
          if (!erased) {
            world_->chores.post([this, fresh] { take_back(world_->keys, fresh); });
            return reply(erased.error());
          }
          const auto& event = std::get<content_erased>(erased->events.front());
          destroy_erased(by, org, event.keys, reply);
        });
  });
}

void actor_privacy::destroy_erased(const caller& by, const org_id& org,
                                   const std::vector<data_key_id>& keys, answer<nothing> done) {
  world_->chores.post([this, by, org, keys, done = std::move(done)] {
    for (const auto& key : keys)
      if (auto gone = world_->keys.destroy_data_key(key); !gone)
        return done(gone.error());
    change<gatehouse::org>(by, org, gatehouse::org::stream(org),
                           note_destroyed_keys{keys, world_->now()},
                           [done](const outcome<receipt<gatehouse::org>>& noted) {
                             done(noted ? outcome<nothing>{nothing{}} : noted.error());
                           });
  });
}

/// The value is destroyed after the decision is on the record, and the server's client ended: it
/// still knows the value.
void actor_privacy::erase_secret(const caller& by, org_id org, connection_id id, secret_name what,
                                 answer<nothing> done) {
  auto reply = on_loop(world_, std::move(done));
  change<connection>(by, org, connection::stream(id),
                     gatehouse::erase_secret{what.place, what.name, world_->now()},
                     [this, id, reply](const outcome<receipt<connection>>& erased) {
                       if (!erased)
                         return reply(erased.error());
                       caf::anon_send(peers_.upstreams, retire{id});
                       auto secret = std::get<secret_erased>(erased->events.front()).secret;
                       world_->chores.post(
                           [this, secret, reply] { reply(world_->keys.erase_secret(secret)); });
                     });
}

} // namespace gatehouse
