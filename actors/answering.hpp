#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"
#include "actors/spawn.hpp"
#include "actors/upstream/io_loop.hpp"

#include <caf/event_based_actor.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace gatehouse {

/// Returns `done` as a function that may be called on any thread: the call happens on the I/O loop.
template <class T>
std::function<void(outcome<T>)> on_loop(const std::shared_ptr<const deps>& world,
                                        std::function<void(outcome<T>)> done) {
  return [world, done = std::move(done)](outcome<T> result) {
    world->loop.post([done, result = std::move(result)]() mutable { done(std::move(result)); });
  };
}

/// Has the aggregate of `message.stream` decide; calls `done` on the scheduler with what came of
/// it.
template <aggregate A>
void ask(caf::actor_system& system, const directory_actor& directory, submit<A> message,
         std::function<void(outcome<receipt<A>>)> done) {
  spawn_from_anywhere(
      system,
      [](caf::event_based_actor* self, const directory_actor& to,
         const std::shared_ptr<submit<A>>& what,
         const std::function<void(outcome<receipt<A>>)>& then) {
        self->request(to, caf::infinite, std::move(*what))
            .then([then](submitted<A>& reply) { then(std::move(reply.result)); },
                  [then](const caf::error&) {
                    then(failure{errc::internal, "An aggregate's actor ended."});
                  });
      },
      directory, std::make_shared<submit<A>>(std::move(message)), std::move(done));
}

} // namespace gatehouse
