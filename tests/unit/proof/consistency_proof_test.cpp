#include "storage/crypto/merkle.hpp"
#include "storage/proof/consistency_proof.hpp"
#include "tests/support/note_signer.hpp"
#include "tests/support/sample_log.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A log, and a checkpoint over all of it.
class CheckpointConsistency : public testing::Test {
protected:
  CheckpointConsistency() {
    auto opened = journal::open(*log, nullptr, clock.source());
    EXPECT_TRUE(opened);
    append_every_event(**opened, clock, 1);
    later = at(log->last().value);
  }

  /// Returns the checkpoint that the log had at a size.
  checkpoint at(std::uint64_t size) const {
    merkle_frontier tree;
    EXPECT_TRUE(log->read({1}, [&](const stored_record& one) {
      tree.append(one.leaf);
      return tree.size() < size;
    }));
    checkpoint one{{signer.key.name, tree.size(), tree.root()}, {}};
    one.note.text = one.head.to_string();
    signer.sign(one.note);
    return one;
  }

  consistency_proof prove(std::uint64_t size) const {
    auto proof = prove_consistency(*log, size, later);
    EXPECT_TRUE(proof) << proof.error().detail;
    return proof ? *proof : consistency_proof{};
  }

  static void expect_invalid(const outcome<std::size_t>& checked, const std::string& says) {
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, errc::proof_invalid);
    EXPECT_THAT(checked.error().detail, HasSubstr(says));
  }

  test_clock clock;
  std::unique_ptr<log_store> log = make_memory_log();
  note_signer signer{"gatehouse/log_1", note_key_type::note};
  checkpoint later;
};

TEST_F(CheckpointConsistency, HoldsFromEverySizeAfterBeingWrittenAndRead) {
  for (std::uint64_t size = 1; size <= later.head.size; ++size) {
    auto read = consistency_proof::parse(prove(size).to_string());
    ASSERT_TRUE(read) << read.error().detail;
    const auto checked = read->check(at(size), {signer.key});
    EXPECT_TRUE(checked) << size << ": " << checked.error().detail;
  }
}

TEST_F(CheckpointConsistency, IsWhatAWitnessIsSent) {
  EXPECT_THAT(prove(later.head.size).to_string(),
              StartsWith("old " + std::to_string(later.head.size) + "\n\ngatehouse/log_1\n"));
}

TEST_F(CheckpointConsistency, BreaksWithAnyByteOfIt) {
  const auto held = at(5);
  const auto good = prove(5).to_string();
  for (std::size_t place = 0; place < good.size(); ++place) {
    auto changed = good;
    changed[place] ^= 1;
    auto read = consistency_proof::parse(changed);
    EXPECT_FALSE(read && read->check(held, {signer.key})) << place << ": " << changed;
  }
}

TEST_F(CheckpointConsistency, DoesNotHoldForAnotherHistory) {
  auto held = at(5);
  held.head.root.bytes[0] ^= 1;
  held.note.text = held.head.to_string();
  held.note.signatures.clear();
  signer.sign(held.note);
  expect_invalid(prove(5).check(held, {signer.key}), "does not go on");
  expect_invalid(prove(6).check(at(5), {signer.key}), "came after 6 records");
  held.head.origin = "gatehouse/log_2";
  expect_invalid(prove(5).check(held, {signer.key}), "of another log");
}

TEST_F(CheckpointConsistency, NeedsAKeyThatSignedBothCheckpoints) {
  const note_signer next{"gatehouse/log_1", note_key_type::note};
  expect_invalid(prove(3).check(at(3), {next.key}), "none of the given keys");
  later.note.signatures.clear();
  next.sign(later.note);
  expect_invalid(prove(3).check(at(3), {signer.key}), "none of the given keys");
  EXPECT_TRUE(prove(3).check(at(3), {signer.key, next.key})) << "the key was changed since";
}

TEST_F(CheckpointConsistency, CountsTheWitnessesOfTheLaterCheckpoint) {
  const note_signer witness{"witness.example/1", note_key_type::cosignature};
  EXPECT_EQ(*prove(3).check(at(3), {signer.key, witness.key}), 0u);
  witness.sign(later.note, 1'800'000'000);
  EXPECT_EQ(*prove(3).check(at(3), {signer.key, witness.key}), 1u);
}

TEST_F(CheckpointConsistency, IsNotMadeOfWhatIsNotThere) {
  for (const std::uint64_t size : {std::uint64_t{0}, later.head.size + 1})
    EXPECT_EQ(prove_consistency(*log, size, later).error().code, errc::not_found);
  later.head.root.bytes[0] ^= 1;
  EXPECT_EQ(prove_consistency(*log, 3, later).error().code, errc::checkpoint_invalid);
}

TEST_F(CheckpointConsistency, HasOneForm) {
  const auto good = prove(5).to_string();
  ASSERT_TRUE(consistency_proof::parse(good));
  const auto hash = good.substr(good.find('\n') + 1, 45);
  std::string long_path;
  for (int count = 0; count < 65; ++count)
    long_path += hash;
  for (const auto& wrong :
       {std::string{}, "new" + good.substr(3), "old 05" + good.substr(5), "old x" + good.substr(5),
        "old 5\n" + long_path + good.substr(good.find("\n\n") + 1),
        good.substr(0, good.find("\n\n") + 2)})
    EXPECT_EQ(consistency_proof::parse(wrong).error().code, errc::proof_invalid) << wrong;
}

} // namespace
} // namespace gatehouse
