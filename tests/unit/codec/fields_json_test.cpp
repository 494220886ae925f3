#include "storage/json/fields_json.hpp"
#include "tests/support/sample.hpp"
#include "tests/unit/codec/shapes.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace gatehouse {
namespace {

template <class T> std::string json_of(const T& value) {
  json_writer out;
  write_json(out, value);
  return out.take();
}

TEST(FieldsJson, WritesEveryKindOfMember) {
  every_member value;
  value.flag = true;
  value.little = -2;
  value.huge = UINT64_MAX;
  value.paint = colour::green;
  value.text = "t";
  value.org.value = "org_1";
  value.stream.value = "org/1";
  value.version.value = 3;
  value.at.value = 1'795'168'735'123'456;
  value.digest.bytes[0] = 0xAB;
  value.secret = {{"key_1"}, "box"};
  value.maybe_number = 0;
  value.maybe_dot = dot{1, 2};
  value.texts = {"a", "b"};
  value.flags = {true, false};
  value.labels = {{"k", "v"}};
  value.dots_by_org = {{org_id{"org_2"}, {dot{}}}};
  EXPECT_EQ(
      json_of(value),
      R"({"flag":true,"small":0,"little":-2,"medium":0,"large":0,"huge":18446744073709551615,)"
      R"("paint":"green","text":"t","org":"org_1","stream":"org/1","version":3,"position":0,)"
      R"("at":"2026-11-20T09:58:55.123456Z",)"
      R"("digest":"ab00000000000000000000000000000000000000000000000000000000000000",)"
      R"("secret":{"key":"key_1","sealed":true},"maybe_number":0,"maybe_dot":{"x":1,"y":2},)"
      R"("texts":["a","b"],"numbers":[],"flags":[true,false],"dots":[],"digests":[],)"
      R"("labels":{"k":"v"},"dots_by_org":{"org_2":[{"x":0,"y":0}]},"nested":{"x":0,"y":0}})");
}

TEST(FieldsJson, NeverShowsSealedContent) {
  EXPECT_EQ(json_of(sample<every_member>()).find("box of"), std::string::npos);
}

TEST(Rfc3339, CountsFromTheEpochInBothDirections) {
  EXPECT_EQ(to_rfc3339({0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339({-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_rfc3339({951'782'400'000'000}), "2000-02-29T00:00:00.000000Z");
}

TEST(Rfc3339, StaysInTheYearsItCanSay) {
  EXPECT_EQ(to_rfc3339({std::numeric_limits<std::int64_t>::max()}), "9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_rfc3339({std::numeric_limits<std::int64_t>::min()}), "0000-01-01T00:00:00.000000Z");
}

TEST(Sample, FillsEveryFieldTheSameWayAgain) {
  const auto one = sample<every_member>();
  EXPECT_EQ(one, sample<every_member>());
  EXPECT_TRUE(one.flag);
  EXPECT_NE(one.paint, colour::none);
  EXPECT_EQ(one.text, "a text");
  EXPECT_EQ(one.texts, (std::vector<std::string>{"a texts-1", "a texts-2"}));
  EXPECT_EQ(one.maybe_dot, one.nested);
}

} // namespace
} // namespace gatehouse
