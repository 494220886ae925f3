#include "storage/proof/signature_check.hpp"
#include "tests/support/note_signer.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A log that named one key at 2, another at 10 and a third at 20.
class SignatureCheck : public testing::Test {
protected:
  static found_checkpoint at(std::uint64_t size, const std::vector<const note_signer*>& signers,
                             const std::string& origin = "log") {
    checkpoint one{{origin, size, {{1}}}, {}};
    one.note.text = one.head.to_string();
    for (const auto* signer : signers)
      signer->sign(one.note, 1'800'000'000);
    return {"checkpoint " + std::to_string(size), std::move(one)};
  }

  std::vector<std::string> kinds(std::vector<found_checkpoint> checkpoints,
                                 const std::vector<verifier_key>& given = {}) {
    std::vector<std::string> found;
    report = check_signatures(std::move(checkpoints), named, given, [&](const damage& one) {
      found.push_back(std::string{to_string(one.kind)} + " " + std::to_string(one.position.value));
    });
    return found;
  }

  note_signer first{"log", note_key_type::note};
  note_signer second{"log", note_key_type::note};
  note_signer third{"log", note_key_type::note};
  note_signer witness{"witness", note_key_type::cosignature};
  std::vector<named_key> named{{{2}, first.key}, {{10}, second.key}, {{20}, third.key}};
  signature_report report;
};

TEST_F(SignatureCheck, FollowsTheKeysFromTheFirst) {
  const std::vector<found_checkpoint> chain{at(5, {&first}), at(10, {&second, &first}),
                                            at(15, {&second}), at(21, {&third, &second}),
                                            at(30, {&third})};
  EXPECT_THAT(kinds(chain), IsEmpty());
  EXPECT_THAT(kinds(chain, {first.key}), IsEmpty());
  EXPECT_THAT(kinds(chain, {third.key}), IsEmpty()) << "what it signs for names the others";
  EXPECT_EQ(report.covered, 30u);
}

TEST_F(SignatureCheck, MissesAHandOver) {
  EXPECT_THAT(kinds({at(5, {&first}), at(10, {&second})}, {first.key}),
              ElementsAre("key_untrusted 10"));
  EXPECT_THAT(kinds({at(5, {&first})}, {note_signer{"log", note_key_type::note}.key}),
              ElementsAre("key_untrusted 2"));
}

TEST_F(SignatureCheck, MissesWhatTheKeyShouldHaveSigned) {
  EXPECT_THAT(kinds({}, {first.key}), ElementsAre("checkpoint_missing 0"));
  EXPECT_THAT(kinds({}, {witness.key}), IsEmpty());
  EXPECT_THAT(kinds({}), IsEmpty());
}

TEST_F(SignatureCheck, WantsTheKeyInForce) {
  EXPECT_THAT(kinds({at(12, {&first})}), ElementsAre("signature_wrong 12"))
      << "whoever has stolen an old key signs for nothing new";
  EXPECT_THAT(kinds({at(9, {&second})}), ElementsAre("signature_wrong 9"));
  EXPECT_THAT(kinds({at(1, {&first})}), ElementsAre("signature_wrong 1"));
}

TEST_F(SignatureCheck, SeesAWrongSignatureAndAnotherLog) {
  auto wrong = at(5, {&first});
  wrong.note.note.signatures[0].bytes[0] ^= 1;
  EXPECT_THAT(kinds({wrong}), ElementsAre("signature_wrong 5"));
  EXPECT_THAT(kinds({at(5, {&first}, "other")}), ElementsAre("checkpoint_foreign 5"));
}

TEST_F(SignatureCheck, CountsWitnesses) {
  auto cosigned = at(5, {&first, &witness});
  EXPECT_THAT(kinds({cosigned, at(6, {&first})}, {first.key, witness.key}), IsEmpty());
  EXPECT_EQ(report.cosignatures, 1u);
  cosigned.note.note.signatures[1].bytes.back() ^= 1;
  EXPECT_THAT(kinds({cosigned}, {witness.key}), ElementsAre("signature_wrong 5"));
}

} // namespace
} // namespace gatehouse
