#include "actors/directory.hpp"

#include "actors/aggregate_actor.hpp"
#include "actors/session_expiry.hpp"
#include "actors/watchers.hpp"

#include <caf/delegated.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <tuple>
#include <unordered_map>

namespace gatehouse {

namespace {

/// The live aggregates of one kind, by stream.
template <aggregate A> struct live_streams {
  struct entry {
    aggregate_actor<A> actor;
    std::uint64_t forwarded = 0; ///< messages passed on; compared with what the actor received
  };

  std::unordered_map<std::string, entry> by_stream;
};

struct directory_state {
  using pointer = directory_actor::stateful_pointer<directory_state>;

  static inline const char* name = "directory";

  explicit directory_state(pointer self_pointer) : self(self_pointer) {}

  template <aggregate A> aggregate_actor<A> reach(const stream_id& stream, bool fresh) {
    auto& live = std::get<live_streams<A>>(kinds).by_stream;
    auto found = live.find(stream.value);
    if (found == live.end()) {
      auto actor =
          self->spawn(aggregate_behavior<A>, world, directory_actor{self}, loader, stream, fresh);
      found = live.emplace(stream.value, typename live_streams<A>::entry{actor, 0}).first;
      world->counters.live_actors.add(1);
    }
    ++found->second.forwarded;
    return found->second.actor;
  }

  template <aggregate A> caf::delegated<submitted<A>> pass_on(submit<A>& message) {
    if constexpr (std::is_same_v<A, session>)
      expiry.touch(message.stream.key(), self->clock().now());
    auto actor = reach<A>(message.stream, message.fresh);
    return self->delegate(actor, std::move(message));
  }

  template <aggregate A> caf::delegated<prepared> pass_on(prepare<A>& message) {
    auto actor = reach<A>(message.stream, false);
    return self->delegate(actor, std::move(message));
  }

  caf::result<settled> pass_on(const settle& message) {
    auto kind = message.stream.kind();
    if (kind == instance::kind)
      return self->delegate(reach<instance>(message.stream, false), message);
    if (kind == org::kind)
      return self->delegate(reach<org>(message.stream, false), message);
    if (kind == toolkit::kind)
      return self->delegate(reach<toolkit>(message.stream, false), message);
    if (kind == connection::kind)
      return self->delegate(reach<connection>(message.stream, false), message);
    return self->delegate(reach<session>(message.stream, false), message);
  }

  /// Lets an idle actor go unless a message to it is still under way.
  template <aggregate A> void let_go(const may_leave& message) {
    if (message.stream.kind() != A::kind)
      return;
    auto& live = std::get<live_streams<A>>(kinds).by_stream;
    auto found = live.find(message.stream.value);
    if (found == live.end() || found->second.forwarded != message.received)
      return;
    self->send(found->second.actor, leave{});
    live.erase(found);
    world->counters.live_actors.add(-1);
  }

  /// Closes the sessions that were idle for too long. It does not pass through pass_on(): that
  /// would count as a use.
  void sweep() {
    const auto now = self->clock().now();
    for (const auto& id : expiry.take_expired(now, world->session_expiry)) {
      submit<session> close{
          session::stream(id), close_session{{}, close_reason::idle, world->now()}, {}, {}};
      close.context.session = id;
      auto put_back = [this, id, now] { expiry.put_back(id, now - world->session_expiry); };
      self->request(reach<session>(close.stream, false), caf::infinite, close)
          .then(
              [this, id, put_back](const submitted<session>& reply) {
                if (reply.result)
                  world->watching.forget(id);
                else if (closable_later(reply.result.error()))
                  put_back();
              },
              [put_back](const caf::error&) { put_back(); });
    }
    self->delayed_send(self, session_expiry_table::sweep_interval, sweep_tick{});
  }

  /// A session that was closed before needs no other sweep, and a journal that failed gets one from
  /// the next process.
  static bool closable_later(const failure& why) {
    return why.code != errc::session_not_found && why.code != errc::journal_failed;
  }

  void end() {
    auto end_kind = [this](auto& kind) {
      for (auto& [stream, entry] : kind.by_stream)
        self->send_exit(entry.actor, caf::exit_reason::user_shutdown);
    };
    std::apply([&](auto&... kind) { (end_kind(kind), ...); }, kinds);
    self->quit();
  }

  pointer self;
  std::shared_ptr<const deps> world;
  loader_actor loader;
  std::tuple<live_streams<instance>, live_streams<org>, live_streams<toolkit>,
             live_streams<connection>, live_streams<session>>
      kinds;
  session_expiry_table expiry;
};

directory_actor::behavior_type directory_behavior(directory_state::pointer self,
                                                  const std::shared_ptr<const deps>& world,
                                                  const loader_actor& loader,
                                                  const std::vector<session_id>& open_sessions) {
  self->state.world = world;
  self->state.loader = loader;
  for (const auto& id : open_sessions)
    self->state.expiry.touch(id.value, self->clock().now());
  self->delayed_send(self, session_expiry_table::sweep_interval, sweep_tick{});
  auto& state = self->state;
  return {
      [&state](const settle& message) { return state.pass_on(message); },
      [&state](const may_leave& message) {
        std::apply([&](auto... a) { (state.let_go<decltype(a)>(message), ...); }, all_aggregates{});
      },
      [&state](sweep_tick) { state.sweep(); },
      [&state](shut_down) { state.end(); },
      [&state](submit<instance>& message) { return state.pass_on(message); },
      [&state](prepare<instance>& message) { return state.pass_on(message); },
      [&state](submit<org>& message) { return state.pass_on(message); },
      [&state](prepare<org>& message) { return state.pass_on(message); },
      [&state](submit<toolkit>& message) { return state.pass_on(message); },
      [&state](prepare<toolkit>& message) { return state.pass_on(message); },
      [&state](submit<connection>& message) { return state.pass_on(message); },
      [&state](prepare<connection>& message) { return state.pass_on(message); },
      [&state](submit<session>& message) { return state.pass_on(message); },
      [&state](prepare<session>& message) { return state.pass_on(message); },
  };
}

} // namespace

directory_actor spawn_directory(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                                const loader_actor& loader, std::vector<session_id> open_sessions) {
  return system.spawn(directory_behavior, world, loader, std::move(open_sessions));
}

} // namespace gatehouse
