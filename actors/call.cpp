#include "actors/call_record.hpp"
#include "actors/call_state.hpp"
#include "actors/catalog_wait.hpp"
#include "actors/elicitation_ids.hpp"
#include "actors/parked_calls.hpp"
#include "actors/result_rules.hpp"
#include "actors/spawn.hpp"
#include "actors/watchers.hpp"
#include "storage/crypto/random.hpp"

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <utility>

namespace gatehouse {

namespace {

/// How often a call is judged anew when what it was judged on has moved on.
constexpr int attempts_max = 50;
/// How long the first listing of a server may take: a call would have that much time anyway, and a
/// server that is only starting is not one without the tool.
constexpr auto first_listing_max = limits::connect_timeout + limits::list_timeout;
/// The pause before something is tried again; for an ending twice as long each time.
constexpr std::chrono::milliseconds pause_min{2};
constexpr std::chrono::milliseconds pause_max{256};

/// What a client hears of what is not there, or not for it.
failure unknown(const client_request& request) {
  switch (request.kind) {
  case request_kind::tool:
    return {errc::tool_unknown, "Unknown tool: " + request.name};
  case request_kind::prompt:
    return {errc::tool_unknown, "Unknown prompt: " + request.name};
  case request_kind::resource:
  case request_kind::watch:
  case request_kind::unwatch:
    return {errc::resource_unknown, "Resource not found: " + request.name};
  case request_kind::completion:
    return {errc::tool_unknown, "Unknown reference: " + request.name};
  }
  return {errc::tool_unknown, {}};
}

} // namespace

// -- 1. what does the name stand for? -------------------------------------------------------------

void call_state::start() {
  peers.world->counters.calls_in_flight.add(1);
  id.value = random_id("call_");
  auto view = view_scope(peers.world->current, at);
  if (!view)
    return finish(view.error());
  if (is_known())
    return judge();
  await_catalogs(self, peers.upstreams, peers.world->tools, peers.exposed->unlisted(*view),
                 {std::min<std::chrono::milliseconds>(request.timeout, first_listing_max),
                  [this] { return is_known(); }},
                 [this] { judge(); });
}

bool call_state::is_known() const {
  const auto view = view_scope(peers.world->current, at);
  return view && peers.exposed->find(*view, at, session)->find(request);
}

// -- 2. may it run? the answer is on the record before anything happens ---------------------------

/// Judges also a call that was given up meanwhile: it reached its session, so it becomes events.
void call_state::judge() {
  auto view = view_scope(peers.world->current, at);
  if (!view)
    return finish(view.error());
  if (!is_live(*view, at.who))
    return finish(failure{errc::unauthorized, "The token is not valid."});
  context = context_of(*view, at, session);
  const auto seen = peers.exposed->find(*view, at, session);
  if (auto good = check(*seen, request); !good)
    return finish(good.error());
  const auto found = seen->find(request);
  place.reset(); // of a former attempt
  if (found && !(place = peers.world->tools.hold_place(found->from)))
    return finish(failure{errc::overloaded, "Too many calls wait for this tool's server."});
  capture = plan_capture(*view, found, at.who);
  auto digest = digest_of(peers.world->keys, capture.key, request.arguments);
  auto subject =
      digest ? subject_of(peers.world->keys, capture, id, request, *digest, found) : digest.error();
  if (!subject)
    return finish(subject.error());
  arguments_digest = *digest;
  target = found.value_or(exposed_item{});
  begin_call begin{{at.who.principal, at.what.org, at.what.toolkit},
                   *std::move(subject),
                   found.has_value(),
                   target.owner,
                   target.owner_user,
                   target.requires_approval,
                   view->policy,
                   peers.world->now(),
                   target.quarantined,
                   request.key,
                   arguments_digest,
                   context.data_key};
  auto reads = view->reads;
  if (found)
    reads.push_back({connection::stream(found->from), found->judged_at});
  append(std::move(begin), std::move(reads), [this](const receipt_of_session& r) { judged(r); });
}

/// The edge may have to hold a call against its tool's listing, which only we know.
outcome<nothing> call_state::check(const exposure& seen, const client_request& what) const {
  const auto* tool = what.check_tool ? seen.shown_tool(what.name) : nullptr;
  return tool ? what.check_tool(tool->json, what.arguments) : nothing{};
}

void call_state::judged(const receipt_of_session& result) {
  capabilities = askable(request.stateless ? request.capabilities : result.glance.capabilities);
  const auto* denied = std::get_if<call_denied>(&result.events.back());
  if (!denied) {
    peers.world->counters.calls_allowed.add();
    return run();
  }
  peers.world->counters.calls_denied.add();
  if (denied->reason == denial::needs_approval)
    return finish(failure{errc::approval_needed, "\"" + request.name + "\" needs an approval."});
  finish(unknown(request));
}

// -- 3. run it ------------------------------------------------------------------------------------

void call_state::run() {
  started = std::chrono::steady_clock::now();
  if (given_up)
    return ended({upstream_reply::kind::cancelled, "", ""});
  const auto from = peers.world->current.find(target.from);
  if (from && from->state.config.timeout_s != 0)
    request.timeout = std::chrono::seconds{from->state.config.timeout_s};
  to = choose_lane(from ? from->state.config.sharing : client_sharing::automatic);
  auto worded_request = worded(request, target.upstream_name);
  if (era == server_era::stateless)
    params = worded_request.params; // there may be another round
  send(std::move(worded_request));
}

/// A server that keeps state gets a client of this session's own, and with it what this client can
/// do. One that keeps none is told with each request. Whoever configured the connection may know
/// better.
lane call_state::choose_lane(client_sharing sharing) {
  const auto known = peers.world->tools.find(target.from);
  era = known ? known->hello.era : server_era::sessions;
  const bool stateful = known && known->hello.keeps_state && era == server_era::sessions;
  const bool own =
      sharing == client_sharing::session || (sharing == client_sharing::automatic && stateful);
  return own ? lane{target.from, session, capabilities} : lane{target.from};
}

void call_state::send(upstream_request what) {
  running = true;
  if (!place) // a further round: what was admitted goes on
    place = peers.world->tools.hold_place(target.from);
  what.capabilities = capabilities;
  if (era == server_era::stateless && !request.stateless)
    what.log_level = wanted_log_level();
  if (!capabilities.empty()) {
    // Time spent on a question must not count, so the clock is ours and not the client's.
    watch_the_clock();
    what.timeout = limits::input_wait + request.timeout;
  }
  dispatch message{to, id, std::move(what)};
  message.hear = [me = call_actor{self}](server_message said) {
    caf::anon_send(me, server_said{std::move(said)});
  };
  if (request.kind == request_kind::watch || request.kind == request_kind::unwatch) {
    message.watcher = session;
    message.uri = target.upstream_name;
  }
  self->request(peers.upstreams, caf::infinite, std::move(message))
      .then([this](dispatched& reply) { ended(std::move(reply.reply)); },
            [this](const caf::error&) {
              ended({upstream_reply::kind::transport, "", "The connection's runtime ended."});
            });
}

/// A client with a session need not name a level to hear a log; a stateless server wants one.
std::string call_state::wanted_log_level() const {
  auto level = peers.world->watching.log_level(session);
  return level.empty() ? "info" : level;
}

void call_state::watch_the_clock() {
  self->delayed_send(self, request.timeout, overdue{++turn});
}

// -- 4. record how it ended, and only then answer -------------------------------------------------

void call_state::ended(upstream_reply reply) {
  running = false;
  place.reset();
  if (ending)
    return; // broken off; this is the answer to the cancellation
  if (reply.how == upstream_reply::kind::result && reply.input_required && !given_up)
    return take_demand(reply);
  hold_to_rules(reply);
  if (too_late && reply.how == upstream_reply::kind::cancelled)
    reply = {upstream_reply::kind::timeout, "", "no answer in time"};
  auto& counters = peers.world->counters;
  (reply.how == upstream_reply::kind::result ? counters.calls_completed : counters.calls_failed)
      .add();
  if (auto owner = peers.world->current.find(at.what.org))
    capture.key = context.data_key = owner->state.key_of(at.who.user); // the first may be gone
  ending = ending_of(peers.world->keys, capture, id, reply, duration_us(), peers.world->now());
  outcome_of_call = std::move(reply);
  record_ending();
}

/// What no server may answer is not passed on, however it is meant.
void call_state::hold_to_rules(upstream_reply& reply) const {
  if (request.kind == request_kind::completion)
    return bound_completion(reply, request,
                            [this](const std::string& uri) { return may_read(uri); });
  if (!target.promises_output || peers.world->tools.is_stale(target.from))
    return;
  const auto listed = peers.world->tools.find(target.from, session);
  if (!listed)
    return;
  const auto& tools = listed->of(catalog_list::tools);
  const auto tool = std::find_if(tools.begin(), tools.end(), [this](const catalog_item& one) {
    return one.name == target.upstream_name;
  });
  if (tool != tools.end())
    hold_to_output_schema(reply, tool->json);
}

bool call_state::may_read(const std::string& uri) const {
  const auto view = view_scope(peers.world->current, at);
  if (!view)
    return false;
  client_request reading;
  reading.kind = request_kind::resource;
  reading.name = uri;
  const auto found = peers.exposed->find(*view, at, session)->find(reading);
  return found && exposure::judge(*view, *found).action != policy_action::block;
}

/// Ends a call that runs, for a reason of ours.
void call_state::break_off(failure why) {
  if (running)
    self->send(peers.upstreams, cancel_dispatch{to, id});
  peers.world->counters.calls_failed.add();
  ending = fail_call{id, std::string{to_string(why.code)}, duration_us(), peers.world->now()};
  refused = std::move(why);
  record_ending();
}

std::uint64_t call_state::duration_us() const {
  const auto took = std::chrono::steady_clock::now() - started;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(took).count());
}

void call_state::record_ending() {
  bool unrecordable = outcome_of_call.how == upstream_reply::kind::result &&
                      std::holds_alternative<fail_call>(*ending);
  append(*ending, {}, [this, unrecordable](const auto&) {
    if (refused)
      return finish(*refused);
    if (unrecordable)
      return finish(failure{errc::key_missing, "The answer cannot be recorded."});
    if (outcome_of_call.how == upstream_reply::kind::rpc_error && !request.stateless)
      outcome_of_call.body = with_elicitation_ids(outcome_of_call.body, target.from);
    auto answer = answer_of(std::move(outcome_of_call));
    if (answer)
      answer->from = era;
    finish(std::move(answer));
  });
}

/// A client that is away between two rounds gets the answer when it is back.
void call_state::finish(outcome<call_answer> result) {
  if (parked && !given_up) {
    kept = std::move(result);
    return;
  }
  peers.world->counters.calls_in_flight.add(-1);
  peers.parked->remove(id);
  if (events.on_done)
    std::exchange(events.on_done, nullptr)(std::move(result));
  self->quit();
}

// -- what the steps share -------------------------------------------------------------------------

/// Has the session decide and the journal commit; goes on with what came of it.
void call_state::append(gatehouse::session::command what, std::vector<stream_read> reads,
                        std::function<void(const receipt_of_session&)> next,
                        std::function<void(const failure&)> otherwise) {
  submit<gatehouse::session> message{gatehouse::session::stream(session), std::move(what), context,
                                     std::move(reads)};
  self->request(peers.directory, caf::infinite, std::move(message))
      .then(
          [this, next = std::move(next), otherwise](const submitted<gatehouse::session>& reply) {
            if (reply.result)
              return next(*reply.result);
            const auto& why = reply.result.error();
            if (otherwise)
              return otherwise(why);
            if (!(ending ? record_later(why) : judge_later(why)))
              finish(why);
          },
          [this](const caf::error&) {
            finish(failure{errc::internal, "The session's actor ended."});
          });
}

/// Judges again, later, what was judged on what has moved on.
bool call_state::judge_later(const failure& why) {
  if (why.code != errc::conflict || ++judged_anew >= attempts_max)
    return false;
  peers.world->counters.calls_rejudged.add();
  self->delayed_send(self, pause_min, try_again{});
  return true;
}

/// Records an ending again, later, that the journal had no room for, and that for as long as it
/// takes: a call that was admitted would stay open otherwise. It ends with the room, with a write
/// that fails, or with the directory when the gateway stops. No more wait than were admitted.
bool call_state::record_later(const failure& why) {
  if (why.code != errc::overloaded)
    return false;
  self->delayed_send(self, pause, try_again{});
  pause = std::min(pause * 2, pause_max);
  return true;
}

void call_state::on_try_again() {
  if (ending)
    return record_ending();
  judge();
}

/// A call that waits for its client's next round has nobody else to end it.
void call_state::on_give_up() {
  given_up = true;
  if (kept)
    return finish(*std::exchange(kept, std::nullopt));
  if (running)
    self->send(peers.upstreams, cancel_dispatch{to, id});
  else if (parked)
    ended({upstream_reply::kind::cancelled, "", ""});
}

void call_state::on_overdue(const overdue& message) {
  if (message.turn != turn)
    return;
  if (parked)
    return on_give_up();
  if (!running)
    return;
  if (!questions.empty())
    return watch_the_clock();
  too_late = true;
  self->send(peers.upstreams, cancel_dispatch{to, id});
}

namespace {

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
      [&state](server_said& message) { state.on_server_said(message); },
      [&state](client_answered& message) { state.on_client_answered(message); },
      [&state](resume_round& message) { state.on_resume(message); },
      [&state](const overdue& message) { state.on_overdue(message); },
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
