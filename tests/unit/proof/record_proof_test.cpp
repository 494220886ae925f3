#include "events/core/limits.hpp"
#include "storage/base64.hpp"
#include "storage/log_frontier.hpp"
#include "storage/proof/record_proof.hpp"
#include "tests/support/note_signer.hpp"
#include "tests/support/sample_log.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

/// A log, and a checkpoint over all of it.
class RecordProof : public testing::Test {
protected:
  RecordProof() {
    auto opened = journal::open(*log, nullptr, clock.source());
    EXPECT_TRUE(opened);
    append_every_event(**opened, clock, 1);
    under = sign(*read_frontier(*log));
  }

  checkpoint sign(const merkle_frontier& tree) const {
    checkpoint one{{signer.key.name, tree.size(), tree.root()}, {}};
    one.note.text = one.head.to_string();
    signer.sign(one.note);
    return one;
  }

  record_proof prove(std::uint64_t position) const {
    auto proof = prove_record(*log, {position}, under);
    EXPECT_TRUE(proof) << proof.error().detail;
    return proof ? *proof : record_proof{};
  }

  static void expect_invalid(const outcome<proven_record>& proven, const std::string& says) {
    ASSERT_FALSE(proven);
    EXPECT_EQ(proven.error().code, errc::proof_invalid);
    EXPECT_THAT(proven.error().detail, HasSubstr(says));
  }

  test_clock clock;
  std::unique_ptr<log_store> log = make_memory_log();
  note_signer signer{"gatehouse/log_1", note_key_type::note};
  checkpoint under;
};

TEST_F(RecordProof, HoldsForEveryRecordAfterBeingWrittenAndRead) {
  for (std::uint64_t position = 1; position <= under.head.size; ++position) {
    auto read = record_proof::parse(prove(position).to_string());
    ASSERT_TRUE(read) << read.error().detail;
    auto proven = read->check({signer.key});
    ASSERT_TRUE(proven) << proven.error().detail;
    EXPECT_EQ(proven->one.position.value, position);
  }
}

TEST_F(RecordProof, BreaksWithAnyByteOfIt) {
  const auto good = prove(5).to_string();
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto changed = good;
    changed[at] ^= 1;
    auto read = record_proof::parse(changed);
    EXPECT_FALSE(read && read->check({signer.key})) << at << ": " << good.substr(at, 20);
  }
}

TEST_F(RecordProof, NeedsAKeyThatSigned) {
  const note_signer other{"gatehouse/log_1", note_key_type::note};
  expect_invalid(prove(3).check({}), "none of the given keys");
  expect_invalid(prove(3).check({other.key}), "none of the given keys");
  EXPECT_TRUE(prove(3).check({other.key, signer.key})) << "a former key may be among them";
}

TEST_F(RecordProof, CountsTheWitnessesThatCosigned) {
  const note_signer one{"witness.example/1", note_key_type::cosignature};
  const note_signer two{"witness.example/2", note_key_type::cosignature};
  one.sign(under.note, 1'800'000'000);
  EXPECT_EQ(prove(3).check({signer.key, one.key, two.key})->cosignatures, 1u);
  expect_invalid(prove(3).check({one.key}), "none of the given keys");
  two.sign(under.note, 1'800'000'000);
  under.note.signatures.back().bytes.back() ^= 1;
  expect_invalid(prove(3).check({signer.key, one.key, two.key}), "witness.example/2 is wrong");
}

TEST_F(RecordProof, IsNotMadeOfWhatTheCheckpointDoesNotCover) {
  for (std::uint64_t position : {std::uint64_t{0}, under.head.size + 1}) {
    auto proof = prove_record(*log, {position}, under);
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error().code, errc::not_found);
  }
  under.head.root.bytes[0] ^= 1;
  auto proof = prove_record(*log, {1}, under);
  ASSERT_FALSE(proof);
  EXPECT_EQ(proof.error().code, errc::checkpoint_invalid);
}

TEST_F(RecordProof, HasOneForm) {
  const auto good = prove(5).to_string();
  const auto replaced = [&](const std::string& from, const std::string& to) {
    auto text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const auto& wrong :
       {std::string{}, replaced("@v1", "@v2"), replaced("extra ", "extra"), replaced("index ", ""),
        replaced("index 4", "index 04"), replaced("index 4", "index -4"),
        replaced("index 4", "index 18446744073709551615"), replaced("\n\n", "\n"),
        replaced("\n\n", "\n" + std::string(44, '=') + "\n\n")})
    EXPECT_FALSE(record_proof::parse(wrong)) << wrong;
}

TEST_F(RecordProof, IsNoLongerThanItsBound) {
  auto proof = prove(1);
  const auto rest = proof.to_string().size() - to_base64(proof.bytes).size();
  proof.bytes.resize((limits::proof_bytes_max - rest) / 4 * 3);
  EXPECT_TRUE(record_proof::parse(proof.to_string()));
  proof.bytes.append(3, 'x');
  auto read = record_proof::parse(proof.to_string());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, errc::proof_invalid);
  EXPECT_THAT(read.error().detail, HasSubstr("longer than"));
}

} // namespace
} // namespace gatehouse
