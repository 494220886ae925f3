#include "actors/call.hpp"

#include "actors/call_record.hpp"
#include "actors/catalog_wait.hpp"
#include "actors/spawn.hpp"
#include "storage/crypto/random.hpp"
#include "storage/json/json_writer.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace gatehouse {

namespace {

upstream_request upstream_request_of(const std::string& tool, client_request from) {
  json_writer named;
  named.begin_object().key("name").value(tool).key("arguments").raw(from.arguments).end_object();
  upstream_request out;
  out.method = "tools/call";
  out.params = named.take();
  out.timeout = from.timeout;
  return out;
}

/// One tools/call. Read the members top down: that is its way.
struct call_state {
  using pointer = call_actor::stateful_pointer<call_state>;

  static inline const char* name = "call";

  /// How often a call is judged anew when what it was judged on has moved on.
  static constexpr int attempts_max = 50;
  /// The pause before something is tried again; for an ending twice as long each time.
  static constexpr auto pause_min = std::chrono::milliseconds{2};
  static constexpr auto pause_max = std::chrono::milliseconds{256};

  explicit call_state(pointer self_pointer) : self(self_pointer) {}

  // -- 1. what does the name stand for? -----------------------------------------------------------

  void start() {
    peers.world->counters.calls_in_flight.add(1);
    id.value = random_id("call_");
    auto view = view_scope(peers.world->current, at);
    if (!view)
      return finish(view.error());
    if (peers.exposed->find(*view, at)->find(request.name))
      return judge();
    await_catalogs(self, peers.upstreams, peers.world->tools, peers.exposed->unlisted(*view),
                   [this] { judge(); });
  }

  // -- 2. may it run? the answer is on the record before anything happens -------------------------

  /// Judges also a call that was given up meanwhile: it reached its session, so it becomes events.
  void judge() {
    auto view = view_scope(peers.world->current, at);
    if (!view)
      return finish(view.error());
    if (!is_live(*view, at.who))
      return finish(failure{errc::unauthorized, "The token is not valid."});
    context = context_of(*view, at, session);
    auto exposed = peers.exposed->find(*view, at);
    const auto* tool = exposed->find(request.name);
    if (tool && overloaded(tool->from))
      return finish(failure{errc::overloaded, "Too many calls wait for this tool's server."});
    auto subject = subject_of(peers.world->keys, context.data_key, id, request, tool);
    if (!subject)
      return finish(subject.error());
    target = tool ? *tool : exposed_tool{};
    begin_call begin{{at.who.principal, at.what.org, at.what.toolkit},
                     *std::move(subject),
                     tool != nullptr,
                     target.owner,
                     target.owner_user,
                     target.requires_approval,
                     view->policy,
                     peers.world->now()};
    append(std::move(begin), view->reads,
           [this](const receipt<gatehouse::session>& r) { judged(r); });
  }

  bool overloaded(const connection_id& from) const {
    auto load = peers.world->tools.load_of(from);
    return load->in_hand >= limits::running_per_connection_max + limits::waiting_per_connection_max;
  }

  void judged(const receipt<gatehouse::session>& result) {
    const auto* denied = std::get_if<call_denied>(&result.events.front());
    if (!denied) {
      peers.world->counters.calls_allowed.add();
      return run();
    }
    peers.world->counters.calls_denied.add();
    if (denied->reason == denial::needs_approval)
      return finish(failure{errc::approval_needed, "\"" + request.name + "\" needs an approval."});
    finish(failure{errc::tool_unknown, "Unknown tool: " + request.name});
  }

  // -- 3. run it ----------------------------------------------------------------------------------

  void run() {
    started = std::chrono::steady_clock::now();
    if (given_up)
      return ended({upstream_reply::kind::cancelled, "", ""});
    running = true;
    dispatch message{target.from, id,
                     upstream_request_of(target.upstream_name, std::move(request))};
    self->request(peers.upstreams, caf::infinite, std::move(message))
        .then([this](dispatched& reply) { ended(std::move(reply.reply)); },
              [this](const caf::error&) {
                ended({upstream_reply::kind::transport, "", "The connection's runtime ended."});
              });
  }

  // -- 4. record how it ended, and only then answer -----------------------------------------------

  void ended(upstream_reply reply) {
    running = false;
    auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    auto& counters = peers.world->counters;
    (reply.how == upstream_reply::kind::result ? counters.calls_completed : counters.calls_failed)
        .add();
    ending = ending_of(peers.world->keys, context.data_key, id, reply,
                       static_cast<std::uint64_t>(took.count()), peers.world->now());
    outcome_of_call = std::move(reply);
    record_ending();
  }

  void record_ending() {
    bool unrecordable = outcome_of_call.how == upstream_reply::kind::result &&
                        std::holds_alternative<fail_call>(*ending);
    append(*ending, {}, [this, unrecordable](const auto&) {
      if (unrecordable)
        return finish(failure{errc::key_missing, "The answer cannot be recorded."});
      finish(answer_of(std::move(outcome_of_call)));
    });
  }

  void finish(outcome<call_answer> result) {
    peers.world->counters.calls_in_flight.add(-1);
    std::exchange(events.on_done, nullptr)(std::move(result));
    self->quit();
  }

  // -- what the steps share -----------------------------------------------------------------------

  /// Has the session decide and the journal commit; goes on with what came of it.
  void append(gatehouse::session::command what, std::vector<stream_read> reads,
              std::function<void(const receipt<gatehouse::session>&)> next) {
    submit<gatehouse::session> message{gatehouse::session::stream(session), std::move(what),
                                       context, std::move(reads)};
    self->request(peers.directory, caf::infinite, std::move(message))
        .then(
            [this, next = std::move(next)](const submitted<gatehouse::session>& reply) {
              if (reply.result)
                return next(*reply.result);
              const auto& why = reply.result.error();
              if (!(ending ? record_later(why) : judge_later(why)))
                finish(why);
            },
            [this](const caf::error&) {
              finish(failure{errc::internal, "The session's actor ended."});
            });
  }

  /// Judges again, later, what was judged on what has moved on.
  bool judge_later(const failure& why) {
    if (why.code != errc::conflict || ++judged_anew >= attempts_max)
      return false;
    peers.world->counters.calls_rejudged.add();
    self->delayed_send(self, pause_min, try_again{});
    return true;
  }

  /// Records an ending again, later, that the journal had no room for, and that for as long as it
  /// takes: a call that was admitted would stay open otherwise. It ends with the room, with a write
  /// that fails, or with the directory when the gateway stops. No more wait than were admitted.
  bool record_later(const failure& why) {
    if (why.code != errc::overloaded)
      return false;
    self->delayed_send(self, pause, try_again{});
    pause = std::min(pause * 2, pause_max);
    return true;
  }

  void on_try_again() {
    if (ending)
      return record_ending();
    judge();
  }

  void on_give_up() {
    given_up = true;
    if (running)
      self->send(peers.upstreams, cancel_dispatch{target.from, id});
  }

  pointer self;
  call_peers peers;
  session_id session;
  binding at;
  client_request request;
  call_events events;
  call_id id;
  record_context context;
  exposed_tool target;
  std::chrono::steady_clock::time_point started;
  upstream_reply outcome_of_call;
  std::optional<gatehouse::session::command> ending; ///< set once the call has run
  int judged_anew = 0;
  std::chrono::milliseconds pause = pause_min; ///< before the next attempt to record the ending
  bool given_up = false;
  bool running = false;
};

call_actor::behavior_type call_behavior(call_state::pointer self, const call_peers& peers,
                                        const session_id& session, const binding& at,
                                        const client_request& request, const call_events& events) {
  auto& state = self->state;
  state.peers = peers;
  state.session = session;
  state.at = at;
  state.request = request;
  state.events = events;
  state.start();
  return {
      [&state](give_up) { state.on_give_up(); },
      [&state](try_again) { state.on_try_again(); },
  };
}

} // namespace

call_actor spawn_call(caf::actor_system& system, const call_peers& peers, const session_id& session,
                      const binding& at, client_request request, call_events events) {
  return spawn_from_anywhere(system, call_behavior, peers, session, at, std::move(request),
                             std::move(events));
}

} // namespace gatehouse
