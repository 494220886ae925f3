#include "actors/key_duties.hpp"

#include "actors/fold_stream.hpp"
#include "actors/journal_wait.hpp"
#include "actors/replacement_keys.hpp"
#include "storage/projections/directory_projection.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// Erases again what was sealed under the key of `user`, or everything if that is empty.
outcome<nothing> repeat_erasure(vault& keys, org::state& state, const user_id& user,
                                events_of<org>& events, unix_us now) {
  auto fresh = make_replacement_keys(keys, state, user);
  if (!fresh)
    return fresh.error();
  auto decided = decide<org>(state, erase_content{user, *fresh, now});
  if (!decided) {
    take_back(keys, *fresh);
    return decided.error();
  }
  for (auto& event : *decided) {
    evolve<org>(state, event);
    events.push_back(std::move(event));
  }
  return nothing{};
}

/// The record may be older than an erasure that the vault has carried out. `state` goes on with
/// `events`.
outcome<nothing> repeat_erasures(vault& keys, org::state& state, events_of<org>& events,
                                 unix_us now, const operator_log& log) {
  std::map<user_id, data_key_id> in_use{{{}, state.data_key}};
  in_use.insert(state.user_keys.begin(), state.user_keys.end());
  for (const auto& [user, key] : in_use) {
    auto fate = keys.fate_of(key);
    if (!fate)
      return fate.error();
    if (*fate != key_fate::destroyed)
      continue;
    if (auto done = repeat_erasure(keys, state, user, events, now); !done)
      return done;
    log("An erasure is repeated, for the data folder is from before it: of " +
        (user.empty() ? "everybody" : "the user " + user.value) + " of " + state.slug + ", key " +
        key.value);
    if (user.empty())
      break; // the organization's takes everybody's along
  }
  return nothing{};
}

/// Destroys what erased content was sealed under; the event says so.
outcome<nothing> finish_erasure(vault& keys, const org::state& state, events_of<org>& events,
                                unix_us now) {
  for (const auto& key : state.dying_keys)
    if (auto gone = keys.destroy_data_key(key); !gone)
      return gone;
  if (!state.dying_keys.empty())
    events.emplace_back(data_keys_destroyed{state.dying_keys, now});
  return nothing{};
}

outcome<nothing> give_keys(vault& keys, const org::state& state, events_of<org>& events,
                           unix_us now) {
  for (const auto& [user, member] : state.members) {
    if (state.user_keys.contains(user))
      continue;
    auto key = keys.create_data_key();
    if (!key)
      return key.error();
    events.emplace_back(data_key_set{user, *key, now});
  }
  return nothing{};
}

outcome<nothing> append_all(journal& log, const org_id& id, stream_version version,
                            const events_of<org>& events) {
  for (auto from = events.begin(); from != events.end();) {
    const auto count = std::min<std::ptrdiff_t>(events.end() - from, limits::batch_events_max);
    append_batch batch;
    batch.streams.push_back(part_of<org>(org::stream(id), version, {from, from + count}));
    batch.context.org = id;
    if (auto done = append_and_wait(log, std::move(batch)); !done)
      return done.error();
    version.value += static_cast<std::uint64_t>(count);
    from += count;
  }
  return nothing{};
}

outcome<nothing> do_duties_of_org(opened_folder& folder, const stream_id& stream, unix_us now,
                                  const operator_log& log) {
  auto one = fold_stream<org>(*folder.log, *folder.views, stream);
  if (!one.result)
    return one.result;
  events_of<org> events;
  auto done = repeat_erasures(*folder.keys, one.state, events, now, log);
  if (done)
    done = finish_erasure(*folder.keys, one.state, events, now);
  if (done)
    done = give_keys(*folder.keys, one.state, events, now);
  return done ? append_all(*folder.log, one.state.id, one.version, events) : done;
}

outcome<nothing> do_duties_of_connection(opened_folder& folder, const stream_id& stream) {
  auto one = fold_stream<connection>(*folder.log, *folder.views, stream);
  if (!one.result)
    return one.result;
  for (const auto& secret : one.state.erased)
    if (auto done = folder.keys->erase_secret(secret); !done)
      return done;
  return nothing{};
}

/// A rotation happens while nobody uses the folder, so the record learns of it now. A crash before
/// the vault has forgotten it leaves one that the record has already, which its id tells.
outcome<nothing> record_rotations(opened_folder& folder) {
  auto rotations = folder.keys->unrecorded_rotations();
  if (!rotations || rotations->empty())
    return rotations ? outcome<nothing>{nothing{}} : rotations.error();
  auto one = fold_stream<instance>(*folder.log, *folder.views, instance::stream());
  if (!one.result)
    return one.result;
  note_rotations what;
  for (const auto& [id, by_command, at] : *rotations)
    what.rotations.push_back(
        {id, by_command ? master_key_place::command : master_key_place::folder, at});
  auto events = decide<instance>(one.state, what);
  if (!events)
    return events.error();
  if (!events->empty()) {
    append_batch batch;
    batch.streams.push_back(part_of<instance>(instance::stream(), one.version, *events));
    batch.context.principal.value = "operator";
    if (auto done = append_and_wait(*folder.log, std::move(batch)); !done)
      return done.error();
  }
  return folder.keys->forget_rotations();
}

} // namespace

outcome<nothing> do_key_duties(opened_folder& folder, const clock_source& now,
                               const operator_log& log) {
  if (auto recorded = record_rotations(folder); !recorded)
    return recorded;
  auto streams = directory_streams(*folder.views);
  if (!streams)
    return streams.error();
  for (const auto& stream : *streams) {
    outcome<nothing> done = nothing{};
    if (stream.kind() == org::kind)
      done = do_duties_of_org(folder, stream, now(), log);
    else if (stream.kind() == connection::kind)
      done = do_duties_of_connection(folder, stream);
    if (!done)
      return done;
  }
  return nothing{};
}

} // namespace gatehouse
