#pragma once

#include "actors/actors.hpp"
#include "actors/aggregate_core.hpp"
#include "actors/deps.hpp"
#include "storage/codec.hpp"

#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <type_traits>

namespace gatehouse {

/// The states that others may read without asking: all but the sessions'.
template <aggregate A> inline constexpr bool is_published = !std::is_same_v<A, session>;

/// The one generic actor around every aggregate; the domain is in `A`, the bookkeeping in the core.
template <aggregate A> struct aggregate_state {
  using pointer = typename aggregate_actor<A>::template stateful_pointer<aggregate_state<A>>;

  static inline const char* name = A::kind.data();

  aggregate_state(pointer self_pointer) : self(self_pointer) {}

  void open(const std::shared_ptr<const deps>& injected, directory_actor home, loader_actor reader,
            stream_id name_of_stream, bool fresh) {
    world = injected;
    directory = std::move(home);
    loader = std::move(reader);
    stream = std::move(name_of_stream);
    core.emplace(
        [this](append_batch batch, std::uint64_t ticket) { append(std::move(batch), ticket); },
        [this](const typename A::state& s, stream_version v) { publish(s, v); });
    last_used = self->clock().now();
    if (fresh)
      core->start({}, {});
    else
      reload();
  }

  void reload() {
    loading = true;
    self->request(loader, caf::infinite, load<A>{stream}).then([this](const loaded<A>& one) {
      loading = false;
      if (!one.result)
        return core->fail_waiting(one.result.error());
      snapshot_at = one.version;
      core->start(one.state, one.version);
    });
  }

  caf::result<submitted<A>> on_submit(submit<A>& message) {
    touch();
    auto promise = self->template make_response_promise<submitted<A>>();
    core->submit(std::move(message), [promise](outcome<receipt<A>> result) mutable {
      promise.deliver(submitted<A>{std::move(result)});
    });
    load_if_missing();
    return promise;
  }

  caf::result<prepared> on_prepare(prepare<A>& message) {
    touch();
    auto promise = self->template make_response_promise<prepared>();
    core->prepare(std::move(message), [promise](outcome<stream_append> part) mutable {
      promise.deliver(prepared{std::move(part)});
    });
    load_if_missing();
    return promise;
  }

  settled on_settle(const settle& message) {
    touch();
    core->settle(message.appended);
    return {};
  }

  void on_committed(const committed& message) {
    if (!core->committed(message.ticket, message.result))
      reload();
  }

  void on_idle_tick() {
    if (core->idle() && self->clock().now() - last_used >= world->session_passivation)
      self->send(directory, may_leave{stream, received});
    self->delayed_send(self, world->session_passivation, idle_tick{});
  }

  void on_leave() {
    if (core->version().value >= snapshot_at.value + snapshot_events_min)
      self->send(loader, save_snapshot{stream, core->version(), A::snapshot_version,
                                       encode_fields(core->state())});
    self->quit();
  }

private:
  /// Below this many new events a snapshot saves less than it costs.
  static constexpr std::uint64_t snapshot_events_min = 64;

  /// A stream that could not be loaded is tried again by the next command.
  void load_if_missing() {
    if (!core->ready() && !loading)
      reload();
  }

  void touch() {
    last_used = self->clock().now();
    ++received;
  }

  void append(append_batch batch, std::uint64_t ticket) {
    auto me = caf::actor_cast<aggregate_actor<A>>(self);
    world->log.append(std::move(batch), [me, ticket](outcome<append_receipt> result) {
      caf::anon_send(me, committed{ticket, std::move(result)});
    });
  }

  void publish(const typename A::state& state, stream_version version) {
    if constexpr (is_published<A>) {
      const auto put = [&] {
        world->current.publish(stream,
                               std::make_shared<const versioned<A>>(versioned<A>{state, version}));
      };
      if constexpr (requires { world->watching.changed(state, state); }) {
        const auto before = world->current.find(state.id);
        put();
        if (before)
          world->watching.changed(before->state, state);
      } else {
        put();
      }
    }
  }

public:
  pointer self;
  std::shared_ptr<const deps> world;
  directory_actor directory;
  loader_actor loader;
  stream_id stream;
  std::optional<aggregate_core<A>> core;
  bool loading = false;
  stream_version snapshot_at;
  caf::actor_clock::time_point last_used;
  std::uint64_t received = 0;
};

template <aggregate A>
typename aggregate_actor<A>::behavior_type
aggregate_behavior(typename aggregate_state<A>::pointer self,
                   const std::shared_ptr<const deps>& world, const directory_actor& directory,
                   const loader_actor& loader, const stream_id& stream, bool fresh) {
  self->state.open(world, directory, loader, stream, fresh);
  self->delayed_send(self, world->session_passivation, idle_tick{});
  return {
      [self](submit<A>& message) { return self->state.on_submit(message); },
      [self](prepare<A>& message) { return self->state.on_prepare(message); },
      [self](const settle& message) { return self->state.on_settle(message); },
      [self](const committed& message) { self->state.on_committed(message); },
      [self](idle_tick) { self->state.on_idle_tick(); },
      [self](leave) { self->state.on_leave(); },
  };
}

} // namespace gatehouse
