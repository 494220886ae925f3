#include "app/words.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;

std::vector<std::string> split(std::string_view text) {
  auto words = split_words(text);
  return words ? *words : std::vector<std::string>{"refused: " + words.error().detail};
}

TEST(SplitWords, SplitsAtBlanks) {
  EXPECT_THAT(split("  npx -y\tserver \n /srv "), ElementsAre("npx", "-y", "server", "/srv"));
}

TEST(SplitWords, KeepsQuotedBlanksAndEmptyWords) {
  EXPECT_THAT(split(R"('a b' "c d" e' 'f '' "")"), ElementsAre("a b", "c d", "e f", "", ""));
}

TEST(SplitWords, EscapesAsAShellDoes) {
  EXPECT_THAT(split(R"(a\ b "c\"d\n" 'e\f' \\)"), ElementsAre("a b", R"(c"d\n)", R"(e\f)", "\\"));
}

TEST(SplitWords, DoesNothingElseOfAShell) {
  EXPECT_THAT(split("echo $HOME *.c;ls|wc `id` >x"),
              ElementsAre("echo", "$HOME", "*.c;ls|wc", "`id`", ">x"));
}

TEST(SplitWords, RefusesWhatDoesNotEnd) {
  for (const auto* text : {"", "  ", "'a", "\"a", "a\\", "a \"b\\\""})
    EXPECT_FALSE(split_words(text)) << text;
}

} // namespace
} // namespace gatehouse
