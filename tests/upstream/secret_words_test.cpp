#include "actors/upstream/secret_words.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(SecretWords, AreTakenOutWhereverTheyStand) {
  const secret_words secrets{{{"KEY", "hunter2"}, {"LONGER", "hunter2-and-more"}, {"NONE", ""}}};
  EXPECT_EQ(secrets.taken_out_of("hunter2 is not hunter2-and-more"),
            "[redacted] is not [redacted]");
  EXPECT_EQ(secrets.taken_out_of("nothing to hide"), "nothing to hide");
  EXPECT_EQ(secrets.taken_out_of(""), "");
}

TEST(SecretWords, OfSeveralLinesAreKnownByEach) {
  const secret_words secrets{{{"PEM", "-----BEGIN\r\nabcdef\n-----END\n"}}};
  EXPECT_EQ(secrets.taken_out_of("key: abcdef."), "key: [redacted].");
}

TEST(SecretWords, AreKnownWhereTheLineWasCut) {
  const secret_words secrets{{{"KEY", "hunter2"}}};
  EXPECT_EQ(secrets.taken_out_of("a long line ... hunter"), "a long line ... [redacted]");
  EXPECT_EQ(secrets.taken_out_of("hunt"), "[redacted]");
  EXPECT_EQ(secrets.taken_out_of("the hun"), "the hun") << "three bytes tell nobody anything";
}

TEST(SecretWords, OfThreeBytesAreNone) {
  const secret_words secrets{{{"FLAG", "yes"}}};
  EXPECT_EQ(secrets.taken_out_of("yes"), "yes");
}

} // namespace
} // namespace gatehouse
