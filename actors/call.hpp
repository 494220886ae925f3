#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"
#include "actors/exposure.hpp"
#include "actors/gateway.hpp"

#include <caf/actor_system.hpp>

#include <functional>
#include <memory>

namespace gatehouse {

class parked_calls;

/// Whom a call and a listing talk to.
struct call_peers {
  std::shared_ptr<const deps> world;
  std::shared_ptr<exposures> exposed;
  directory_actor directory;
  upstream_pool_actor upstreams;
  std::shared_ptr<parked_calls> parked;
};

/// Spawns the actor of one request that reaches an upstream: judge, commit, dispatch, commit,
/// answer. `events.on_done` is called exactly once, on the scheduler.
call_actor spawn_call(caf::actor_system& system, const call_peers& peers, const session_id& session,
                      const binding& at, client_request request, call_events events);

/// Spawns the actor of one request for a list.
void spawn_listing(caf::actor_system& system, const call_peers& peers, catalog_list what,
                   const session_id& session, const binding& at,
                   std::function<void(outcome<std::shared_ptr<const catalog_listing>>)> done);

} // namespace gatehouse
