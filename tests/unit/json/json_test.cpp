#include "storage/json/json.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

errc refusal_of(std::string_view text, const json_limits& bounds = {}) {
  auto parsed = json_document::parse(text, bounds);
  EXPECT_FALSE(parsed) << text;
  return parsed ? errc::internal : parsed.error().code;
}

void expect_malformed(std::string_view text) {
  EXPECT_EQ(refusal_of(text), errc::malformed_json) << text;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonDocument, KeepsTheBytesOfEveryValue) {
  const std::string text = R"( { "a" : [ 1.50e1 , "x\"y" ] ,"b\u0031":{"c" :null}, "d":true } )";
  auto document = json_document::parse(text);
  ASSERT_TRUE(document) << document.error().detail;
  const auto root = document->root();
  EXPECT_EQ(root.raw(), text.substr(1, text.size() - 2));
  ASSERT_EQ(root.size(), 3u);
  const auto members = root.members();
  EXPECT_EQ(members[0].first, "a");
  EXPECT_EQ(members[0].second.raw(), R"([ 1.50e1 , "x\"y" ])");
  EXPECT_EQ(members[1].first, "b1");
  EXPECT_EQ(members[1].second.raw(), R"({"c" :null})");
  EXPECT_EQ(members[2].second.raw(), "true");
  const auto elements = members[0].second.elements();
  ASSERT_EQ(elements.size(), 2u);
  EXPECT_EQ(elements[0].raw(), "1.50e1");
  EXPECT_EQ(elements[1].raw(), R"("x\"y")");
  EXPECT_EQ(elements[1].as_string(), "x\"y");
}

TEST(JsonDocument, FindsMembersBehindNestedOnes) {
  const std::string text = R"({"a":{"x":[1,{"y":2}]},"\u0062":7,"":[]})";
  auto document = json_document::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root().find("b")->as_int64(), 7);
  EXPECT_EQ(document->root().find("")->kind(), json_kind::array);
  EXPECT_EQ(document->root().find("a")->find("x")->elements()[1].find("y")->raw(), "2");
  EXPECT_FALSE(document->root().find("x"));
  EXPECT_FALSE(document->root().find("b")->find("b"));
}

TEST(JsonDocument, AcceptsScalarsAtTheTop) {
  for (const std::string text :
       {"null", " true", "false ", "-0", "1E+2", "\"\"", "\t[]\r\n", "{}"}) {
    auto document = json_document::parse(text);
    EXPECT_TRUE(document) << text;
  }
}

TEST(JsonDocument, RefusesWhatIsNotRfc8259) {
  for (const auto* text : {"",
                           " ",
                           "nul",
                           "tru",
                           "True",
                           "NaN",
                           "Infinity",
                           "-",
                           "+1",
                           "01",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "0x10",
                           "--1",
                           "[",
                           "]",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{",
                           "}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "{,}",
                           "{1:2}",
                           "'a'",
                           "\"a",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12G4\"",
                           "1 2",
                           "[] []",
                           "// c\n1",
                           "/**/1",
                           "[1]]",
                           "{\"a\":1}}",
                           "\xEF\xBB\xBF"
                           "1"})
    expect_malformed(text);
}

TEST(JsonDocument, RefusesRawControlCharactersAndNul) {
  expect_malformed("\"a\nb\"");
  expect_malformed("\"a\x1f"
                   "b\"");
  expect_malformed(std::string_view{"\"a\0b\"", 5});
  expect_malformed(std::string_view{"1\0", 2});
  expect_malformed(std::string_view{"{}\0{}", 5});
  expect_malformed(std::string_view{"\0"
                                    "1",
                                    2});
}

TEST(JsonDocument, RefusesLoneSurrogates) {
  for (const auto* text : {R"("\uD800")", R"("\uDC00")", R"("\uD800x")", R"("\uD800\n")",
                           R"("\uD800\uD800")", R"("\uDC00\uD800")", R"({"\uDFFF":1})"})
    expect_malformed(text);
  auto pair = json_document::parse(R"("\uD83D\uDE00")");
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->root().as_string(), "\xF0\x9F\x98\x80");
}

TEST(JsonDocument, RefusesIllFormedUtf8) {
  for (const auto* bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F\x98"})
    expect_malformed('"' + std::string{bytes} + '"');
  for (const auto* bytes :
       {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "\x7F"}) {
    auto document = json_document::parse('"' + std::string{bytes} + '"');
    EXPECT_TRUE(document) << bytes;
  }
}

TEST(JsonDocument, RefusesDuplicateKeysHoweverSpelt) {
  expect_malformed(R"({"a":1,"a":2})");
  expect_malformed(R"({"a":1,"\u0061":2})");
  expect_malformed(R"([{"x":{"k":1,"j":2,"k":3}}])");
  auto parsed = json_document::parse(R"({"a":1,"b":2,"\u0061":3})");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().detail, "duplicate key at byte 13");
  const std::string same_key_in_two_objects = R"({"a":{"a":1},"b":{"a":{"b":2}}})";
  EXPECT_TRUE(json_document::parse(same_key_in_two_objects));
}

TEST(JsonDocument, RefusesADuplicateAmongManyKeysInGoodTime) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i)
    text += "\"key" + std::to_string(i) + "\":0,";
  auto distinct = json_document::parse(text + "\"last\":0}");
  ASSERT_TRUE(distinct);
  EXPECT_EQ(distinct->root().size(), 100'001u);
  expect_malformed(text + "\"key\\u0035\":0}");
}

TEST(JsonDocument, HoldsItsDepthBound) {
  EXPECT_TRUE(json_document::parse(nested(limits::json_depth_max)));
  EXPECT_EQ(refusal_of(nested(limits::json_depth_max + 1)), errc::too_deep);
  EXPECT_EQ(refusal_of(std::string(2'000'000, '[')), errc::too_deep);
  EXPECT_EQ(refusal_of("[1]", {.depth_max = 0}), errc::too_deep);
}

TEST(JsonDocument, HoldsItsSizeBound) {
  const std::string text = '"' + std::string(limits::body_bytes_max - 2, 'x') + '"';
  EXPECT_TRUE(json_document::parse(text));
  EXPECT_EQ(refusal_of(text + ' '), errc::too_large);
}

TEST(JsonDocument, ReadsIntegersThatFit) {
  auto number = [](const std::string& text) {
    auto document = json_document::parse(text);
    EXPECT_TRUE(document) << text;
    return document ? document->root().as_int64() : std::nullopt;
  };
  EXPECT_EQ(number("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(number("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(number("9223372036854775808"), std::nullopt);
  EXPECT_EQ(number("-0"), 0);
  EXPECT_EQ(number("1.0"), 1);
  EXPECT_EQ(number("15e-1"), std::nullopt);
  EXPECT_EQ(number("1e3"), 1000);
  EXPECT_EQ(number("1e17"), std::nullopt);
  EXPECT_EQ(number("\"1\""), std::nullopt);
}

TEST(JsonDocument, RefusesNumbersBeyondADouble) {
  for (const auto* text :
       {"1e309", "-1e309", "1.8e308", "1e999999999999999999999", "17976931348623159e293"})
    expect_malformed(text);
  expect_malformed(std::string(400, '9'));
  for (const std::string text :
       {"1.7976931348623157e308", "1e-999999999999999999", "0e99", "4.9e-324"})
    EXPECT_TRUE(json_document::parse(text)) << text;
  EXPECT_TRUE(json_document::parse("0." + std::string(10'000, '0') + "1"));
}

TEST(JsonDocument, GivesNothingForAnotherKind) {
  const std::string text = R"([true,"s",null])";
  auto document = json_document::parse(text);
  ASSERT_TRUE(document);
  const auto elements = document->root().elements();
  EXPECT_EQ(elements[0].as_bool(), true);
  EXPECT_FALSE(elements[1].as_bool());
  EXPECT_FALSE(elements[0].as_string());
  EXPECT_TRUE(elements[2].elements().empty());
  EXPECT_TRUE(document->root().members().empty());
  EXPECT_EQ(elements[1].size(), 0u);
}

} // namespace
} // namespace gatehouse
