#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"

#include <caf/actor_system.hpp>

#include <memory>

namespace gatehouse {

/// Spawns the pool of upstream runtimes. `directory` takes what is recorded of connections.
upstream_pool_actor spawn_upstream_pool(caf::actor_system& system,
                                        const std::shared_ptr<const deps>& world,
                                        const directory_actor& directory);

/// Spawns the runtime of one connection; it connects when first asked.
upstream_actor spawn_upstream(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                              const directory_actor& directory, const connection_id& id);

} // namespace gatehouse
