#include "actors/record_notary.hpp"

#include "events/core/limits.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/proof/call_place.hpp"
#include "storage/proof/consistency_proof.hpp"
#include "storage/proof/record_proof.hpp"
#include "storage/thread_name.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

namespace gatehouse {

namespace {

/// How often to look whether a checkpoint is due.
constexpr std::chrono::seconds look_interval{1};

failure too_many() {
  return {errc::overloaded, "Too much waits to be signed or proven."};
}

failure no_checkpoint() {
  return {errc::not_found, "There is no checkpoint yet: the first is signed within a minute of the "
                           "first record, and when the gateway stops."};
}

} // namespace

record_notary::record_notary(const opened_folder& folder, const published& current, io_loop& loop,
                             clock_source now, key_naming name_key, operator_log tell)
    : folder_(folder), current_(current), loop_(loop), now_(std::move(now)),
      name_key_(std::move(name_key)), tell_(std::move(tell)), thread_([this] { run(); }) {}

record_notary::~record_notary() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void record_notary::run() {
  name_thread("notary");
  for (task next; take(next);) {
    if (next)
      next();
    if (!changing_key_)
      note(folder_.checkpoints->write_if_due(signers(), now_()));
  }
  if (!changing_key_)
    note(folder_.checkpoints->write(signers(), now_()));
}

void record_notary::drain() {
  // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
  auto done = std::make_shared<std::promise<void>>();
  {
    const std::lock_guard lock{mutex_};
    tasks_.push_back([done] { done->set_value(); });
  }
  wake_.notify_one();
  done->get_future().wait();
}

/// Waits for something to do, but not for long; false at the end.
bool record_notary::take(task& next) {
  std::unique_lock lock{mutex_};
  wake_.wait_for(lock, look_interval, [this] { return ending_ || !tasks_.empty(); });
  next = nullptr;
  if (tasks_.empty())
    return !ending_;
  next = std::move(tasks_.front());
  tasks_.pop_front();
  return true;
}

bool record_notary::post(task one) {
  {
    const std::lock_guard lock{mutex_};
    if (tasks_.size() >= limits::proofs_waiting_max)
      return false;
    tasks_.push_back(std::move(one));
  }
  wake_.notify_one();
  return true;
}

checkpoint_signers record_notary::signers() const {
  const auto now = current_.find_instance();
  return now ? checkpoint_signers{now->state.checkpoint_key, now->state.previous_checkpoint_key}
             : checkpoint_signers{};
}

/// A checkpoint that could not be written is tried again at the next look; calls go on. The
/// operator hears of each cause once, until another one or none takes its place.
void record_notary::note(const outcome<nothing>& written) {
  if (!written)
    ++failures_;
  const auto cause = written ? std::string{} : written.error().detail;
  {
    const std::lock_guard lock{mutex_};
    if (trouble_ == cause)
      return;
    trouble_ = cause;
  }
  if (written)
    tell_("Checkpoints are written again.");
  else
    tell_("No checkpoint can be written: " + cause);
}

std::string record_notary::trouble() const {
  const std::lock_guard lock{mutex_};
  return trouble_;
}

outcome<std::string> record_notary::newest_checkpoint() const {
  const auto newest = folder_.checkpoints->newest();
  if (const auto why = trouble(); !newest && !why.empty())
    return failure{errc::not_found, "There is no checkpoint, and none can be signed: " + why};
  if (!newest)
    return no_checkpoint();
  return newest->note.to_string();
}

void record_notary::cosign(std::string text, answer<nothing> done) {
  const bool posted = post([this, text = std::move(text), done] {
    reply<nothing>(done, folder_.checkpoints->cosign(text));
  });
  if (!posted)
    reply<nothing>(done, too_many());
}

void record_notary::prove(org_id org, call_id call, call_record which, answer<std::string> done) {
  folder_.follower->wait_for(folder_.log->head(),
                             [this, org, call, which, done](const outcome<nothing>& there) {
                               if (!there)
                                 return reply<std::string>(done, there.error());
                               if (!post([=, this] { reply(done, make_proof(org, call, which)); }))
                                 reply<std::string>(done, too_many());
                             });
}

outcome<std::string> record_notary::make_proof(const org_id& org, const call_id& call,
                                               call_record which) {
  auto entry = find_call(*folder_.views, org, call);
  if (!entry)
    return entry.error();
  auto place = which == call_record::decision ? outcome<journal_position>{entry->position}
                                              : find_end_of_call(*folder_.views, *entry);
  if (!place)
    return place.error();
  auto under = folder_.checkpoints->newest();
  if ((!under || under->head.size < place->value) && !changing_key_) {
    if (auto written = folder_.checkpoints->write(signers(), now_()); !written)
      return written.error();
    under = folder_.checkpoints->newest();
  }
  if (!under)
    return no_checkpoint();
  auto proof = prove_record(*folder_.store, *place, *under);
  if (!proof)
    return proof.error();
  return proof->to_string();
}

void record_notary::prove_consistency(std::uint64_t size, answer<std::string> done) {
  if (!post([this, size, done] { reply(done, make_consistency_proof(size)); }))
    reply<std::string>(done, too_many());
}

outcome<std::string> record_notary::make_consistency_proof(std::uint64_t size) const {
  const auto newest = folder_.checkpoints->newest();
  if (!newest)
    return no_checkpoint();
  auto proof = gatehouse::prove_consistency(*folder_.store, size, *newest);
  if (!proof)
    return proof.error();
  return proof->to_string();
}

// -- the key --------------------------------------------------------------------------------------

void record_notary::change_key(principal_id by, bool without_old, answer<std::string> done) {
  const bool posted = post([this, by, without_old, done] {
    if (auto may = may_change_key(without_old); !may)
      return reply<std::string>(done, may.error());
    auto key = new_key();
    if (!key)
      return reply(done, std::move(key));
    changing_key_ = true;
    name_key_({*key, by, now_()}, [this, key = *key, done](outcome<nothing> named) {
      const std::lock_guard lock{mutex_};
      tasks_.push_back([this, key, done, named] { settle_key(key, named, done); });
      wake_.notify_one();
    });
  });
  if (!posted)
    reply<std::string>(done, too_many());
}

/// Nothing would lead from the old key to one that it has not signed for.
outcome<nothing> record_notary::may_change_key(bool without_old) const {
  if (changing_key_)
    return failure{errc::conflict, "The key is being changed."};
  auto old = verifier_key::parse(signers().current);
  if (!old)
    return old.error();
  if (without_old || folder_.keys->sign(old->bytes, old->name))
    return nothing{};
  return failure{
      errc::conflict,
      "The key in force is not in the keys folder, so it cannot sign for its successor: "
      "whoever holds its verifier key would find every later checkpoint untrusted. Bring "
      "it back; or give up that succession with --without-old-key, and hand the new "
      "verifier key to all who verify."};
}

/// Returns a verifier key whose private half is in the vault.
outcome<std::string> record_notary::new_key() {
  auto old = verifier_key::parse(signers().current);
  auto bytes = old ? folder_.keys->create_signing_key() : old.error();
  if (!bytes)
    return bytes;
  return verifier_key{old->name, note_key_type::note, *std::move(bytes)}.to_string();
}

/// Signs at once with both keys, so that the old one can go; or forgets the new one.
void record_notary::settle_key(const std::string& key, const outcome<nothing>& named,
                               const answer<std::string>& done) {
  changing_key_ = false;
  if (named)
    note(folder_.checkpoints->write(signers(), now_()));
  else if (auto unused = verifier_key::parse(key))
    note(folder_.keys->destroy_signing_key(unused->bytes));
  reply(done, named ? outcome<std::string>{key} : outcome<std::string>{named.error()});
}

} // namespace gatehouse
