#include "actors/upstreams.hpp"

#include <caf/delegated.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <optional>

namespace gatehouse {

namespace {

struct pool_state {
  using pointer = upstream_pool_actor::stateful_pointer<pool_state>;

  static inline const char* name = "upstream_pool";

  struct runtime {
    upstream_actor actor;
    std::shared_ptr<lane_use> use;
    caf::actor_clock::time_point last_used;
  };

  explicit pool_state(pointer self_pointer) : self(self_pointer) {}

  /// Returns the runtime of a lane; nothing when a new one would be one too many.
  std::optional<upstream_actor> reach(const lane& which) {
    auto found = live.find(which);
    if (found == live.end()) {
      if (!which.is_shared() && own_lanes >= limits::upstream_lanes_max)
        return std::nullopt;
      auto use = std::make_shared<lane_use>();
      auto actor =
          spawn_upstream(self->system(), world, directory, upstream_pool_actor{self}, which, use);
      own_lanes += which.is_shared() ? 0 : 1;
      found = live.emplace(which, runtime{std::move(actor), std::move(use), {}}).first;
    }
    found->second.last_used = self->clock().now();
    return found->second.actor;
  }

  caf::result<dispatched> on_dispatch(dispatch& message) {
    auto actor = reach(message.to);
    if (!actor)
      return dispatched{{upstream_reply::kind::not_sent, "", too_many()}};
    return self->delegate(*actor, std::move(message));
  }

  static std::string too_many() {
    return "The limit of " + std::to_string(limits::upstream_lanes_max) +
           " sessions' own clients is reached; end unused sessions.";
  }

  template <class Message> void pass(Message& message) {
    auto found = live.find(message.to);
    if (found != live.end())
      self->send(found->second.actor, std::move(message));
  }

  template <class Message> void tell_session(const Message& message) {
    for (const auto& [which, one] : live)
      if (which.session == message.session)
        self->send(one.actor, message);
  }

  /// Ends the runtimes for which `ends` holds.
  template <class Ends> void retire_where(Ends ends) {
    for (auto at = live.begin(); at != live.end();)
      if (ends(at->first, at->second)) {
        own_lanes -= at->first.is_shared() ? 0 : 1;
        self->send(at->second.actor, retire{at->first.connection});
        at = live.erase(at);
      } else {
        ++at;
      }
  }

  void retire_connection(const connection_id& id) {
    retire_where([&](const lane& which, const runtime&) { return which.connection == id; });
    world->tools.erase(id);
  }

  /// A session's own client that nobody has used for long is let go: the next call connects anew.
  void on_tick() {
    const auto now = self->clock().now();
    retire_where([&](const lane& which, const runtime& one) {
      return !which.is_shared() && one.use->in_hand == 0 && one.use->watched == 0 &&
             now - one.last_used >= limits::upstream_lane_idle;
    });
    self->delayed_send(self, sweep_pause, lanes_tick{});
  }

  void end() {
    retire_where([](const lane&, const runtime&) { return true; });
    self->quit();
  }

  static constexpr std::chrono::seconds sweep_pause{60};

  pointer self;
  std::shared_ptr<const deps> world;
  directory_actor directory;
  std::map<lane, runtime> live;
  std::size_t own_lanes = 0;
};

upstream_pool_actor::behavior_type pool_behavior(pool_state::pointer self,
                                                 const std::shared_ptr<const deps>& world,
                                                 const directory_actor& directory) {
  self->state.world = world;
  self->state.directory = directory;
  self->delayed_send(self, pool_state::sweep_pause, lanes_tick{});
  return {
      [self](const get_catalog& message) {
        return self->delegate(*self->state.reach({message.connection}), message);
      },
      [self](dispatch& message) { return self->state.on_dispatch(message); },
      [self](cancel_dispatch& message) { self->state.pass(message); },
      [self](answer_upstream& message) { self->state.pass(message); },
      [self](const set_lane_level& message) { self->state.tell_session(message); },
      [self](const roots_changed& message) { self->state.tell_session(message); },
      [self](const leave_lanes& message) {
        self->state.retire_where(
            [&](const lane& which, const auto&) { return which.session == message.session; });
      },
      [self](const retire& message) { self->state.retire_connection(message.connection); },
      [self](lanes_tick) { self->state.on_tick(); },
      [self](shut_down) { self->state.end(); },
  };
}

} // namespace

upstream_pool_actor spawn_upstream_pool(caf::actor_system& system,
                                        const std::shared_ptr<const deps>& world,
                                        const directory_actor& directory) {
  return system.spawn(pool_behavior, world, directory);
}

} // namespace gatehouse
