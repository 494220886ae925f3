#include "events/names/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {
namespace {

TEST(PlainText, HoldsWhatPeopleWrite) {
  for (std::string_view text :
       {"", "Acme, Inc. ~", "M\xC3\xBCller", "\xC2\xA0", "\xE2\x80\xA6 \xE2\x82\xAC",
        "\xE6\x97\xA5\xE6\x9C\xAC", "\xF0\x9F\x9A\xAA", "\xD7\xA9\xD7\x9C"})
    EXPECT_TRUE(is_plain_text(text)) << text;
}

TEST(PlainText, HoldsNoControlCharacters) {
  for (unsigned one = 0; one < 0x20; ++one)
    EXPECT_FALSE(is_plain_text("a" + std::string(1, static_cast<char>(one)))) << one;
  EXPECT_FALSE(is_plain_text("\x7F"));
  for (unsigned one = 0x80; one < 0xA0; ++one)
    EXPECT_FALSE(is_plain_text("\xC2" + std::string(1, static_cast<char>(one)))) << one;
}

TEST(PlainText, HoldsNothingThatMovesOtherText) {
  for (std::string_view text :
       {"\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA",
        "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9", "\xD8\x9C"})
    EXPECT_FALSE(is_plain_text("a" + std::string{text} + "b"));
}

TEST(PlainText, IsWellFormed) {
  for (std::string_view text :
       {"\xFF", "\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80"})
    EXPECT_FALSE(is_plain_text(text));
}

} // namespace
} // namespace gatehouse
