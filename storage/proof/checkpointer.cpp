#include "storage/proof/checkpointer.hpp"

#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/log_frontier.hpp"

#include <algorithm>
#include <chrono>

namespace gatehouse {

namespace {

constexpr std::chrono::microseconds interval{limits::checkpoint_interval};

failure invalid(std::string why) {
  return {errc::checkpoint_invalid, std::move(why)};
}

bool is_of(const note_signature& one, const verifier_key& key) {
  return one.name == key.name && one.key_id == key.id();
}

} // namespace

outcome<std::unique_ptr<checkpointer>> checkpointer::open(const log_store& log, vault& keys,
                                                          const std::string& folder,
                                                          std::vector<verifier_key> witnesses) {
  auto store = checkpoint_store::open(folder, true);
  if (!store)
    return store.error();
  std::unique_ptr<checkpointer> made{
      new checkpointer{log, keys, *std::move(store), std::move(witnesses)}};
  if (auto resumed = made->resume(); !resumed)
    return resumed.error();
  return made;
}

/// A log must never sign for what contradicts what it has signed before. A log that goes on from
/// its newest checkpoint is taken at its word here; verify_log looks at all of it.
outcome<nothing> checkpointer::resume() {
  auto last = store_.newest();
  if (!last || !*last)
    return last ? outcome<nothing>{nothing{}} : last.error();
  auto tree = read_frontier(log_);
  if (!tree)
    return tree.error();
  const auto& head = (*last)->head;
  if (head.size > tree->size())
    return failure{errc::journal_damaged,
                   "the newest checkpoint signs for " + counted(head.size, "record") +
                       " but the log ends at position " + std::to_string(tree->size())};
  if (head.size == tree->size() && head.root != tree->root())
    return failure{errc::journal_damaged, "the newest checkpoint, of " +
                                              counted(head.size, "record") +
                                              ", has another root than the log"};
  publish(**std::move(last));
  return nothing{};
}

outcome<nothing> checkpointer::write_if_due(const checkpoint_signers& signers, unix_us now) {
  const auto last = newest();
  const auto covered = last ? last->head.size : 0;
  const auto end = log_.last().value;
  const bool many = end >= covered + limits::checkpoint_events;
  const bool late = now.value >= written_.value + interval.count();
  return end > covered && (many || late) ? write(signers, now) : nothing{};
}

outcome<nothing> checkpointer::write(const checkpoint_signers& signers, unix_us now) {
  auto tree = stored_frontier(log_);
  if (!tree)
    return tree.error();
  const auto last = newest();
  if (signers.current.empty() || tree->size() == (last ? last->head.size : 0))
    return nothing{};
  checkpoint one;
  one.head = {signers.current.substr(0, signers.current.find('+')), tree->size(), tree->root()};
  one.note.text = one.head.to_string();
  if (auto done = sign(one, signers.current); !done || !*done)
    return done ? failure{errc::key_missing, "the signing key of the checkpoints is not in the "
                                             "keys folder: bring it back"}
                : done.error();
  auto succeeded = signers.previous.empty() ? outcome<bool>{false} : sign(one, signers.previous);
  if (!succeeded)
    return succeeded.error();
  const auto life = *succeeded ? checkpoint_life::for_ever : checkpoint_life::pruned;
  if (auto stored = store_.put(one, life); !stored)
    return stored;
  publish(std::move(one));
  written_ = now;
  if (!*succeeded)
    return nothing{};
  auto old = verifier_key::parse(signers.previous);
  return old ? keys_.destroy_signing_key(old->bytes) : old.error();
}

/// Returns false if the vault does not have the key.
outcome<bool> checkpointer::sign(checkpoint& one, const std::string& key) {
  auto named = verifier_key::parse(key);
  if (!named)
    return named.error();
  auto signature = keys_.sign(named->bytes, one.note.text);
  if (!signature)
    return signature.error().code == errc::not_found ? outcome<bool>{false} : signature.error();
  one.note.signatures.push_back({named->name, named->id(), *std::move(signature)});
  return true;
}

outcome<nothing> checkpointer::cosign(std::string_view note) {
  auto given = checkpoint::parse(note);
  if (!given)
    return given.error();
  auto stored = store_.find(given->head.size);
  if (!stored)
    return stored.error();
  if (!*stored || (*stored)->one.note.text != given->note.text)
    return invalid("this log has not signed for that, or no longer keeps it");
  auto one = (*stored)->one;
  bool known = false;
  for (const auto& witness : witnesses_) {
    const auto verdict = witness.check(given->note);
    if (verdict == signature_verdict::invalid)
      return invalid("the cosignature of " + witness.name + " is wrong");
    if (verdict == signature_verdict::absent)
      continue;
    known = true;
    auto& all = one.note.signatures;
    std::erase_if(all, [&](const note_signature& old) { return is_of(old, witness); });
    all.push_back(
        *std::find_if(given->note.signatures.begin(), given->note.signatures.end(),
                      [&](const note_signature& fresh) { return is_of(fresh, witness); }));
  }
  if (!known)
    return invalid("no witness that this gateway knows has signed it");
  if (auto put = store_.put(one, (*stored)->life); !put)
    return put;
  if (const auto last = newest(); last && last->head == one.head)
    publish(std::move(one));
  return nothing{};
}

std::shared_ptr<const checkpoint> checkpointer::newest() const {
  const std::lock_guard lock{mutex_};
  return newest_;
}

void checkpointer::publish(checkpoint one) {
  auto shared = std::make_shared<const checkpoint>(std::move(one));
  const std::lock_guard lock{mutex_};
  newest_ = std::move(shared);
}

} // namespace gatehouse
