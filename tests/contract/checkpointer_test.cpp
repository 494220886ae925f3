#include "events/core/limits.hpp"
#include "storage/log_frontier.hpp"
#include "storage/proof/checkpointer.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/note_signer.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr unix_us start{1'800'000'000'000'000};

unix_us after(std::chrono::microseconds time) {
  return {start.value + time.count()};
}

/// A log in memory with a checkpoint folder on disk.
class Checkpointer : public testing::Test {
protected:
  Checkpointer() {
    auto journal_opened = journal::open(*log, nullptr, clock.source());
    EXPECT_TRUE(journal_opened);
    target = *std::move(journal_opened);
    signers.current = new_key();
    reopen();
  }

  std::string new_key() {
    auto bytes = keys->create_signing_key();
    EXPECT_TRUE(bytes);
    return verifier_key{"gatehouse/log_1", note_key_type::note, *bytes}.to_string();
  }

  void reopen() {
    auto opened = checkpointer::open(*log, *keys, folder / "checkpoints", {witness.key});
    ASSERT_TRUE(opened) << opened.error().detail;
    one = *std::move(opened);
  }

  void append(std::size_t events) {
    for (std::size_t done = 0; done < events;) {
      const auto part = std::min(events - done, limits::batch_events_max);
      ASSERT_TRUE(append_now(*target, a_batch("org/a", target->head().value, part)));
      done += part;
    }
  }

  std::vector<std::string> files() const {
    return *checkpoint_store::open(folder / "checkpoints", false)->names();
  }

  static signature_verdict signed_by(const std::string& key, const checkpoint& note) {
    return verifier_key::parse(key)->check(note.note);
  }

  temp_folder folder;
  test_clock clock;
  std::unique_ptr<log_store> log = make_memory_log();
  std::unique_ptr<vault> keys = vault::in_memory();
  std::unique_ptr<journal> target;
  note_signer witness{"witness.example/1", note_key_type::cosignature};
  checkpoint_signers signers;
  std::unique_ptr<checkpointer> one;
};

TEST_F(Checkpointer, SignsForWhatTheLogIs) {
  append(3);
  ASSERT_TRUE(one->write(signers, start));
  const auto newest = one->newest();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->head, (tree_head{"gatehouse/log_1", 3, read_frontier(*log)->root()}));
  EXPECT_EQ(signed_by(signers.current, *newest), signature_verdict::valid);
  EXPECT_THAT(files(), ElementsAre("00000000000000000003.checkpoint"));
  reopen();
  EXPECT_EQ(*one->newest(), *newest);
}

TEST_F(Checkpointer, SignsForNothingTwice) {
  EXPECT_TRUE(one->write(signers, start));
  EXPECT_FALSE(one->newest()) << "an empty log";
  append(1);
  ASSERT_TRUE(one->write(signers, start));
  const auto newest = one->newest();
  ASSERT_TRUE(one->write(signers, start));
  EXPECT_EQ(one->newest(), newest);
}

TEST_F(Checkpointer, IsDueAfterATimeOrManyEvents) {
  append(1);
  ASSERT_TRUE(one->write_if_due(signers, start));
  append(1);
  ASSERT_TRUE(one->write_if_due(signers,
                                after(limits::checkpoint_interval - std::chrono::microseconds{1})));
  EXPECT_EQ(one->newest()->head.size, 1u);
  ASSERT_TRUE(one->write_if_due(signers, after(limits::checkpoint_interval)));
  EXPECT_EQ(one->newest()->head.size, 2u);
  append(limits::checkpoint_events - 1);
  ASSERT_TRUE(one->write_if_due(signers, after(limits::checkpoint_interval)));
  EXPECT_EQ(one->newest()->head.size, 2u);
  append(1);
  ASSERT_TRUE(one->write_if_due(signers, after(limits::checkpoint_interval)));
  EXPECT_EQ(one->newest()->head.size, limits::checkpoint_events + 2);
}

TEST_F(Checkpointer, SignsTheChangeOfAKeyWithBoth) {
  append(1);
  ASSERT_TRUE(one->write(signers, start));
  signers.previous = std::exchange(signers.current, new_key());
  append(1);
  ASSERT_TRUE(one->write(signers, start));
  EXPECT_EQ(signed_by(signers.current, *one->newest()), signature_verdict::valid);
  EXPECT_EQ(signed_by(signers.previous, *one->newest()), signature_verdict::valid);
  EXPECT_THAT(files(),
              ElementsAre("00000000000000000001.checkpoint", "00000000000000000002.succession"));
  append(1);
  ASSERT_TRUE(one->write(signers, start));
  EXPECT_EQ(signed_by(signers.previous, *one->newest()), signature_verdict::absent)
      << "the old key is destroyed";
}

TEST_F(Checkpointer, RefusesALogThatIsBehindItsCheckpoint) {
  append(3);
  ASSERT_TRUE(one->write(signers, start));
  const auto older = make_memory_log();
  auto opened = checkpointer::open(*older, *keys, folder / "checkpoints", {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::journal_damaged);
  EXPECT_THAT(opened.error().detail, HasSubstr("signs for 3 records"));
}

TEST_F(Checkpointer, RefusesALogOfTheSameSizeThatIsAnother) {
  append(3);
  ASSERT_TRUE(one->write(signers, start));
  const auto other = make_memory_log();
  auto another = journal::open(*other, nullptr, clock.source());
  ASSERT_TRUE(append_now(**another, a_batch("org/b", 0, 3)));
  auto opened = checkpointer::open(*other, *keys, folder / "checkpoints", {});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("another root"));
}

TEST_F(Checkpointer, SignsNothingWithoutItsKey) {
  append(1);
  ASSERT_TRUE(keys->destroy_signing_key(verifier_key::parse(signers.current)->bytes));
  auto written = one->write(signers, start);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, errc::key_missing);
  EXPECT_THAT(files(), ElementsAre());
}

TEST_F(Checkpointer, KeepsTheCosignaturesOfItsWitnesses) {
  append(2);
  ASSERT_TRUE(one->write(signers, start));
  auto note = one->newest()->note;
  witness.sign(note, 1'800'000'000);
  note_signer{"stranger", note_key_type::cosignature}.sign(note, 1'800'000'000);
  ASSERT_TRUE(one->cosign(note.to_string()));
  EXPECT_EQ(witness.key.check(one->newest()->note), signature_verdict::valid);
  EXPECT_THAT(one->newest()->note.signatures, SizeIs(2)) << "the stranger's is left out";
  ASSERT_TRUE(one->cosign(note.to_string())) << "again";
  EXPECT_THAT(one->newest()->note.signatures, SizeIs(2));
  reopen();
  EXPECT_EQ(witness.key.check(one->newest()->note), signature_verdict::valid);
}

TEST_F(Checkpointer, RefusesCosignaturesThatAreWrongOrOfOthers) {
  append(2);
  ASSERT_TRUE(one->write(signers, start));
  const auto refused = [&](const signed_note& note, const std::string& says) {
    auto kept = one->cosign(note.to_string());
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, errc::checkpoint_invalid);
    EXPECT_THAT(kept.error().detail, HasSubstr(says));
  };
  refused(one->newest()->note, "no witness");
  auto note = one->newest()->note;
  witness.sign(note, 1'800'000'000);
  note.signatures.back().bytes.back() ^= 1;
  refused(note, "is wrong");
  signed_note other{tree_head{"gatehouse/log_1", 1, {}}.to_string(), {}};
  witness.sign(other, 1'800'000'000);
  refused(other, "has not signed for that");
}

} // namespace
} // namespace gatehouse
