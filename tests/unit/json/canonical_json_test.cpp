#include "storage/json/json.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string canonical(const std::string& text) {
  auto document = json_document::parse(text);
  EXPECT_TRUE(document) << text;
  return document ? canonical_json(document->root()) : std::string{};
}

TEST(CanonicalJson, MatchesTheExampleOfRfc8785) {
  EXPECT_EQ(canonical(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })"),
            "{\"literals\":[null,true,false],"
            "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(CanonicalJson, SortsKeysByUtf16CodeUnits) {
  EXPECT_EQ(
      canonical(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})"),
      "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,"
      "\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}");
  EXPECT_EQ(
      canonical(R"({"ab":1,"a":2,"":3,"\ud7ff":4,"\ud800\udc00":5,"\ue000":6})"),
      "{\"\":3,\"a\":2,\"ab\":1,\"\xED\x9F\xBF\":4,\"\xF0\x90\x80\x80\":5,\"\xEE\x80\x80\":6}");
}

TEST(CanonicalJson, WritesNumbersAsEcmaScriptDoes) {
  const std::pair<const char*, const char*> appendix_b[] = {
      {"0", "0"},
      {"-0", "0"},
      {"-0.0e5", "0"},
      {"5e-324", "5e-324"},
      {"-5e-324", "-5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"-1.7976931348623157e308", "-1.7976931348623157e+308"},
      {"9007199254740992", "9007199254740992"},
      {"-9007199254740992", "-9007199254740992"},
      {"295147905179352830000", "295147905179352830000"},
      {"9.999999999999997e22", "9.999999999999997e+22"},
      {"1e23", "1e+23"},
      {"1.0000000000000001e23", "1.0000000000000001e+23"},
      {"999999999999999700000", "999999999999999700000"},
      {"999999999999999900000", "999999999999999900000"},
      {"1e21", "1e+21"},
      {"9.999999999999997e-7", "9.999999999999997e-7"},
      {"0.000001", "0.000001"},
      {"333333333.3333332", "333333333.3333332"},
      {"333333333.33333325", "333333333.33333325"},
      {"333333333.3333334", "333333333.3333334"},
      {"-0.0000033333333333333333", "-0.0000033333333333333333"},
      {"1424953923781206.25", "1424953923781206.2"},
      {"1e-400", "0"},
      {"100", "100"},
      {"1.0", "1"},
      {"12.5e1", "125"},
  };
  for (const auto& [text, expected] : appendix_b)
    EXPECT_EQ(canonical(text), expected) << text;
}

TEST(CanonicalJson, RoundsIntegersBeyond2To53) {
  EXPECT_EQ(canonical("9007199254740993"), "9007199254740992");
}

TEST(CanonicalJson, IsAFixedPoint) {
  for (const std::string text :
       {R"({"b":[1,2.50,{"z":"\u001f","a":{}}],"a":[]})", "[]", "\"\\b\\t\\f\\u007f\\u0000\""}) {
    const auto once = canonical(text);
    EXPECT_EQ(canonical(once), once);
  }
  EXPECT_EQ(canonical("\"\\b\\t\\f\\u000b\\u0000\""), "\"\\b\\t\\f\\u000b\\u0000\"");
}

TEST(CanonicalJson, CanonicalisesAnInnerValue) {
  const std::string text = R"({"params":{"b":1, "a":2}})";
  auto document = json_document::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(canonical_json(*document->root().find("params")), R"({"a":2,"b":1})");
}

} // namespace
} // namespace gatehouse
