#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace gatehouse {
namespace {

TEST(JsonWriter, WritesEveryKind) {
  json_writer out;
  out.begin_object().key("id").value(7).key("list").begin_array();
  out.value("x").value(std::string{"y"}).value(true).null().value(std::int64_t{-5});
  out.value(std::uint64_t{18446744073709551615u}).value(0.5).end_array();
  out.key("params").raw(R"({"a" : 1})").end_object();
  EXPECT_EQ(
      out.take(),
      R"({"id":7,"list":["x","y",true,null,-5,18446744073709551615,0.5],"params":{"a" : 1}})");
}

TEST(JsonWriter, StartsAnewAfterTake) {
  json_writer out;
  EXPECT_EQ(out.take(), "");
  EXPECT_EQ(out.value(1).take(), "1");
  EXPECT_EQ(out.begin_array().end_array().take(), "[]");
  json_writer moved = std::move(out);
  EXPECT_EQ(moved.value("z").take(), "\"z\"");
}

TEST(JsonWriter, EscapesSoThatItReadsBack) {
  std::string every_byte_below_128;
  for (char one = 0; one < 127; ++one)
    every_byte_below_128.push_back(one);
  json_writer out;
  const auto text = out.value(every_byte_below_128).take();
  auto document = json_document::parse(text);
  ASSERT_TRUE(document) << document.error().detail;
  EXPECT_EQ(document->root().as_string(), every_byte_below_128);
}

TEST(JsonWriter, ReplacesIllFormedUtf8) {
  auto written = [](std::string_view text) { return json_writer{}.value(text).take(); };
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(written("a\x80z"), "\"a" + mark + "z\"");
  EXPECT_EQ(written("\xC0\xAF"), '"' + mark + mark + '"');
  EXPECT_EQ(written("\xE2\x82"), '"' + mark + '"');
  EXPECT_EQ(written("\xF0\x9F\x98"
                    "a"),
            '"' + mark + "a\"");
  EXPECT_EQ(written("\xED\xA0\x80"), '"' + mark + mark + mark + '"');
  EXPECT_EQ(written("\xE2\x82\xAC"), "\"\xE2\x82\xAC\"");
  json_writer out;
  EXPECT_EQ(out.begin_object().key("\xFF").value("").end_object().take(),
            "{\"" + mark + "\":\"\"}");
}

TEST(JsonWriter, TakesAViewOfNothing) {
  EXPECT_EQ(json_writer{}.value(std::string_view{}).take(), "\"\"");
}

TEST(JsonWriter, WritesNullForNumbersJsonCannotSay) {
  json_writer out;
  out.begin_array().value(std::numeric_limits<double>::quiet_NaN());
  out.value(-std::numeric_limits<double>::infinity()).end_array();
  EXPECT_EQ(out.take(), "[null,null]");
}

} // namespace
} // namespace gatehouse
