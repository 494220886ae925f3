#include "storage/json/json.hpp"
#include "storage/json/json_members.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {
namespace {

/// Returns what raw_members() finds, one `key=value` a line.
std::string seen_in(std::string_view object) {
  std::string seen;
  for (const auto& member : raw_members(object)) {
    EXPECT_TRUE(member.whole.starts_with(member.key) && member.whole.ends_with(member.value));
    seen.append(member.key).append("=").append(member.value).append("\n");
  }
  return seen;
}

TEST(RawMembers, AreThoseOfTheObject) {
  EXPECT_EQ(seen_in("{}"), "");
  EXPECT_EQ(seen_in(" { \n} "), "");
  EXPECT_EQ(seen_in(R"({"a":1})"), "\"a\"=1\n");
  EXPECT_EQ(seen_in(" {\t\"a\" : -1.5e3 ,\"b\":true\n, \"c\" :null } "),
            "\"a\"=-1.5e3\n\"b\"=true\n\"c\"=null\n");
  EXPECT_EQ(seen_in(R"({"a":{"b":[1,{"c":"}]"}]},"d":[[],{}],"":""})"),
            R"("a"={"b":[1,{"c":"}]"}]})"
            "\n\"d\"=[[],{}]\n\"\"=\"\"\n");
}

TEST(RawMembers, SeeThroughEscapes) {
  EXPECT_EQ(seen_in(R"({"a\"":"\\","b\\":"\\\"","c":["\\\\\"]"]})"), R"("a\""="\\")"
                                                                     "\n"
                                                                     R"("b\\"="\\\"")"
                                                                     "\n"
                                                                     R"("c"=["\\\\\"]"])"
                                                                     "\n");
}

TEST(RawMembers, AreNoneOfAnythingElse) {
  for (const std::string_view text : {"", " ", "[]", "7", "\"{\"", "null"})
    EXPECT_EQ(seen_in(text), "") << text;
}

TEST(RawMembers, EndWithATextThatIsCutShort) {
  const std::string whole = R"( { "a" : { "b" : [ 1 , "c\"" ] } , "d" : "e" } )";
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_LE(raw_members(std::string_view{whole}.substr(0, size)).size(), 2u) << size;
}

} // namespace
} // namespace gatehouse
