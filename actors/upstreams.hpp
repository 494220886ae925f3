#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"

#include <caf/actor_system.hpp>

#include <atomic>
#include <memory>

namespace gatehouse {

/// What the pool must know of a runtime to let it go: written by the runtime, read by the pool.
struct lane_use {
  std::atomic<std::uint32_t> in_hand{0}; ///< calls running and waiting
  std::atomic<std::uint32_t> watched{0}; ///< resources somebody wants to hear of
};

/// Spawns the pool of upstream runtimes. `directory` takes what is recorded of connections.
upstream_pool_actor spawn_upstream_pool(caf::actor_system& system,
                                        const std::shared_ptr<const deps>& world,
                                        const directory_actor& directory);

/// Spawns the runtime of one lane; it connects when first asked. `pool` is asked to list anew when
/// a session's own server says that its lists have changed.
upstream_actor spawn_upstream(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                              const directory_actor& directory, const upstream_pool_actor& pool,
                              const lane& which, const std::shared_ptr<lane_use>& use);

} // namespace gatehouse
