#include "actors/actor_administration.hpp"
#include "actors/watchers.hpp"

namespace gatehouse {

namespace {

/// What clients see of a connection may be different now.
template <class T>
administration::answer<T> telling(const std::shared_ptr<const deps>& world, const connection_id& id,
                                  administration::answer<T> done) {
  return [world, id, done = std::move(done)](outcome<T> result) {
    if (result)
      world->watching.list_changed(id, catalog_list::tools);
    done(std::move(result));
  };
}

} // namespace

void actor_administration::set_drift(const caller& by, org_id org, connection_id id,
                                     drift_answer drift, answer<nothing> done) {
  auto found = connection_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  change<connection>(by, org, connection::stream(id), gatehouse::set_drift{drift, world_->now()},
                     telling(world_, id, std::move(done)),
                     [](const receipt<connection>&) { return nothing{}; });
}

void actor_administration::accept_tools(const caller& by, org_id org, connection_id id,
                                        tool_acceptance what, answer<nothing> done) {
  auto found = connection_of(org, id);
  if (!found)
    return refuse(found.error(), std::move(done));
  gatehouse::accept_tools accept{std::move(what.tools), what.reviewed, world_->now()};
  change<connection>(by, org, connection::stream(id), std::move(accept),
                     telling(world_, id, std::move(done)),
                     [](const receipt<connection>&) { return nothing{}; });
}

} // namespace gatehouse
