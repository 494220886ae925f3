#pragma once

#include <caf/actor_system.hpp>
#include <caf/logger.hpp>

#include <utility>

namespace gatehouse {

/// Spawns as `system.spawn` does, from any thread. CAF 0.17.6 ties a thread that spawns to the
/// system's logger, and the system's end waits until all have let go: a thread of ours, such as the
/// I/O loop, would keep it for ever.
template <class... Args> auto spawn_from_anywhere(caf::actor_system& system, Args&&... arguments) {
  bool of_the_system = caf::logger::current_logger() != nullptr;
  auto actor = system.spawn(std::forward<Args>(arguments)...);
  if (!of_the_system)
    caf::logger::set_current_actor_system(nullptr);
  return actor;
}

} // namespace gatehouse
