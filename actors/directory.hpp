#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"

#include <caf/actor_system.hpp>

#include <memory>
#include <vector>

namespace gatehouse {

/// Spawns the directory. `open_sessions` are the sessions a former process left open; they are
/// known but not live, and expire like all others.
directory_actor spawn_directory(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                                const loader_actor& loader, std::vector<session_id> open_sessions);

/// Spawns the loader, detached.
loader_actor spawn_loader(caf::actor_system& system, const std::shared_ptr<const deps>& world);

} // namespace gatehouse
