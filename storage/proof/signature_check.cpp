#include "storage/proof/signature_check.hpp"

#include <algorithm>
#include <map>

namespace gatehouse {

namespace {

/// Returns the key that the log named last among its first `size` records.
const named_key* key_in_force(const std::vector<named_key>& keys, std::uint64_t size) {
  const named_key* found = nullptr;
  for (const auto& one : keys)
    if (one.position.value <= size)
      found = &one;
  return found;
}

/// Reports what is wrong with one checkpoint by itself; says whether nothing is.
bool is_signed(const found_checkpoint& one, const std::vector<named_key>& keys,
               const damage_sink& report) {
  const auto& head = one.note.head;
  const auto* signer = key_in_force(keys, head.size);
  const auto wrong = [&](damage_kind kind, const std::string& why) {
    report({kind, {head.size}, one.source + ": " + why});
    return false;
  };
  if (signer == nullptr)
    return wrong(damage_kind::signature_wrong, "the log had named no key by then");
  if (head.origin != signer->key.name)
    return wrong(damage_kind::checkpoint_foreign,
                 "it is of " + head.origin + ", this log is " + signer->key.name);
  switch (signer->key.check(one.note.note)) {
  case signature_verdict::valid:
    return true;
  case signature_verdict::absent:
    return wrong(damage_kind::signature_wrong,
                 "it is not signed by the key named at " + std::to_string(signer->position.value));
  case signature_verdict::invalid:
    break;
  }
  return wrong(damage_kind::signature_wrong, "the signature of the log is wrong");
}

/// Returns the keys that follow from `given` through the checkpoints.
std::vector<verifier_key> trusted_keys(const std::vector<found_checkpoint>& checkpoints,
                                       const std::vector<named_key>& keys,
                                       const std::vector<verifier_key>& given) {
  auto trusted = given;
  const auto is_trusted = [&](const verifier_key& key) {
    return std::find(trusted.begin(), trusted.end(), key) != trusted.end();
  };
  std::uint64_t covered = 0; // what trusted keys have signed for
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& one : checkpoints)
      if (one.note.head.size > covered &&
          std::any_of(trusted.begin(), trusted.end(), [&](const verifier_key& key) {
            return key.type == note_key_type::note &&
                   key.check(one.note.note) == signature_verdict::valid;
          }))
        covered = one.note.head.size, grown = true;
    for (const auto& one : keys)
      if (one.position.value <= covered && !is_trusted(one.key))
        trusted.push_back(one.key), grown = true;
  }
  return trusted;
}

} // namespace

signature_report check_signatures(std::vector<found_checkpoint> checkpoints,
                                  const std::vector<named_key>& keys,
                                  const std::vector<verifier_key>& given,
                                  const damage_sink& report) {
  signature_report result;
  const bool asked = std::any_of(given.begin(), given.end(), [](const verifier_key& key) {
    return key.type == note_key_type::note;
  });
  if (asked && checkpoints.empty())
    report({damage_kind::checkpoint_missing, {}, "neither in the folder nor held"});
  std::erase_if(checkpoints, [&](const found_checkpoint& one) {
    result.covered = std::max(result.covered, one.note.head.size);
    return !is_signed(one, keys, report);
  });
  const auto trusted = trusted_keys(checkpoints, keys, given);
  std::map<journal_position, std::vector<std::string>> untrusted; ///< sources, by signer
  for (const auto& one : checkpoints) {
    const auto* signer = key_in_force(keys, one.note.head.size);
    if (asked && std::find(trusted.begin(), trusted.end(), signer->key) == trusted.end())
      untrusted[signer->position].push_back(one.source);
    for (const auto& key : given) {
      if (key.type != note_key_type::cosignature)
        continue;
      const auto verdict = key.check(one.note.note);
      result.cosignatures += verdict == signature_verdict::valid ? 1 : 0;
      if (verdict == signature_verdict::invalid)
        report({damage_kind::signature_wrong,
                {one.note.head.size},
                one.source + ": the cosignature of " + key.name + " is wrong"});
    }
  }
  for (const auto& [position, sources] : untrusted)
    report({damage_kind::key_untrusted, position,
            sources.front() +
                (sources.size() > 1 ? " and " + std::to_string(sources.size() - 1) + " more are"
                                    : std::string{" is"}) +
                " signed by a key that does not follow from the given one"});
  return result;
}

} // namespace gatehouse
