#include "actors/transaction.hpp"

#include "actors/spawn.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

namespace gatehouse {

namespace {

struct transaction_state {
  using pointer = caf::stateful_actor<transaction_state>*;

  static inline const char* name = "transaction";

  void prepare_next(pointer self) {
    if (batch.streams.size() == parts.size())
      return append(self);
    std::visit(
        [&](const auto& part) {
          self->request(directory, caf::infinite, part)
              .then(
                  [this, self](const prepared& reply) { on_prepared(self, reply); },
                  [this, self](const caf::error&) {
                    settle_all(self, false, failure{errc::internal, "An aggregate's actor ended."});
                  });
        },
        parts[batch.streams.size()]);
  }

  void on_prepared(pointer self, const prepared& reply) {
    if (!reply.part)
      return settle_all(self, false, reply.part.error());
    batch.streams.push_back(*reply.part);
    prepare_next(self);
  }

  void append(pointer self) {
    auto writing = batch;
    std::erase_if(writing.streams, [](const stream_append& part) { return part.events.empty(); });
    if (writing.streams.empty())
      return settle_all(self, true, nothing{});
    auto me = caf::actor_cast<caf::actor>(self);
    world->log.append(std::move(writing), [me](outcome<append_receipt> result) {
      caf::anon_send(me, committed{0, std::move(result)});
    });
  }

  void on_committed(pointer self, const committed& message) {
    bool appended = static_cast<bool>(message.result);
    settle_all(self, appended, appended ? outcome<nothing>{nothing{}} : message.result.error());
  }

  /// Lets every prepared aggregate go on; acknowledges once all have, so that what changed is in
  /// force.
  void settle_all(pointer self, bool appended, outcome<nothing> result) {
    auto left = std::make_shared<std::size_t>(batch.streams.size() + 1);
    auto one_less = [this, self, left, result] {
      if (--*left > 0)
        return;
      done(result);
      self->quit();
    };
    for (const auto& part : batch.streams)
      self->request(directory, caf::infinite, settle{part.stream, appended})
          .then([one_less](settled) { one_less(); }, [one_less](const caf::error&) { one_less(); });
    one_less();
  }

  std::shared_ptr<const deps> world;
  directory_actor directory;
  std::vector<transaction_part> parts;
  append_batch batch;
  std::function<void(outcome<nothing>)> done;
};

} // namespace

void spawn_transaction(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                       const directory_actor& directory, std::vector<transaction_part> parts,
                       record_context context, std::function<void(outcome<nothing>)> done) {
  spawn_from_anywhere(
      system,
      [](transaction_state::pointer self, const std::shared_ptr<const deps>& with,
         const directory_actor& through, const std::vector<transaction_part>& what,
         const record_context& about,
         const std::function<void(outcome<nothing>)>& then) -> caf::behavior {
        auto& state = self->state;
        state.world = with;
        state.directory = through;
        state.parts = what;
        state.batch.context = about;
        state.done = then;
        state.prepare_next(self);
        return {[&state, self](const committed& message) { state.on_committed(self, message); }};
      },
      world, directory, std::move(parts), std::move(context), std::move(done));
}

} // namespace gatehouse
