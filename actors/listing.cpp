#include "actors/call.hpp"
#include "actors/catalog_wait.hpp"
#include "actors/spawn.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

namespace gatehouse {

namespace {

using listing_answer = std::function<void(outcome<std::shared_ptr<const catalog_listing>>)>;

/// One request for a list: proves the session, waits for catalogs that are not there yet, shows
/// what is.
struct listing_state {
  using pointer = caf::stateful_actor<listing_state>*;

  static inline const char* name = "listing";

  void check(pointer self) {
    submit<gatehouse::session> use{gatehouse::session::stream(session),
                                   use_session{{at.who.principal, at.what.org, at.what.toolkit}},
                                   {},
                                   {}};
    self->request(peers.directory, caf::infinite, std::move(use))
        .then(
            [this, self](const submitted<gatehouse::session>& reply) {
              if (!reply.result)
                return done(reply.result.error());
              collect(self);
            },
            [this](const caf::error&) {
              done(failure{errc::internal, "The session's actor ended."});
            });
  }

  void collect(pointer self) {
    auto view = view_scope(peers.world->current, at);
    if (!view)
      return done(view.error());
    await_catalogs(self, peers.upstreams, peers.world->tools, peers.exposed->unlisted(*view), {},
                   [this] { show(); });
  }

  void show() {
    auto view = view_scope(peers.world->current, at);
    if (!view)
      return done(view.error());
    done(peers.exposed->find(*view, at, session)->listing(what));
  }

  call_peers peers;
  catalog_list what = catalog_list::tools;
  session_id session;
  binding at;
  listing_answer done;
};

} // namespace

void spawn_listing(caf::actor_system& system, const call_peers& peers, catalog_list what,
                   const session_id& session, const binding& at, listing_answer done) {
  spawn_from_anywhere(
      system,
      [](listing_state::pointer self, const call_peers& with, catalog_list list,
         const session_id& of, const binding& where, const listing_answer& then) {
        self->state.peers = with;
        self->state.what = list;
        self->state.session = of;
        self->state.at = where;
        self->state.done = then;
        self->state.check(self); // ends by itself once no answer is awaited
      },
      peers, what, session, at, std::move(done));
}

} // namespace gatehouse
