#include "actors/upstreams.hpp"

#include <caf/delegated.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>

namespace gatehouse {

namespace {

struct pool_state {
  using pointer = upstream_pool_actor::stateful_pointer<pool_state>;

  static inline const char* name = "upstream_pool";

  explicit pool_state(pointer self_pointer) : self(self_pointer) {}

  upstream_actor reach(const connection_id& id) {
    auto found = live.find(id);
    if (found == live.end())
      found = live.emplace(id, spawn_upstream(self->system(), world, directory, id)).first;
    return found->second;
  }

  void retire_one(const retire& message) {
    auto found = live.find(message.connection);
    if (found != live.end()) {
      self->send(found->second, message);
      live.erase(found);
    }
    world->tools.erase(message.connection);
  }

  void cancel(const cancel_dispatch& message) {
    auto found = live.find(message.connection);
    if (found != live.end())
      self->send(found->second, message);
  }

  void end() {
    for (const auto& [id, actor] : live)
      self->send(actor, retire{id});
    live.clear();
    self->quit();
  }

  pointer self;
  std::shared_ptr<const deps> world;
  directory_actor directory;
  std::map<connection_id, upstream_actor> live;
};

upstream_pool_actor::behavior_type pool_behavior(pool_state::pointer self,
                                                 const std::shared_ptr<const deps>& world,
                                                 const directory_actor& directory) {
  self->state.world = world;
  self->state.directory = directory;
  return {
      [self](const get_catalog& message) {
        return self->delegate(self->state.reach(message.connection), message);
      },
      [self](dispatch& message) {
        auto actor = self->state.reach(message.connection);
        return self->delegate(actor, std::move(message));
      },
      [self](const cancel_dispatch& message) { self->state.cancel(message); },
      [self](const retire& message) { self->state.retire_one(message); },
      [self](shut_down) { self->state.end(); },
  };
}

} // namespace

upstream_pool_actor spawn_upstream_pool(caf::actor_system& system,
                                        const std::shared_ptr<const deps>& world,
                                        const directory_actor& directory) {
  return system.spawn(pool_behavior, world, directory);
}

} // namespace gatehouse
