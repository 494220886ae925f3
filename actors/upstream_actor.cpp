#include "actors/upstream_runtime.hpp"
#include "actors/upstreams.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace gatehouse {

namespace {

upstream_actor::behavior_type upstream_behavior(upstream_runtime::pointer self,
                                                const std::shared_ptr<const deps>& world,
                                                const directory_actor& directory,
                                                const upstream_pool_actor& pool, const lane& which,
                                                const std::shared_ptr<lane_use>& use) {
  auto& state = self->state;
  state.begin(world, directory, pool, which, use);
  return {
      [&state](const get_catalog& message) { return state.on_get_catalog(message); },
      [&state](dispatch& message) { return state.on_dispatch(message); },
      [&state](const cancel_dispatch& message) { state.on_cancel(message); },
      [&state](answer_upstream& message) { state.on_answer(message); },
      [&state](const set_lane_level& message) { state.on_set_level(message); },
      [&state](const roots_changed&) { state.on_roots_changed(); },
      [&state](const upstream_opened& message) { state.on_opened(message); },
      [&state](upstream_listed& message) { state.on_listed(message); },
      [&state](const upstream_changed& message) { state.on_changed(message); },
      [&state](const upstream_said& message) { state.on_said(message); },
      [&state](const upstream_closed& message) { state.on_closed(message); },
      [&state](upstream_answered& message) { state.on_answered(message); },
      [&state](run_again) { state.on_run_again(); },
      [&state](const retire&) { state.on_retire(); },
  };
}

} // namespace

upstream_actor spawn_upstream(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                              const directory_actor& directory, const upstream_pool_actor& pool,
                              const lane& which, const std::shared_ptr<lane_use>& use) {
  return system.spawn(upstream_behavior, world, directory, pool, which, use);
}

} // namespace gatehouse
