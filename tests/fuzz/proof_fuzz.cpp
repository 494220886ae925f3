/// Fuzzes what auditors are handed: the input is a signed note, a checkpoint, a proof of each kind,
/// verifier keys and the manifest of a segment. What is accepted is exactly what would be written.

#include "storage/archive/segment_manifest.hpp"
#include "storage/proof/consistency_proof.hpp"
#include "storage/proof/record_proof.hpp"
#include "storage/proof/verifier_key.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

/// Any key will do: the names and ids in the corpus are its own.
const verifier_key& witness() {
  static const auto key =
      verifier_key{"witness.example/1", note_key_type::cosignature, std::string(32, 'k')};
  return key;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  if (auto note = signed_note::parse(text)) {
    require(note->to_string() == text);
    require(witness().check(*note) != signature_verdict::valid);
    static_cast<void>(cosigned_at(*note, witness()));
  } else {
    require(note.error().code == errc::checkpoint_invalid);
  }
  if (auto one = checkpoint::parse(text))
    require(one->note.to_string() == text && one->note.text.starts_with(one->head.to_string()));
  if (auto proof = record_proof::parse(text)) {
    require(proof->to_string() == text);
    static_cast<void>(proof->check({witness()}));
  } else {
    require(proof.error().code == errc::proof_invalid);
  }
  if (auto proof = consistency_proof::parse(text)) {
    require(proof->to_string() == text && consistency_proof::begins(text));
    static_cast<void>(proof->check(proof->later, {witness()}));
  } else {
    require(proof.error().code == errc::proof_invalid);
  }
  if (auto manifest = segment_manifest_from_json(text)) {
    require(manifest->first().value > 0 && manifest->first() <= manifest->end.last);
    auto again = segment_manifest_from_json(segment_manifest_to_json(*manifest));
    require(again && *again == *manifest);
  }
  if (auto key = verifier_key::parse(text))
    require(key->to_string() == text);
  else
    require(key.error().code == errc::checkpoint_invalid);
  static_cast<void>(parse_verifier_keys(text));
  return 0;
}
