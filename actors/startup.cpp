#include "actors/startup.hpp"

#include "actors/credentials.hpp"
#include "actors/fold_stream.hpp"
#include "actors/journal_wait.hpp"
#include "actors/key_check.hpp"
#include "actors/key_duties.hpp"
#include "storage/archive/cut_log.hpp"
#include "storage/crypto/random.hpp"
#include "storage/projections/all.hpp"
#include "storage/projections/directory_projection.hpp"
#include "storage/projections/session_projection.hpp"

#include <filesystem>

namespace gatehouse {

namespace {

/// A day: folding a very large journal into empty views takes long, and there is no use in giving
/// up.
constexpr std::chrono::hours catch_up_patience{24};

/// An admitted call without an end ran when the process ended: its outcome is unknown.
outcome<nothing> interrupt_open_calls(opened_folder& folder, const clock_source& now) {
  auto sessions = sessions_with_open_calls(*folder.views);
  if (!sessions)
    return sessions.error();
  for (const auto& id : *sessions) {
    auto stream = session::stream(id);
    auto one = fold_stream<session>(*folder.log, *folder.views, stream);
    if (!one.result)
      return one.result;
    auto events = decide<session>(one.state, interrupt_calls{now()});
    if (!events || events->empty())
      continue;
    append_batch batch;
    batch.streams.push_back(part_of<session>(stream, one.version, *events));
    batch.context.org = one.state.bearer.org;
    batch.context.session = id;
    batch.context.principal = one.state.bearer.principal;
    if (auto done = append_and_wait(*folder.log, std::move(batch)); !done)
      return done.error();
  }
  return nothing{};
}

outcome<nothing> create_instance_if_missing(opened_folder& folder, const clock_source& now) {
  auto one = fold_stream<instance>(*folder.log, *folder.views, instance::stream());
  if (!one.result || one.state.created)
    return one.result;
  auto secret = new_token_secret(token_kind::operator_token);
  // The token is written before it is valid: a crash in between leaves a file that opens nothing.
  if (auto written = folder.keys->write_operator_token(secret.token); !written)
    return written;
  events_of<instance> events{
      instance_created{now()},
      operator_token_minted{
          {random_id("tok_")}, secret.digest, secret.prefix, "first", {"operator"}, now()}};
  append_batch batch;
  batch.streams.push_back(part_of<instance>(instance::stream(), {}, events));
  batch.context.principal.value = "operator";
  if (auto done = append_and_wait(*folder.log, std::move(batch)); !done)
    return done.error();
  folder.new_operator_token = std::move(secret.token);
  return nothing{};
}

/// Makes a key for the checkpoints and has the log name it, together with the log's own name.
outcome<nothing> name_checkpoint_key_if_missing(opened_folder& folder, const clock_source& now) {
  auto one = fold_stream<instance>(*folder.log, *folder.views, instance::stream());
  if (!one.result || !one.state.checkpoint_key.empty())
    return one.result;
  auto bytes = folder.keys->create_signing_key();
  if (!bytes)
    return bytes.error();
  const verifier_key key{random_id("gatehouse/log_"), note_key_type::note, *std::move(bytes)};
  append_batch batch;
  batch.streams.push_back(
      part_of<instance>(instance::stream(), one.version,
                        {checkpoint_key_named{key.to_string(), {"operator"}, now()}}));
  batch.context.principal.value = "operator";
  auto done = append_and_wait(*folder.log, std::move(batch));
  return done ? outcome<nothing>{nothing{}} : done.error();
}

template <aggregate A>
outcome<nothing> publish_one(const opened_folder& folder, const stream_id& stream,
                             published& current) {
  auto one = fold_stream<A>(*folder.log, *folder.views, stream);
  if (one.result)
    current.publish(stream, std::make_shared<const versioned<A>>(
                                versioned<A>{std::move(one.state), one.version}));
  return one.result;
}

outcome<nothing> publish_all(const opened_folder& folder, published& current) {
  auto streams = directory_streams(*folder.views);
  if (!streams)
    return streams.error();
  for (const auto& stream : *streams) {
    outcome<nothing> done = nothing{};
    if (stream.kind() == instance::kind)
      done = publish_one<instance>(folder, stream, current);
    else if (stream.kind() == org::kind)
      done = publish_one<org>(folder, stream, current);
    else if (stream.kind() == toolkit::kind)
      done = publish_one<toolkit>(folder, stream, current);
    else if (stream.kind() == connection::kind)
      done = publish_one<connection>(folder, stream, current);
    if (!done)
      return done;
  }
  return nothing{};
}

outcome<opened_folder> open_stores(const gateway_options& options, const clock_source& now) {
  opened_folder folder;
  std::error_code ignored;
  auto log_folder = options.data_folder + "/log";
  bool fresh = !std::filesystem::exists(log_folder, ignored);
  if (std::filesystem::create_directories(options.data_folder, ignored))
    std::filesystem::permissions(options.data_folder, std::filesystem::perms::owner_all, ignored);
  auto store = open_rocksdb_log(log_folder, log_access::create_or_write);
  if (!store)
    return store.error();
  folder.store = *std::move(store);
  if (auto cleared = clear_workshop(options.data_folder); !cleared)
    return cleared.error();
  auto keys = vault::open(options.keys_folder, fresh || folder.store->last() == journal_position{},
                          options.master_key);
  if (!keys)
    return keys.error();
  folder.keys = *std::move(keys);
  auto views = view_store::open(options.data_folder + "/views", log_access::create_or_write);
  if (!views)
    return views.error();
  folder.views = *std::move(views);
  journal_options writing;
  writing.on_failed = [tell = options.log](const failure& why) {
    tell("The journal cannot be written any more: " + std::string{to_string(why.code)} + ", " +
         why.detail);
  };
  auto log = journal::open(*folder.store, folder.views.get(), now, std::move(writing));
  if (!log)
    return log.error();
  folder.log = *std::move(log);
  auto checkpoints = checkpointer::open(*folder.store, *folder.keys,
                                        options.data_folder + "/checkpoints", options.witnesses);
  if (!checkpoints)
    return checkpoints.error();
  folder.checkpoints = *std::move(checkpoints);
  folder.follower = projector::start(*folder.log, *folder.views, all_projections());
  return folder;
}

} // namespace

outcome<opened_folder> open_folder(const gateway_options& options, published& current,
                                   const clock_source& now) {
  auto folder = open_stores(options, now);
  if (!folder)
    return folder;
  auto caught_up = [&] { return folder->follower->wait(folder->log->head(), catch_up_patience); };
  if (auto done = caught_up(); !done)
    return done.error();
  if (auto done = interrupt_open_calls(*folder, now); !done)
    return done.error();
  if (auto done = create_instance_if_missing(*folder, now); !done)
    return done.error();
  if (auto done = name_checkpoint_key_if_missing(*folder, now); !done)
    return done.error();
  if (auto done = do_key_duties(*folder, now, options.log); !done)
    return done.error();
  if (auto done = caught_up(); !done)
    return done.error();
  if (auto done = publish_all(*folder, current); !done)
    return done.error();
  if (auto done = check_data_keys(*folder, options.keys_folder, current); !done)
    return done.error();
  auto sessions = open_sessions(*folder->views);
  if (!sessions)
    return sessions.error();
  folder->open_sessions = *std::move(sessions);
  return folder;
}

} // namespace gatehouse
