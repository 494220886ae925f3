#pragma once

#include "actors/catalog.hpp"
#include "actors/client_request.hpp"
#include "actors/upstream/upstream_client.hpp"
#include "events/all_events.hpp"
#include "events/core/record.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// Everything that travels between actors: plain values. One node, so nothing here is serialised
/// and no type needs CAF's inspect; the price is no remoting.
namespace gatehouse {

// -- commands to aggregates -----------------------------------------------------------------------

/// A command for the aggregate of `stream`. The decision is appended with `reads` as its read-set:
/// if one of them has moved on by then, the answer is `conflict` and nothing happened.
template <aggregate A> struct submit {
  stream_id stream;
  typename A::command command;
  record_context context;
  std::vector<stream_read> reads;
  bool fresh = false; ///< the stream is known to be new; spares the look-up
};

namespace detail {

template <aggregate A> auto glance_at(const typename A::state& state) {
  if constexpr (requires { A::glance(state); })
    return A::glance(state);
  else
    return std::monostate{};
}

} // namespace detail

/// What a command led to, durable by the time this is received.
template <aggregate A> struct receipt {
  events_of<A> events; ///< none: there was nothing to do
  stream_version version;
  decltype(detail::glance_at<A>({})) glance; ///< what A::glance shows of the state
};

template <aggregate A> struct submitted { outcome<receipt<A>> result; };

/// Asks an aggregate to decide and then to hold still until settled: the first half of a command
/// that changes two streams at once.
template <aggregate A> struct prepare {
  stream_id stream;
  typename A::command command;
};

struct prepared {
  outcome<stream_append> part;
};

/// The second half: `appended` says whether the prepared events are in the journal.
struct settle {
  stream_id stream;
  bool appended = false;
};

/// What was prepared is applied and published, or forgotten.
struct settled {};

// -- between an aggregate, the loader and the journal ---------------------------------------------

template <aggregate A> struct load { stream_id stream; };

/// A state folded from the stream.
template <aggregate A> struct loaded {
  outcome<nothing> result = nothing{};
  typename A::state state;
  stream_version version;
};

struct save_snapshot {
  stream_id stream;
  stream_version version;
  std::uint32_t format = 0;
  std::string state;
};

/// The journal's answer to append number `ticket` of the receiving actor.
struct committed {
  std::uint64_t ticket = 0;
  outcome<append_receipt> result;
};

// -- life cycle -----------------------------------------------------------------------------------

/// To oneself now and then: look whether it is time to passivate.
struct idle_tick {};

/// An idle aggregate asks the directory whether it may leave; `received` counts the messages it
/// got, so that one under way keeps it.
struct may_leave {
  stream_id stream;
  std::uint64_t received = 0;
};

struct leave {};

/// To the directory itself: close the sessions that were idle for too long.
struct sweep_tick {};

// -- upstreams ------------------------------------------------------------------------------------

/// Asks for the catalog of a connection, connecting and listing if there is none.
struct get_catalog {
  connection_id connection;
  bool relist = false;                 ///< connect and list now, whatever is known
  std::optional<catalog_list> heard{}; ///< list this, since a session's own server says it changed
};

struct catalog_reply {
  outcome<std::shared_ptr<const catalog>> result;
};

/// Which client of a connection: the one that all share, or a session's own. A server that keeps
/// state has one for each session and for what that session's client can do, so that nothing it
/// says can reach another principal.
struct lane {
  connection_id connection;
  session_id session{};       ///< empty: shared
  std::string capabilities{}; ///< declared to the server: a raw JSON object; empty: none

  bool is_shared() const noexcept { return session.empty(); }

  friend auto operator<=>(const lane&, const lane&) = default;
};

/// A call that has been admitted and is to be run.
struct dispatch {
  lane to;
  call_id call;
  upstream_request request;
  std::function<void(server_message)> hear{}; ///< what the server says meanwhile; must only post
  session_id watcher{};                       ///< of resources/(un)subscribe: for whom
  std::string uri{};                          ///< and what
};

struct dispatched {
  upstream_reply reply;
};

struct cancel_dispatch {
  lane to;
  call_id call;
};

/// A client's answer on its way to the server that asked.
struct answer_upstream {
  lane to;
  std::uint64_t reply_to = 0;
  client_reply reply;
};

/// The session wants log messages from this level on.
struct set_lane_level {
  session_id session;
  std::string level;
};

/// The roots of the session's client have changed: its own clients' servers are told.
struct roots_changed {
  session_id session;
};

/// The session is over: its own clients may go.
struct leave_lanes {
  session_id session;
};

/// To the pool itself: end the clients that no session has used for long.
struct lanes_tick {};

/// The connection was removed or changed: end its runtime.
struct retire {
  connection_id connection;
};

/// From the I/O loop to the runtime of a connection; `epoch` tells a former client's words apart.
struct upstream_opened {
  std::uint64_t epoch = 0;
  outcome<upstream_hello> result;
};

struct upstream_listed {
  std::uint64_t epoch = 0;
  catalog_list what = catalog_list::tools;
  outcome<upstream_listing> result;
};

struct upstream_changed {
  std::uint64_t epoch = 0;
  catalog_list what = catalog_list::tools;
  bool put_off = false; ///< heard before, when its server had said so too often
};

/// The server said something: during `call`, if that shows.
struct upstream_said {
  std::uint64_t epoch = 0;
  std::optional<call_id> call;
  server_message message;
};

/// To the runtime itself: the pause before another attempt is over.
struct run_again {};

struct upstream_closed {
  std::uint64_t epoch = 0;
  std::string reason;
};

struct upstream_answered {
  call_id call;
  upstream_reply reply;
};

/// To a call in flight: give up.
struct give_up {};

/// To a call in flight: its server says something.
struct server_said {
  server_message message;
};

/// To a call in flight: the client answers question `question`.
struct client_answered {
  std::uint64_t question = 0;
  client_reply reply;
};

/// To a call that waits for its next round: the client goes on.
struct resume_round {
  std::uint64_t round = 0;
  client_request request;
  std::string responses; ///< raw JSON object: results by key
  call_events events;
};

/// A call to itself: it has run, or its client has been away, for too long.
struct overdue {
  std::uint64_t turn = 0;
};

/// A call to itself: what stood in its way may have passed.
struct try_again {};

/// Ends an actor once what it has in hand is done.
struct shut_down {};

} // namespace gatehouse

namespace caf {

#define GATEHOUSE_MESSAGE(type)                                                                    \
  template <> struct allowed_unsafe_message_type<gatehouse::type> : std::true_type {}

template <class A> struct allowed_unsafe_message_type<gatehouse::submit<A>> : std::true_type {};

template <class A> struct allowed_unsafe_message_type<gatehouse::submitted<A>> : std::true_type {};

template <class A> struct allowed_unsafe_message_type<gatehouse::prepare<A>> : std::true_type {};

template <class A> struct allowed_unsafe_message_type<gatehouse::load<A>> : std::true_type {};

template <class A> struct allowed_unsafe_message_type<gatehouse::loaded<A>> : std::true_type {};

GATEHOUSE_MESSAGE(prepared);
GATEHOUSE_MESSAGE(settle);
GATEHOUSE_MESSAGE(settled);
GATEHOUSE_MESSAGE(save_snapshot);
GATEHOUSE_MESSAGE(committed);
GATEHOUSE_MESSAGE(idle_tick);
GATEHOUSE_MESSAGE(may_leave);
GATEHOUSE_MESSAGE(leave);
GATEHOUSE_MESSAGE(sweep_tick);
GATEHOUSE_MESSAGE(get_catalog);
GATEHOUSE_MESSAGE(catalog_reply);
GATEHOUSE_MESSAGE(dispatch);
GATEHOUSE_MESSAGE(dispatched);
GATEHOUSE_MESSAGE(cancel_dispatch);
GATEHOUSE_MESSAGE(retire);
GATEHOUSE_MESSAGE(upstream_opened);
GATEHOUSE_MESSAGE(upstream_listed);
GATEHOUSE_MESSAGE(upstream_changed);
GATEHOUSE_MESSAGE(answer_upstream);
GATEHOUSE_MESSAGE(set_lane_level);
GATEHOUSE_MESSAGE(roots_changed);
GATEHOUSE_MESSAGE(leave_lanes);
GATEHOUSE_MESSAGE(lanes_tick);
GATEHOUSE_MESSAGE(upstream_said);
GATEHOUSE_MESSAGE(run_again);
GATEHOUSE_MESSAGE(server_said);
GATEHOUSE_MESSAGE(client_answered);
GATEHOUSE_MESSAGE(resume_round);
GATEHOUSE_MESSAGE(overdue);
GATEHOUSE_MESSAGE(upstream_closed);
GATEHOUSE_MESSAGE(upstream_answered);
GATEHOUSE_MESSAGE(give_up);
GATEHOUSE_MESSAGE(try_again);
GATEHOUSE_MESSAGE(shut_down);

#undef GATEHOUSE_MESSAGE

} // namespace caf
