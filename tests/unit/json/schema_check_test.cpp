#include "storage/json/schema_check.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string wrong(const std::string& schema, const std::string& value) {
  const auto rules = json_document::parse(schema);
  const auto given = json_document::parse(value);
  return contradiction(rules->root(), given->root()).value_or("nothing");
}

TEST(SchemaCheck, SeesAWrongType) {
  EXPECT_EQ(wrong(R"({"type":"object"})", "[]"), " is not of its type");
  EXPECT_EQ(wrong(R"({"type":["string","null"]})", "7"), " is not of its type");
  EXPECT_EQ(wrong(R"({"type":["string","null"]})", "null"), "nothing");
  for (const std::string type : {"null", "boolean", "string", "array", "object"})
    EXPECT_EQ(wrong(R"({"type":")" + type + "\"}", "7"), " is not of its type") << type;
}

TEST(SchemaCheck, TakesEverySpellingOfAWholeNumber) {
  for (const std::string whole :
       {"7", "-7", "7.0", "7e0", "70e-1", "123456789012345678901234567890"})
    EXPECT_EQ(wrong(R"({"type":"integer"})", whole), "nothing") << whole;
  EXPECT_EQ(wrong(R"({"type":"integer"})", "7.5"), " is not of its type");
  EXPECT_EQ(wrong(R"({"type":"number"})", "7.5"), "nothing");
}

TEST(SchemaCheck, SeesWhatIsMissing) {
  const std::string schema = R"({"properties":{"a/b":{"required":["c~"]}},"required":["a/b"]})";
  EXPECT_EQ(wrong(schema, "{}"), "/a~1b is missing");
  EXPECT_EQ(wrong(schema, R"({"a/b":{}})"), "/a~1b/c~0 is missing");
  EXPECT_EQ(wrong(schema, R"({"a/b":{"c~":null}})"), "nothing");
  EXPECT_EQ(wrong(schema, "7"), "nothing") << "of no object is anything required";
}

TEST(SchemaCheck, LooksIntoLists) {
  const std::string schema = R"({"items":{"enum":["x","y"]}})";
  EXPECT_EQ(wrong(schema, R"(["x","y"])"), "nothing");
  EXPECT_EQ(wrong(schema, R"(["x","z"])"), "/1 is none of its values");
}

/// What a dialect may read otherwise, or what needs more than a look, is never called wrong.
TEST(SchemaCheck, LeavesOpenWhatIsNotCertain) {
  EXPECT_EQ(wrong("true", "7"), "nothing");
  EXPECT_EQ(wrong("false", "7"), "nothing");
  EXPECT_EQ(wrong(R"({"type":"string","$ref":"#/x"})", "7"), "nothing");
  EXPECT_EQ(wrong(R"({"type":7})", "7"), "nothing");
  EXPECT_EQ(wrong(R"({"type":[]})", "7"), "nothing");
  EXPECT_EQ(wrong(R"({"items":[{"type":"string"}]})", "[7]"), "nothing");
  EXPECT_EQ(wrong(R"({"enum":[1,"a"]})", R"("b")"), "nothing");
  EXPECT_EQ(wrong(R"({"enum":["a"]})", "7"), "nothing");
  EXPECT_EQ(wrong(R"({"minimum":8,"maxLength":0,"format":"uri"})", "7"), "nothing");
  EXPECT_EQ(wrong(R"({"properties":7,"required":"a","items":7})", R"({"a":[]})"), "nothing");
}

} // namespace
} // namespace gatehouse
