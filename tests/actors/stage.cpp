#include "tests/actors/stage.hpp"

#include "actors/answering.hpp"
#include "actors/call.hpp"
#include "actors/directory.hpp"
#include "actors/fold_stream.hpp"
#include "actors/parked_calls.hpp"
#include "actors/transaction.hpp"
#include "actors/upstream/child_guard.hpp"
#include "actors/upstreams.hpp"
#include "tests/actors/turnstile.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/response_promise.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>

namespace gatehouse {

namespace {

/// No test of the stage starts a child.
class no_guard final : public child_guard {
public:
  void spawn(child_command, std::function<void(outcome<child_process>)> started,
             std::function<void(std::string)>) override {
    started(failure{errc::upstream_unavailable, "no children here"});
  }

  void end(int) override {
    // There is nothing to end.
  }
};

struct fake_upstreams {
  std::vector<dispatch> dispatched;
  std::vector<call_id> cancelled;
  std::vector<answer_upstream> answered;
  std::vector<connection_id> wanted;
  std::map<call_id, caf::typed_response_promise<gatehouse::dispatched>> calls;
  std::multimap<connection_id, caf::typed_response_promise<catalog_reply>> listings;
  std::vector<std::function<void()>> due; ///< what to answer when woken
};

struct fake_pool_state {
  static inline const char* name = "fake_pool";
};

upstream_pool_actor::behavior_type
fake_pool(upstream_pool_actor::stateful_pointer<fake_pool_state> self, fake_upstreams* board) {
  return {
      [self, board](const get_catalog& message) -> caf::result<catalog_reply> {
        auto promise = self->make_response_promise<catalog_reply>();
        board->wanted.push_back(message.connection);
        board->listings.emplace(message.connection, promise);
        return promise;
      },
      [self, board](dispatch& message) -> caf::result<dispatched> {
        auto promise = self->make_response_promise<dispatched>();
        board->calls.emplace(message.call, promise);
        board->dispatched.push_back(std::move(message));
        return promise;
      },
      [board](const cancel_dispatch& message) { board->cancelled.push_back(message.call); },
      [board](const answer_upstream& message) { board->answered.push_back(message); },
      [](const set_lane_level&) {},
      [](const roots_changed&) {},
      [](const leave_lanes&) {},
      // A promise is kept in its actor only: this message, of no other use here, wakes it to.
      [board](const retire&) {
        for (auto& answer : std::exchange(board->due, {}))
          answer();
      },
      [](lanes_tick) {},
      [self](shut_down) { self->quit(); },
  };
}

struct loader_state {
  static inline const char* name = "test_loader";
};

/// The loader without its thread.
loader_actor::behavior_type loader_here(loader_actor::stateful_pointer<loader_state>, stage* set) {
  auto fold = [set]<aggregate A>(const load<A>& one) {
    set->loads.push_back(one.stream);
    return fold_stream<A>(set->log, *set->views, one.stream);
  };
  return {
      [set](const save_snapshot& one) {
        (void)set->views->put_snapshot(one.stream, {one.version, one.format, one.state});
      },
      [fold](const load<instance>& one) { return fold(one); },
      [fold](const load<org>& one) { return fold(one); },
      [fold](const load<toolkit>& one) { return fold(one); },
      [fold](const load<connection>& one) { return fold(one); },
      [fold](const load<session>& one) { return fold(one); },
  };
}

caf::actor_system_config& by_hand(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("testing"));
  return config;
}

} // namespace

struct stage::implementation {
  implementation(stage& set, const client_factory& clients, std::vector<session_id> open)
      : scheduler(dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler())) {
    scheduler.clock().current_time += std::chrono::hours{1}; // time zero means "never" to some
    auto injected = std::make_shared<deps>(
        deps{set.log, *set.views, *set.keys, set.current, set.tools, set.watching, set.counters,
             loop, chores, &guard, [&set] { return set.time; }, limits::session_passivation,
             limits::session_expiry});
    if (clients)
      injected->make_client = clients;
    injected->tell_operator = [&set](const std::string& line) { set.told.push_back(line); };
    peers.world = std::move(injected);
    peers.exposed = std::make_shared<exposures>(set.tools);
    peers.parked = std::make_shared<parked_calls>();
    loader = system.spawn(loader_here, &set);
    peers.directory = spawn_directory(system, peers.world, loader, std::move(open));
    peers.upstreams = clients ? spawn_upstream_pool(system, peers.world, peers.directory)
                              : system.spawn(fake_pool, &upstreams);
    scheduler.run();
  }

  ~implementation() {
    caf::anon_send(peers.upstreams, shut_down{});
    caf::anon_send(peers.directory, shut_down{});
    caf::anon_send_exit(loader, caf::exit_reason::user_shutdown);
    for (const auto& one : calls)
      caf::anon_send_exit(one, caf::exit_reason::kill);
    upstreams = {};
    run();
    system.await_actors_before_shutdown(false);
  }

  void run() {
    do {
      scheduler.run();
      gate.turn();
      gate.turn(); // what the loop posted to itself
    } while (scheduler.has_job());
  }

  caf::actor_system_config config;
  io_loop loop;
  turnstile gate{loop};
  background chores{"chores"};
  no_guard guard;
  fake_upstreams upstreams;
  caf::actor_system system{by_hand(config)};
  caf::scheduler::test_coordinator& scheduler;
  call_peers peers;
  loader_actor loader;
  std::vector<call_actor> calls;
};

stage::stage(client_factory clients, std::vector<session_id> open_sessions)
    : impl_(std::make_unique<implementation>(*this, clients, std::move(open_sessions))) {}

stage::~stage() {
  log.break_down(); // lets go of the actors that wait for it
}

// -- time and work
// ---------------------------------------------------------------------------------

void stage::run() {
  impl_->run();
}

void stage::run_and_commit() {
  run();
  while (log.waiting() > 0) {
    log.commit();
    run();
  }
}

void stage::advance(std::chrono::milliseconds by) {
  time.value += std::chrono::microseconds{by}.count();
  impl_->scheduler.advance_time(by);
}

void stage::pass(std::chrono::milliseconds by) {
  advance(by);
  run();
}

void stage::on_loop(std::function<void()> task) {
  impl_->loop.post(std::move(task));
  impl_->gate.turn();
  run();
}

// -- what a test asks for
// --------------------------------------------------------------------------

namespace {

template <class T> auto into(const stage::pending<T>& answer) {
  return [answer](outcome<T> result) { *answer = std::move(result); };
}

template <class T> stage::pending<T> unanswered() {
  return std::make_shared<std::optional<outcome<T>>>();
}

} // namespace

template <aggregate A> stage::pending<receipt<A>> stage::ask(submit<A> message) {
  auto answer = unanswered<receipt<A>>();
  gatehouse::ask<A>(impl_->system, impl_->peers.directory, std::move(message),
                    into<receipt<A>>(answer));
  return answer;
}

template stage::pending<receipt<instance>> stage::ask(submit<instance>);
template stage::pending<receipt<org>> stage::ask(submit<org>);
template stage::pending<receipt<toolkit>> stage::ask(submit<toolkit>);
template stage::pending<receipt<connection>> stage::ask(submit<connection>);
template stage::pending<receipt<session>> stage::ask(submit<session>);

namespace {

stage::started_call begun(std::size_t number) {
  return {unanswered<call_answer>(), number, std::make_shared<std::vector<client_message>>()};
}

call_events events_into(const stage::started_call& one) {
  auto events = when_done(into<call_answer>(one.answer));
  events.on_message = [heard = one.heard](client_message message) {
    heard->push_back(std::move(message));
  };
  return events;
}

} // namespace

stage::pending<nothing> stage::transact(std::vector<part> parts) {
  auto answer = unanswered<nothing>();
  spawn_transaction(impl_->system, impl_->peers.world, impl_->peers.directory, std::move(parts), {},
                    into<nothing>(answer));
  return answer;
}

stage::pending<std::shared_ptr<const catalog_listing>> stage::list(const session_id& of,
                                                                   const binding& at) {
  auto answer = unanswered<std::shared_ptr<const catalog_listing>>();
  spawn_listing(impl_->system, impl_->peers, catalog_list::tools, of, at,
                into<std::shared_ptr<const catalog_listing>>(answer));
  return answer;
}

stage::started_call stage::call(const session_id& of, const binding& at, client_request what) {
  auto one = begun(impl_->calls.size());
  impl_->calls.push_back(
      spawn_call(impl_->system, impl_->peers, of, at, std::move(what), events_into(one)));
  return one;
}

void stage::answer_question(const started_call& one, std::uint64_t question, client_reply reply) {
  caf::anon_send(impl_->calls[one.number], client_answered{question, std::move(reply)});
  run();
}

stage::started_call stage::resume(const started_call& one, std::uint64_t round, client_request what,
                                  std::string responses) {
  auto next = begun(one.number);
  caf::anon_send(impl_->calls[one.number],
                 resume_round{round, std::move(what), std::move(responses), events_into(next)});
  run();
  return next;
}

void stage::give_up(const started_call& one) {
  caf::anon_send(impl_->calls[one.number], gatehouse::give_up{});
}

// -- the fake upstreams
// ----------------------------------------------------------------------------

const std::vector<dispatch>& stage::dispatched() const {
  return impl_->upstreams.dispatched;
}

const std::vector<answer_upstream>& stage::answered() const {
  return impl_->upstreams.answered;
}

void stage::say(server_message message) {
  impl_->upstreams.dispatched.back().hear(std::move(message));
  run();
}

const std::vector<call_id>& stage::cancelled() const {
  return impl_->upstreams.cancelled;
}

const std::vector<connection_id>& stage::wanted() const {
  return impl_->upstreams.wanted;
}

void stage::reply(const call_id& call, upstream_reply reply) {
  impl_->upstreams.due.push_back([this, call, reply = std::move(reply)] {
    auto found = impl_->upstreams.calls.extract(call);
    found.mapped().deliver(gatehouse::dispatched{reply});
  });
  retire_connection({});
}

void stage::reply_catalog(const connection_id& id, outcome<std::shared_ptr<const catalog>> result) {
  impl_->upstreams.due.push_back([this, id, result = std::move(result)] {
    auto& listings = impl_->upstreams.listings;
    for (auto at = listings.find(id); at != listings.end(); at = listings.find(id)) {
      at->second.deliver(catalog_reply{result});
      listings.erase(at);
    }
  });
  retire_connection({});
}

// -- the real upstreams
// ----------------------------------------------------------------------------

stage::pending<std::shared_ptr<const catalog>> stage::ask_catalog(const connection_id& id,
                                                                  bool relist) {
  auto answer = unanswered<std::shared_ptr<const catalog>>();
  impl_->system.spawn(
      [](caf::event_based_actor* self, const upstream_pool_actor& pool, const get_catalog& what,
         const std::function<void(outcome<std::shared_ptr<const catalog>>)>& then) {
        self->request(pool, caf::infinite, what).then([then](const catalog_reply& reply) {
          then(reply.result);
        });
      },
      impl_->peers.upstreams, get_catalog{id, relist},
      std::function<void(outcome<std::shared_ptr<const catalog>>)>{
          into<std::shared_ptr<const catalog>>(answer)});
  return answer;
}

std::shared_ptr<std::optional<upstream_reply>> stage::dispatch_call(dispatch message) {
  auto answer = std::make_shared<std::optional<upstream_reply>>();
  impl_->system.spawn(
      [](caf::event_based_actor* self, const upstream_pool_actor& pool, const dispatch& what,
         const std::shared_ptr<std::optional<upstream_reply>>& to) {
        self->request(pool, caf::infinite, what).then([to](const gatehouse::dispatched& reply) {
          *to = reply.reply;
        });
      },
      impl_->peers.upstreams, std::move(message), answer);
  return answer;
}

void stage::cancel(const connection_id& id, const call_id& call) {
  caf::anon_send(impl_->peers.upstreams, cancel_dispatch{{id}, call});
}

void stage::retire_connection(const connection_id& id) {
  caf::anon_send(impl_->peers.upstreams, retire{id});
}

void stage::change_roots(const session_id& session) {
  caf::anon_send(impl_->peers.upstreams, roots_changed{session});
}

void stage::leave(const session_id& session) {
  caf::anon_send(impl_->peers.upstreams, leave_lanes{session});
  run();
}

} // namespace gatehouse
