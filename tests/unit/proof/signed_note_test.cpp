#include "events/core/limits.hpp"
#include "storage/base64.hpp"
#include "storage/crypto/ed25519.hpp"
#include "storage/proof/checkpoint.hpp"
#include "storage/proof/verifier_key.hpp"
#include "tests/support/note_signer.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

// The example in the documentation of Go's implementation, golang.org/x/mod/sumdb/note.
constexpr auto* known_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr auto* known_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

void expect_invalid(const std::string& note, const std::string& says) {
  auto read = signed_note::parse(note);
  ASSERT_FALSE(read) << note;
  EXPECT_EQ(read.error().code, errc::checkpoint_invalid);
  EXPECT_THAT(read.error().detail, HasSubstr(says));
}

TEST(SignedNote, IsReadAsOthersWriteIt) {
  const auto note = signed_note::parse(known_note);
  ASSERT_TRUE(note) << note.error().detail;
  const auto key = verifier_key::parse(known_key);
  ASSERT_TRUE(key) << key.error().detail;
  EXPECT_EQ(key->check(*note), signature_verdict::valid);
  EXPECT_EQ(note->to_string(), known_note);
  EXPECT_EQ(key->to_string(), known_key);
}

TEST(SignedNote, TellsAWrongSignatureFromNone) {
  auto note = *signed_note::parse(known_note);
  const auto key = *verifier_key::parse(known_key);
  note.text[0] = 'i';
  EXPECT_EQ(key.check(note), signature_verdict::invalid);
  note.signatures[0].key_id ^= 1;
  EXPECT_EQ(key.check(note), signature_verdict::absent) << "another key of the same name";
}

TEST(SignedNote, HasOneForm) {
  const std::string good{known_note};
  expect_invalid("", "blank line");
  expect_invalid("text\n", "blank line");
  expect_invalid("text\n\n", "0 signatures");
  expect_invalid("\n\xe2\x80\x94 a AAAAAAA=\n", "blank line");
  expect_invalid(good.substr(0, good.size() - 1), "no end");
  expect_invalid(good + "x\n", "dash");
  expect_invalid("text\n\n- a AAAAAAA=\n", "dash");
  expect_invalid("text\n\n\xe2\x80\x94 AAAAAAA=\n", "no name");
  expect_invalid("text\n\n\xe2\x80\x94 a+b AAAAAAA=\n", "plus");
  expect_invalid("text\n\n\xe2\x80\x94 a AAAAAA==\n", "base64");
  expect_invalid("text\n\n\xe2\x80\x94 a AAAAAAB=\n", "base64");
  expect_invalid("te\txt\n\n\xe2\x80\x94 a AAAAAAA=\n", "control characters");
  expect_invalid("te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n", "UTF-8");
}

TEST(SignedNote, IsNoLongerThanItsBound) {
  const std::string end = "\n\n\xe2\x80\x94 a AAAAAAA=\n";
  const auto text = std::string(limits::checkpoint_bytes_max - end.size(), 'x');
  EXPECT_TRUE(signed_note::parse(text + end));
  expect_invalid("x" + text + end, "longer than 16384 bytes");
}

TEST(SignedNote, HasNoMoreSignaturesThanItsBound) {
  std::string note = "text\n\n";
  for (std::size_t at = 0; at < limits::cosignatures_max + 2; ++at)
    note += "\xe2\x80\x94 a AAAAAAA=\n";
  EXPECT_TRUE(signed_note::parse(note));
  expect_invalid(note + "\xe2\x80\x94 a AAAAAAA=\n", "19 signatures");
}

TEST(VerifierKey, IsReadAsOthersWriteIt) {
  constexpr auto* go_checksums =
      "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
  const auto key = verifier_key::parse(go_checksums);
  ASSERT_TRUE(key) << key.error().detail;
  EXPECT_EQ(key->name, "sum.golang.org");
  EXPECT_EQ(key->id(), 0x033de0aeu);
}

TEST(VerifierKey, HasOneForm) {
  for (const std::string wrong :
       {"", "a", "a+b", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"})
    EXPECT_FALSE(verifier_key::parse(wrong)) << wrong;
}

TEST(VerifierKey, ComesInFilesWithRemarks) {
  const auto keys = parse_verifier_keys("# ours\n\n" + std::string{known_key} + "\r\n");
  ASSERT_TRUE(keys) << keys.error().detail;
  EXPECT_EQ(keys->size(), 1u);
  EXPECT_FALSE(parse_verifier_keys("# none\n"));
  const auto wrong = parse_verifier_keys("# ours\nx\n");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().detail, HasSubstr("line 2"));
}

TEST(Cosignature, BindsTheTimeAndTheText) {
  const note_signer witness{"witness.example/w1", note_key_type::cosignature};
  signed_note note{"log\n1\nroot\n", {}};
  witness.sign(note, 1'700'000'000);
  EXPECT_EQ(witness.key.check(note), signature_verdict::valid);
  EXPECT_EQ(cosigned_at(note, witness.key), 1'700'000'000u);
  auto later = note;
  later.signatures[0].bytes[7] ^= 1;
  EXPECT_EQ(witness.key.check(later), signature_verdict::invalid);
  note.text = "log\n2\nroot\n";
  EXPECT_EQ(witness.key.check(note), signature_verdict::invalid);
  auto as_note = witness.key;
  as_note.type = note_key_type::note;
  EXPECT_EQ(as_note.check(note), signature_verdict::absent) << "the id depends on the type";
}

TEST(Checkpoint, IsATreeHead) {
  const tree_head head{"gatehouse/log_1", 7, {{1, 2, 3}}};
  const note_signer log{"gatehouse/log_1", note_key_type::note};
  signed_note note{head.to_string(), {}};
  log.sign(note);
  const auto read = checkpoint::parse(note.to_string());
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->head, head);
  EXPECT_EQ(read->note, note);
}

TEST(Checkpoint, HasOneForm) {
  const std::string root = to_base64(std::string(32, 'r'));
  const std::string end = "\n\xe2\x80\x94 a AAAAAAA=\n";
  EXPECT_TRUE(checkpoint::parse("o\n0\n" + root + "\n" + end));
  EXPECT_TRUE(checkpoint::parse("o\n18446744073709551615\n" + root + "\nmore\n" + end));
  for (const std::string& text :
       {"o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n\n" + root + "\n",
        "\n1\n" + root + "\n", "o\n18446744073709551616\n" + root + "\n", std::string{"o\n1\n"},
        "o\n1\n" + root.substr(4) + "\n", "o\n1\n" + root + "\n\nmore\n"})
    EXPECT_FALSE(checkpoint::parse(text + end)) << text;
}

} // namespace
} // namespace gatehouse
