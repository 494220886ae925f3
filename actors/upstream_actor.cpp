#include "actors/tool_json.hpp"
#include "actors/upstream_link.hpp"
#include "actors/upstream_target.hpp"
#include "actors/upstreams.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"

#include <caf/response_promise.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <map>
#include <optional>

namespace gatehouse {

namespace {

/// The runtime of one connection. It connects when first asked, keeps the catalog fresh while the
/// server says that it changed, and connects again when it is asked after a failure.
struct upstream_state {
  using pointer = upstream_actor::stateful_pointer<upstream_state>;

  static inline const char* name = "upstream";

  enum class phase : std::uint8_t { idle, connecting, ready };

  struct pause {
    failure why{errc::upstream_unavailable, ""};
    caf::actor_clock::time_point until{};
  };

  struct waiting_call {
    dispatch message;
    caf::typed_response_promise<dispatched> promise;
  };

  explicit upstream_state(pointer self_pointer) : self(self_pointer) {}

  ~upstream_state() { load->in_hand = 0; }

  // -- connecting ---------------------------------------------------------------------------------

  void connect() {
    auto one = world->current.find(id);
    if (!one || !one->state.live())
      return fail({errc::not_found, "The connection was removed."});
    auto target = resolve_target(one->state, world->keys);
    if (!target)
      return fail(target.error());
    where = phase::connecting;
    world->counters.upstream_connects.add();
    link.emplace(world, upstream_actor{self}, ++epoch, *std::move(target));
  }

  void on_opened(const upstream_opened& message) {
    if (message.epoch != epoch)
      return;
    if (!message.result)
      return fail(message.result.error());
    hello = *message.result;
    listing = true;
    link->list_tools();
  }

  void on_listed(upstream_listed& message) {
    if (message.epoch != epoch)
      return;
    listing = false;
    if (!message.result && where == phase::connecting)
      return fail(message.result.error());
    where = phase::ready;
    if (message.result) {
      take_catalog(*message.result);
      answer_catalogs(world->tools.find(id));
    } else {
      note_failure(message.result.error());
      answer_catalogs(message.result.error());
    }
    run_waiting();
    if (changed_again)
      on_changed({epoch});
  }

  void on_changed(const upstream_changed& message) {
    if (message.epoch != epoch || (where != phase::ready && !listing))
      return;
    changed_again = listing;
    if (listing)
      return;
    listing = true;
    link->list_tools();
  }

  void on_closed(const upstream_closed& message) {
    if (message.epoch == epoch)
      fail({errc::upstream_unavailable, message.reason});
  }

  /// The client is of no use any more: what waits is refused, the next request connects anew. Calls
  /// that run are answered by the client itself.
  void fail(const failure& why) {
    if (where == phase::connecting)
      rest = {why, self->clock().now() + limits::upstream_retry_delay};
    world->counters.upstream_failures.add();
    note_failure(why);
    disconnect(why);
  }

  void disconnect(const failure& why) {
    where = phase::idle;
    listing = changed_again = false;
    link.reset();
    ++epoch;
    answer_catalogs(why);
    auto lost = std::exchange(waiting, {});
    for (auto& one : lost)
      one.promise.deliver(dispatched{{upstream_reply::kind::not_sent, "", why.detail}});
    count();
  }

  /// After a failed attempt the next one waits a little, so that a broken server is not hammered
  /// and whoever asks gets the answer at once.
  bool resting() const { return where == phase::idle && self->clock().now() < rest.until; }

  // -- the catalog --------------------------------------------------------------------------------

  void take_catalog(const std::vector<upstream_item>& tools) {
    auto fresh = std::make_shared<catalog>();
    fresh->connection = id;
    fresh->hello = hello;
    std::string all;
    note_catalog note{
        hello.protocol_version, hello.server_name, hello.server_version, {}, {}, world->now()};
    for (const auto& tool : tools) {
      auto document =
          json_document::parse(tool.json, {limits::catalog_bytes_max, limits::json_depth_max});
      auto digest = sha256(document ? canonical_json(document->root()) : tool.json);
      all.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
      fresh->tools.push_back({tool.name, tool.json, digest, asks_for_approval(tool.json)});
      note.tools.push_back({tool.name, digest});
    }
    fresh->digest = note.digest = sha256(all);
    auto known = world->tools.find(id);
    bool same = known && known->digest == fresh->digest;
    fresh->generation = known ? known->generation + 1 : 1;
    if (!same)
      world->tools.put(id, std::move(fresh));
    record(std::move(note));
  }

  void note_failure(const failure& why) {
    record(note_health{false, std::string{to_string(why.code)}, world->now()});
  }

  void record(connection::command what) {
    auto one = world->current.find(id);
    if (!one || !one->state.live())
      return;
    submit<connection> message{connection::stream(id), std::move(what), {}, {}};
    message.context.org = one->state.org;
    caf::anon_send(directory, std::move(message));
  }

  void answer_catalogs(outcome<std::shared_ptr<const catalog>> result) {
    auto asked = std::exchange(wanted, {});
    for (auto& promise : asked)
      promise.deliver(catalog_reply{result});
  }

  caf::result<catalog_reply> on_get_catalog(const get_catalog& message) {
    if (retired)
      return catalog_reply{closed()};
    auto known = world->tools.find(id);
    if (known && where == phase::ready && !message.relist)
      return catalog_reply{known};
    if (resting() && !message.relist)
      return catalog_reply{rest.why};
    auto promise = self->make_response_promise<catalog_reply>();
    wanted.push_back(promise);
    if (where == phase::idle)
      connect();
    else if (where == phase::ready)
      on_changed({epoch});
    return promise;
  }

  // -- calls --------------------------------------------------------------------------------------

  caf::result<dispatched> on_dispatch(dispatch& message) {
    auto promise = self->make_response_promise<dispatched>();
    if (auto why = unable()) {
      promise.deliver(dispatched{{upstream_reply::kind::not_sent, "", *why}});
      return promise;
    }
    waiting.push_back({std::move(message), promise});
    if (where == phase::idle)
      connect();
    else
      run_waiting();
    count();
    return promise;
  }

  /// Returns why a call cannot even wait, if so.
  std::optional<std::string> unable() const {
    if (retired)
      return closed().detail;
    if (waiting.size() >= limits::waiting_per_connection_max)
      return "Too many calls wait for this connection.";
    if (resting())
      return rest.why.detail;
    return std::nullopt;
  }

  void run_waiting() {
    while (where == phase::ready && !waiting.empty() &&
           running.size() < limits::running_per_connection_max) {
      auto next = std::move(waiting.front());
      waiting.pop_front();
      running.emplace(next.message.call, next.promise);
      link->call(next.message.call, std::move(next.message.request));
    }
  }

  void on_answered(upstream_answered& message) {
    auto found = running.find(message.call);
    if (found == running.end())
      return;
    found->second.deliver(dispatched{std::move(message.reply)});
    running.erase(found);
    run_waiting();
    count();
    quit_if_retired();
  }

  void on_cancel(const cancel_dispatch& message) {
    if (running.contains(message.call) && link)
      return link->cancel(message.call);
    std::erase_if(waiting, [&](waiting_call& one) {
      bool mine = one.message.call == message.call;
      if (mine)
        one.promise.deliver(
            dispatched{{upstream_reply::kind::cancelled, "", "Cancelled before it was sent."}});
      return mine;
    });
    count();
  }

  void count() { load->in_hand = static_cast<std::uint32_t>(running.size() + waiting.size()); }

  /// Ends the client, and the actor once the client has answered for the calls that run: nobody
  /// else would.
  void on_retire() {
    retired = true;
    disconnect(closed());
    quit_if_retired();
  }

  void quit_if_retired() {
    if (retired && running.empty())
      self->quit();
  }

  static failure closed() { return {errc::upstream_unavailable, "The connection was closed."}; }

  pointer self;
  std::shared_ptr<const deps> world;
  directory_actor directory;
  connection_id id;
  std::shared_ptr<connection_load> load;
  phase where = phase::idle;
  pause rest;
  std::uint64_t epoch = 0;
  std::optional<upstream_link> link;
  upstream_hello hello;
  bool listing = false;
  bool changed_again = false;
  bool retired = false;
  std::vector<caf::typed_response_promise<catalog_reply>> wanted;
  std::deque<waiting_call> waiting;
  std::map<call_id, caf::typed_response_promise<dispatched>> running;
};

upstream_actor::behavior_type upstream_behavior(upstream_state::pointer self,
                                                const std::shared_ptr<const deps>& world,
                                                const directory_actor& directory,
                                                const connection_id& id) {
  auto& state = self->state;
  state.world = world;
  state.directory = directory;
  state.id = id;
  state.load = world->tools.load_of(id);
  return {
      [&state](const get_catalog& message) { return state.on_get_catalog(message); },
      [&state](dispatch& message) { return state.on_dispatch(message); },
      [&state](const cancel_dispatch& message) { state.on_cancel(message); },
      [&state](const upstream_opened& message) { state.on_opened(message); },
      [&state](upstream_listed& message) { state.on_listed(message); },
      [&state](const upstream_changed& message) { state.on_changed(message); },
      [&state](const upstream_closed& message) { state.on_closed(message); },
      [&state](upstream_answered& message) { state.on_answered(message); },
      [&state](const retire&) { state.on_retire(); },
  };
}

} // namespace

upstream_actor spawn_upstream(caf::actor_system& system, const std::shared_ptr<const deps>& world,
                              const directory_actor& directory, const connection_id& id) {
  return system.spawn(upstream_behavior, world, directory, id);
}

} // namespace gatehouse
