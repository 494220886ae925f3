#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"

#include <caf/actor_system.hpp>

#include <functional>
#include <memory>
#include <variant>
#include <vector>

namespace gatehouse {

/// One stream's share of a command that changes several at once.
using transaction_part =
    std::variant<prepare<instance>, prepare<org>, prepare<toolkit>, prepare<connection>>;

/// Changes several streams together or not at all: asks each live aggregate in order to prepare,
/// appends one batch with every expected version, then lets each apply. `parts` must be in the
/// order instance < org < toolkit < connection, so that no two transactions wait for each other.
/// `done` is called once, on the scheduler, when all of it is in force.
void spawn_transaction(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                       const directory_actor& directory, std::vector<transaction_part> parts,
                       record_context context, std::function<void(outcome<nothing>)> done);

} // namespace gatehouse
