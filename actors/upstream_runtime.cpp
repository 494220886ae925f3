#include "actors/upstream_runtime.hpp"

#include "actors/catalog_note.hpp"
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

upstream_runtime::~upstream_runtime() {
  if (load)
    load->in_hand -= counted;
}

void upstream_runtime::begin(const std::shared_ptr<const deps>& with, const directory_actor& to,
                             const upstream_pool_actor& from, const lane& mine,
                             const std::shared_ptr<lane_use>& used) {
  world = with;
  directory = to;
  pool = from;
  which = mine;
  use = used;
  load = world->tools.load_of(which.connection);
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
  link.emplace(world, upstream_actor{self}, ++epoch, *std::move(target));
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
  if (!which.is_shared())
    return become_ready();
  failing.clear();
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

// -- the catalog ----------------------------------------------------------------------------------

caf::result<catalog_reply> upstream_runtime::on_get_catalog(const get_catalog& message) {
  if (retired)
    return catalog_reply{closed()};
  if (message.heard && where != phase::idle) {
    on_changed({epoch, *message.heard});
    return catalog_reply{world->tools.find(which.connection)};
  }
  auto known = world->tools.find(which.connection);
  if (known && where == phase::ready && !message.relist)
    return catalog_reply{known};
  if (where == phase::idle && is_paused() && !message.relist)
    return catalog_reply{rest.why};
  auto promise = self->make_response_promise<catalog_reply>();
  wanted.push_back(promise);
  if (where == phase::idle)
    connect();
  else if (where == phase::ready)
    for (const auto what : all_catalog_lists)
      relist(what);
  return promise;
}

void upstream_runtime::list(catalog_list what) {
  listing.insert(what);
  link->list(what);
}

/// What a server says may cost it a listing and us an event, so it may say it only so often; what
/// it said beyond that is put off, not forgotten.
void upstream_runtime::on_changed(const upstream_changed& message) {
  if (message.epoch != epoch || (where != phase::ready && listing.empty()))
    return;
  if (message.put_off)
    put_off.erase(message.what);
  if (!may_relist(message.what))
    return;
  if (!which.is_shared()) {
    caf::anon_send(pool, get_catalog{which.connection, true, message.what});
    return;
  }
  if (where == phase::ready && !listing.contains(message.what)) {
    world->tools.note_stale(which.connection);
    record(note_invalidated{part_of(message.what), world->now()});
  }
  relist(message.what);
}

bool upstream_runtime::may_relist(catalog_list what) {
  if (changed_again.contains(what) || put_off.contains(what))
    return false; // it is going to be listed
  const auto wait = budget.take(self->clock().now());
  if (wait == relist_budget::duration::zero())
    return true;
  if (which.is_shared())
    world->tools.note_stale(which.connection);
  put_off.insert(what);
  self->delayed_send(self, wait, upstream_changed{epoch, what, true});
  return false;
}

void upstream_runtime::relist(catalog_list what) {
  if (listing.contains(what))
    changed_again.insert(what);
  else
    list(what);
}

/// Without its tools a connection is of no use; any other list may fail alone.
void upstream_runtime::on_listed(upstream_listed& message) {
  if (message.epoch != epoch)
    return;
  listing.erase(message.what);
  failing.erase(message.what);
  if (message.result)
    lists[static_cast<std::size_t>(message.what)] = *std::move(message.result);
  else
    failing.emplace(message.what, message.result.error());
  if (listing.empty())
    all_listed();
}

void upstream_runtime::all_listed() {
  const auto tools = failing.find(catalog_list::tools);
  if (tools != failing.end() && where == phase::connecting)
    return fail(failure{tools->second});
  if (tools != failing.end()) {
    record(note_failed_listing{std::string{to_string(tools->second.code)}, world->now()});
    note_failure(tools->second);
    answer_catalogs(tools->second);
  } else {
    take_catalog();
    answer_catalogs(world->tools.find(which.connection));
  }
  become_ready();
  for (const auto what : std::exchange(changed_again, {}))
    list(what);
}

void upstream_runtime::take_catalog() {
  const auto known = world->tools.find(which.connection);
  auto fresh = read_catalog(which.connection, hello, lists);
  fresh->generation = known ? known->generation + 1 : 1;
  record(note_of(*fresh, known.get(), failing, world->now()));
  if (known && known->digest == fresh->digest) {
    if (put_off.empty())
      world->tools.note_listed(which.connection);
    return;
  }
  world->tools.put(which.connection, fresh);
  if (!put_off.empty())
    world->tools.note_stale(which.connection);
  for (const auto what : {catalog_list::tools, catalog_list::prompts, catalog_list::resources})
    world->watching.list_changed(which.connection, what);
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

void upstream_runtime::answer_catalogs(const outcome<std::shared_ptr<const catalog>>& result) {
  auto asked = std::exchange(wanted, {});
  for (auto& promise : asked)
    promise.deliver(catalog_reply{result});
}

} // namespace gatehouse
