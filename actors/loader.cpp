#include "actors/directory.hpp"
#include "actors/fold_stream.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace gatehouse {

namespace {

struct loader_state {
  static inline const char* name = "loader";
};

loader_actor::behavior_type loader_behavior(loader_actor::stateful_pointer<loader_state>,
                                            const std::shared_ptr<const deps>& world) {
  return {
      [world](const save_snapshot& one) {
        // A snapshot only shortens a later load; failing to write one loses nothing.
        (void)world->views.put_snapshot(one.stream, {one.version, one.format, one.state});
      },
      [world](const load<instance>& one) {
        return fold_stream<instance>(world->log, world->views, one.stream);
      },
      [world](const load<org>& one) {
        return fold_stream<org>(world->log, world->views, one.stream);
      },
      [world](const load<toolkit>& one) {
        return fold_stream<toolkit>(world->log, world->views, one.stream);
      },
      [world](const load<connection>& one) {
        return fold_stream<connection>(world->log, world->views, one.stream);
      },
      [world](const load<session>& one) {
        return fold_stream<session>(world->log, world->views, one.stream);
      },
  };
}

} // namespace

loader_actor spawn_loader(caf::actor_system& system, const std::shared_ptr<const deps>& world) {
  return system.spawn<caf::detached>(loader_behavior, world);
}

} // namespace gatehouse
