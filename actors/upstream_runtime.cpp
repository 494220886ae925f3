#include "actors/upstream_runtime.hpp"

#include "actors/tool_json.hpp"
#include "actors/upstream_target.hpp"
#include "actors/watchers.hpp"

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace gatehouse {

namespace {

/// What a shared client declares whose server's questions can be told apart by their call.
constexpr std::string_view every_question =
    R"({"elicitation":{"form":{},"url":{}},"roots":{},"sampling":{"tools":{}}})";

} // namespace

void upstream_runtime::begin(const std::shared_ptr<const deps>& with, const directory_actor& to,
                             const upstream_pool_actor& from, const lane& mine,
                             const std::shared_ptr<lane_use>& used) {
  world = with;
  directory = to;
  pool = from;
  which = mine;
  use = used;
  if (!which.is_shared())
    level = world->watching.log_level(which.session);
}

// -- connecting -----------------------------------------------------------------------------------

void upstream_runtime::connect() {
  auto one = world->current.find(which.connection);
  if (!one || !one->state.live())
    return fail({errc::not_found, "The connection was removed."});
  auto target = resolve_target(one->state, world->keys, world->upstream_nets);
  if (!target)
    return fail(target.error());
  if (auto known = world->tools.find(which.connection))
    target->era = known->hello.era; // probed once, remembered
  if (!which.capabilities.empty())
    target->capabilities = which.capabilities;
  else if (one->state.config.sharing == client_sharing::shared && !target->url.empty())
    target->capabilities = every_question; // over HTTP it shows to which call one belongs
  where = phase::connecting;
  if (which.is_shared())
    world->tools.note_connecting(which.connection, true);
  world->counters.upstream_connects.add();
  doubtful_since.reset();
  link.emplace(world, upstream_actor{self}, ++epoch, which.connection, *std::move(target));
}

void upstream_runtime::on_opened(const upstream_opened& message) {
  if (message.epoch != epoch)
    return;
  if (!message.result)
    return fail(message.result.error());
  hello = *message.result;
  if (!level.empty() && offers(hello.capabilities, "logging") && hello.era == server_era::sessions)
    link->set_log_level(level);
  for (const auto& [uri, who] : watchers_of)
    link->watch({}, uri, true); // the former client's subscriptions went with it
  failing.clear();
  if (!which.is_shared())
    return become_ready();
  for (const auto what : all_catalog_lists)
    list(what);
}

void upstream_runtime::become_ready() {
  where = phase::ready;
  if (which.is_shared())
    world->tools.note_connecting(which.connection, false);
  run_waiting();
}

void upstream_runtime::on_closed(const upstream_closed& message) {
  if (message.epoch == epoch)
    fail({errc::upstream_unavailable, message.reason});
}

/// The client is of no use any more: what waits is refused, the next request connects anew. Calls
/// that run are answered by the client itself.
void upstream_runtime::fail(const failure& why) {
  if (where == phase::connecting)
    rest = {why, self->clock().now() + limits::upstream_retry_delay};
  world->counters.upstream_failures.add();
  note_failure(why);
  disconnect(why);
}

/// Calls that wait to be sent again are not lost with the client they failed on.
void upstream_runtime::disconnect(const failure& why) {
  const bool was_connecting = where == phase::connecting;
  where = phase::idle;
  listing.clear();
  changed_again.clear();
  put_off.clear();
  if (which.is_shared())
    world->tools.note_connecting(which.connection, false);
  else
    forget_own_catalog();
  link.reset();
  ++epoch;
  answer_catalogs(why);
  auto lost = std::exchange(waiting, {});
  for (auto& one : lost)
    if (one.again && !was_connecting && !retired)
      waiting.push_back(std::move(one));
    else
      one.promise.deliver(dispatched{{upstream_reply::kind::not_sent, "", why.detail}});
  count();
}

/// After a failed attempt the next one waits a little, so that a broken server is not hammered
/// and whoever asks gets the answer at once.
bool upstream_runtime::is_paused() const {
  return self->clock().now() < rest.until;
}

void upstream_runtime::on_retire() {
  retired = true;
  disconnect(closed());
  quit_if_retired();
}

/// Ends the actor once the client has answered for the calls that run: nobody else would.
void upstream_runtime::quit_if_retired() {
  if (retired && running.empty())
    self->quit();
}

failure upstream_runtime::closed() {
  return {errc::upstream_unavailable, "The connection was closed."};
}

void upstream_runtime::note_failure(const failure& why) {
  record(note_health{false, std::string{to_string(why.code)}, world->now()});
}

void upstream_runtime::record(connection::command what) {
  auto one = world->current.find(which.connection);
  if (!one || !one->state.live())
    return;
  submit<connection> message{connection::stream(which.connection), std::move(what), {}, {}};
  message.context.org = one->state.org;
  caf::anon_send(directory, std::move(message));
}

} // namespace gatehouse
