#pragma once

#include "actors/messages.hpp"

#include <caf/fwd.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

/// Every actor protocol of Gatehouse on one page. Read it top down: this is the whole program.
///
///   HTTP --> gateway --> call --> directory --> session --> journal (its own thread)
///                          |                       ^---------- committed
///                          +--> upstream pool --> upstream --> MCP server (on the I/O loop)
///
/// Thread rule: actors share one scheduler and never block; what blocks (RocksDB reads) is done by
/// the detached loader. Every reply is a value: a refusal is an `outcome`'s failure, an outage of
/// an actor a caf::error.
namespace gatehouse {

/// The AGGREGATE: one per live stream, the only writer of it. Wraps the pure `decide` and `evolve`.
template <aggregate A>
using aggregate_actor = caf::typed_actor<
    // Decides, appends, applies, answers once durable.
    typename caf::replies_to<submit<A>>::template with<submitted<A>>,
    // Decides and holds still until settled.
    typename caf::replies_to<prepare<A>>::template with<prepared>,
    // Ends holding still: applies what was prepared, or forgets it.
    caf::replies_to<settle>::with<settled>,
    // The journal's answers, in order.
    caf::reacts_to<committed>,
    // Time to look whether anybody needs this actor.
    caf::reacts_to<idle_tick>,
    // The directory lets it go.
    caf::reacts_to<leave>>;

/// What the DIRECTORY can do with streams of one aggregate.
template <aggregate A>
using stream_router = caf::typed_actor<
    // Passes a command on to its aggregate, waking it if need be.
    typename caf::replies_to<submit<A>>::template with<submitted<A>>,
    // Passes the first half of a two-stream command on.
    typename caf::replies_to<prepare<A>>::template with<prepared>>;

/// The DIRECTORY: knows which aggregates are live, spawns and passivates them.
using directory_actor =
    caf::typed_actor<caf::replies_to<settle>::with<settled>, caf::reacts_to<may_leave>,
                     caf::reacts_to<sweep_tick>,
                     caf::reacts_to<shut_down>>::extend_with<stream_router<instance>>::
        extend_with<stream_router<org>>::extend_with<stream_router<toolkit>>::extend_with<
            stream_router<connection>>::extend_with<stream_router<session>>;

/// What the LOADER can do for one aggregate: fold a stream, from its snapshot on.
template <aggregate A>
using stream_loader = caf::typed_actor<typename caf::replies_to<load<A>>::template with<loaded<A>>>;

/// The LOADER: detached, so that reading from disk blocks no worker.
using loader_actor = caf::typed_actor<caf::reacts_to<save_snapshot>>::extend_with<
    stream_loader<instance>>::extend_with<stream_loader<org>>::extend_with<stream_loader<toolkit>>::
    extend_with<stream_loader<connection>>::extend_with<stream_loader<session>>;

/// The UPSTREAM: the runtime of one lane of a connection; owns its MCP client and its queue. The
/// shared lane lists the catalog; a session's own runs that session's calls.
using upstream_actor = caf::typed_actor<
    // Answers with the catalog, connecting and listing first if there is none.
    caf::replies_to<get_catalog>::with<catalog_reply>,
    // Runs an admitted call; answers exactly once.
    caf::replies_to<dispatch>::with<dispatched>,
    // Gives a running or waiting call up.
    caf::reacts_to<cancel_dispatch>,
    // Passes the answer to a question on to the server.
    caf::reacts_to<answer_upstream>,
    // How loud the session wants the server's log.
    caf::reacts_to<set_lane_level>,
    // Tells the server that the client's roots have changed.
    caf::reacts_to<roots_changed>,
    // What the client says, from the I/O loop.
    caf::reacts_to<upstream_opened>, caf::reacts_to<upstream_listed>,
    caf::reacts_to<upstream_changed>, caf::reacts_to<upstream_said>,
    caf::reacts_to<upstream_closed>, caf::reacts_to<upstream_answered>,
    // Tries again what could not be sent.
    caf::reacts_to<run_again>,
    // Ends the client and the actor.
    caf::reacts_to<retire>>;

/// The UPSTREAM POOL: finds or spawns the runtime of a lane, and lets it go with its connection,
/// with its session, or when nobody has used it for long.
using upstream_pool_actor =
    caf::typed_actor<caf::replies_to<get_catalog>::with<catalog_reply>,
                     caf::replies_to<dispatch>::with<dispatched>, caf::reacts_to<cancel_dispatch>,
                     caf::reacts_to<answer_upstream>, caf::reacts_to<set_lane_level>,
                     caf::reacts_to<roots_changed>, caf::reacts_to<leave_lanes>,
                     caf::reacts_to<retire>, caf::reacts_to<lanes_tick>, caf::reacts_to<shut_down>>;

/// The CALL: one per request that reaches an upstream, from judging to the answer, over all its
/// rounds (call.cpp). Ends by itself.
using call_actor = caf::typed_actor<
    // The client went away or asked for it.
    caf::reacts_to<give_up>,
    // The server says something meanwhile: a notification or a question.
    caf::reacts_to<server_said>,
    // The client's answer to a question.
    caf::reacts_to<client_answered>,
    // The client's next round, with answers (2026-07-28).
    caf::reacts_to<resume_round>,
    // Too long without an end.
    caf::reacts_to<overdue>,
    // What stood in its way may have passed.
    caf::reacts_to<try_again>>;

} // namespace gatehouse
