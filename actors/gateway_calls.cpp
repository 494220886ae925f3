#include "actors/actor_gateway.hpp"
#include "actors/answering.hpp"
#include "actors/parked_calls.hpp"
#include "actors/request_state.hpp"

#include <caf/send.hpp>

namespace gatehouse {

namespace {

failure shutting_down() {
  return {errc::shutting_down, {}};
}

/// Answers for whoever lets go of it without an answer: a call may end while its client's next
/// round is on the way to it.
class owed_answer {
public:
  explicit owed_answer(std::function<void(outcome<call_answer>)> to) : to_(std::move(to)) {}

  ~owed_answer() {
    if (to_)
      to_(failure{errc::request_state_invalid, {}});
  }

  owed_answer(const owed_answer&) = delete;
  owed_answer& operator=(const owed_answer&) = delete;

  void give(outcome<call_answer> result) { std::exchange(to_, nullptr)(std::move(result)); }

private:
  std::function<void(outcome<call_answer>)> to_;
};

} // namespace

/// Returns the events of a call as its actor may use them: everything on the loop, in order.
call_events actor_gateway::events_of(std::uint64_t handle, call_events events) {
  auto world = peers_.world;
  if (auto hear = std::move(events.on_message))
    events.on_message = [world, hear = std::move(hear)](client_message message) {
      world->loop.post(
          [hear, message = std::move(message)]() mutable { hear(std::move(message)); });
    };
  auto reply = on_loop(world, std::move(events.on_done));
  events.on_done = [this, handle, reply = std::move(reply)](outcome<call_answer> result) {
    reply(std::move(result));
    forget_call(handle);
  };
  return events;
}

namespace {

/// Whoever may only read lists what there is, and reaches no server.
bool may_call(const caller& who) {
  return who.is_operator() || who.rank >= role::member;
}

failure only_reads() {
  return {errc::forbidden, "A reader may list and not call."};
}

} // namespace

std::uint64_t actor_gateway::call(const session_id& id, const binding& at, client_request what,
                                  call_events events) {
  const auto refuse = [&](failure why) -> std::uint64_t {
    on_loop(peers_.world, std::move(events.on_done))(std::move(why));
    return 0;
  };
  if (stopping_)
    return refuse(shutting_down());
  if (!may_call(at.who))
    return refuse(only_reads());
  if (what.stateless)
    events.on_done = [this, at, id, done = std::move(events.on_done)](outcome<call_answer> result) {
      if (!result && result.error().code == errc::session_not_found)
        drop_stateless(at, id);
      done(std::move(result));
    };
  std::scoped_lock lock{calls_mutex_};
  if (!rate_.admit(at.who.credential, now_()))
    return refuse({errc::limit_reached, "This credential calls too often; at most " +
                                            std::to_string(options_.calls_per_second) +
                                            " calls a second are let through."});
  auto& of_org = calls_of_org_[at.what.org];
  if (of_org >= limits::in_flight_per_org_max)
    return refuse({errc::overloaded, "Too many calls of this organization are in flight."});
  ++of_org;
  auto handle = ++last_handle_;
  auto actor =
      spawn_call(*system_, peers_, id, at, std::move(what), events_of(handle, std::move(events)));
  calls_.emplace(handle, call_in_hand{std::move(actor), at.what.org});
  return handle;
}

std::uint64_t actor_gateway::resume_call(const session_id&, const binding& at, client_request what,
                                         input_round round, call_events events) {
  const auto refuse = [&](failure why) -> std::uint64_t {
    on_loop(peers_.world, std::move(events.on_done))(std::move(why));
    return 0;
  };
  if (stopping_)
    return refuse(shutting_down());
  if (!may_call(at.who))
    return refuse(only_reads());
  auto view = view_scope(current_, at);
  if (!view)
    return refuse(view.error());
  auto claims = open_round(*folder_.keys, view->owner->state.key_of(at.who.user), at,
                           round.request_state, now_());
  auto parked = claims ? peers_.parked->find(claims->call) : std::nullopt;
  if (!parked)
    return refuse({errc::request_state_invalid, {}});
  std::scoped_lock lock{calls_mutex_};
  auto handle = ++last_handle_;
  ++calls_of_org_[at.what.org];
  calls_.emplace(handle, call_in_hand{*parked, at.what.org});
  auto held = events_of(handle, std::move(events));
  auto owed = std::make_shared<owed_answer>(std::move(held.on_done));
  held.on_done = [owed](outcome<call_answer> result) { owed->give(std::move(result)); };
  caf::anon_send(*parked, resume_round{claims->round, std::move(what), std::move(round.responses),
                                       std::move(held)});
  return handle;
}

void actor_gateway::answer_server(std::uint64_t call_handle, std::uint64_t reply_to,
                                  client_reply reply) {
  std::scoped_lock lock{calls_mutex_};
  auto found = calls_.find(call_handle);
  if (found != calls_.end())
    caf::anon_send(found->second.actor, client_answered{reply_to, std::move(reply)});
}

void actor_gateway::cancel_call(std::uint64_t handle) {
  std::scoped_lock lock{calls_mutex_};
  auto found = calls_.find(handle);
  if (found != calls_.end())
    caf::anon_send(found->second.actor, give_up{});
}

void actor_gateway::forget_call(std::uint64_t handle) {
  std::scoped_lock lock{calls_mutex_};
  auto found = calls_.find(handle);
  auto of_org = calls_of_org_.find(found->second.org);
  if (--of_org->second == 0)
    calls_of_org_.erase(of_org);
  calls_.erase(found);
  if (calls_.empty())
    calls_done_.notify_all();
}

} // namespace gatehouse
