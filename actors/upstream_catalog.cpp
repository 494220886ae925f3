#include "actors/catalog_note.hpp"
#include "actors/upstream_runtime.hpp"
#include "actors/watchers.hpp"

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace gatehouse {

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
    return relist_own(message.what);
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

/// A session's own server is not listed before it says that something changed. What it offers by
/// then is its own affair, so all of it is fetched.
void upstream_runtime::relist_own(catalog_list what) {
  if (has_listed_own || !listing.empty())
    return relist(what);
  for (const auto each : all_catalog_lists)
    list(each);
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
  if (!which.is_shared()) {
    take_own_catalog();
  } else if (tools != failing.end()) {
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
  if (known)
    fresh->gone = tools_gone(*known, *fresh);
  record(note_of(*fresh, known.get(), failing, world->now()));
  const bool same = known && known->digest == fresh->digest;
  if (same && known->left_out == fresh->left_out) {
    if (put_off.empty())
      world->tools.note_listed(which.connection);
    return;
  }
  if (!known || known->left_out != fresh->left_out)
    tell_of_left_out(*fresh);
  world->tools.put(which.connection, fresh);
  if (!put_off.empty())
    world->tools.note_stale(which.connection);
  if (same)
    return;
  for (const auto what : {catalog_list::tools, catalog_list::prompts, catalog_list::resources})
    world->watching.list_changed(which.connection, what);
}

/// M-HTTP-31. Nobody else hears of a tool that is in no list.
void upstream_runtime::tell_of_left_out(const catalog& fresh) const {
  const auto from = world->current.find(which.connection);
  if (from && !fresh.left_out.empty())
    world->tell_operator(words_on_left_out(from->state.address, fresh.left_out));
}

/// What one session's server lists is for that session alone, and not on the connection's record.
/// Until all of it is known the session sees what everybody sees.
void upstream_runtime::take_own_catalog() {
  if (!failing.empty())
    return;
  has_listed_own = true;
  const auto seen = world->tools.find(which.connection, which.session);
  auto fresh = read_catalog(which.connection, hello, lists);
  fresh->generation = seen ? seen->generation + 1 : 1;
  if (seen && seen->digest == fresh->digest)
    return;
  world->tools.put_own(which.connection, which.session, std::move(fresh));
  tell_session_of_lists();
}

/// With its server goes what it listed.
void upstream_runtime::forget_own_catalog() {
  has_listed_own = false;
  lists = {};
  if (world->tools.erase_own(which.connection, which.session))
    tell_session_of_lists();
}

void upstream_runtime::tell_session_of_lists() {
  for (const auto what : {catalog_list::tools, catalog_list::prompts, catalog_list::resources})
    world->watching.list_changed(which.session, what);
}

void upstream_runtime::answer_catalogs(const outcome<std::shared_ptr<const catalog>>& result) {
  auto asked = std::exchange(wanted, {});
  for (auto& promise : asked)
    promise.deliver(catalog_reply{result});
}

} // namespace gatehouse
