#include "actors/upstream/answer_id.hpp"
#include "actors/upstream/stdio_lines.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::optional<std::uint64_t> id_in(std::string_view text) {
  answer_id id;
  for (char c : text) // byte by byte: the worst cut
    id.feed({&c, 1});
  return id.value();
}

TEST(AnswerId, IsFoundBeforeAndAfterTheResult) {
  EXPECT_EQ(id_in(R"({"jsonrpc":"2.0","id":42,"result":{"id":1}})"), 42U);
  EXPECT_EQ(id_in(R"({"result":{"id":1,"x":["id",{"id":2}]},"jsonrpc":"2.0", "id" : 42 })"), 42U);
  EXPECT_EQ(id_in(R"({"a":"\"id\":7,","id":8})"), 8U);
}

TEST(AnswerId, IsNothingElse) {
  EXPECT_EQ(id_in(R"({"id":"42"})"), std::nullopt);
  EXPECT_EQ(id_in(R"({"xid":42,"idx":3,"result":"id"})"), std::nullopt);
  EXPECT_EQ(id_in(R"([{"id":42}])"), std::nullopt);
  EXPECT_EQ(id_in(R"({"id":null})"), std::nullopt);
  EXPECT_EQ(id_in("id:42"), std::nullopt);
}

TEST(MessageLines, AreCutAtLineBreaksOnly) {
  message_lines lines{100};
  std::vector<message_line> out;
  ASSERT_TRUE(lines.feed("one\r\ntw", out));
  ASSERT_TRUE(lines.feed("o\n\n\nthr", out));
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].text, "one");
  EXPECT_EQ(out[1].text, "two");
}

TEST(MessageLines, HaveABoundAndGoOnAfterALineOverIt) {
  message_lines lines{20};
  std::vector<message_line> out;
  ASSERT_TRUE(lines.feed(std::string(20, 'x') + "\n", out));
  ASSERT_TRUE(lines.feed(R"({"id":5,"result":")", out));
  ASSERT_TRUE(lines.feed("abcdefghijkl\"}\nnext\n", out));
  ASSERT_EQ(out.size(), 3U);
  EXPECT_FALSE(out[0].too_long);
  EXPECT_TRUE(out[1].too_long);
  EXPECT_EQ(out[1].id, 5U);
  EXPECT_EQ(out[2].text, "next");
}

TEST(MessageLines, GiveUpOnALineWithoutEnd) {
  message_lines lines{10};
  std::vector<message_line> out;
  const std::string part(1u << 20, ' ');
  for (std::size_t skipped = 0; skipped < limits::upstream_skip_bytes_max; skipped += part.size())
    ASSERT_TRUE(lines.feed(part, out));
  EXPECT_FALSE(lines.feed("x", out));
}

TEST(LogLines, AreCutOffAtTheirBound) {
  log_lines log;
  std::vector<std::string> out;
  log.feed(std::string(limits::upstream_log_line_bytes_max + 1, 'x') + "\nnext\n", {}, out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].size(), limits::upstream_log_line_bytes_max);
  EXPECT_EQ(out[1], "next");
}

TEST(LogLines, AreDroppedOverTheirRateAndSaySo) {
  log_lines log;
  std::vector<std::string> out;
  const auto start = log_lines::clock::time_point{} + std::chrono::hours{1};
  for (std::size_t i = 0; i < limits::upstream_log_lines_max + 3; ++i)
    log.feed("line\n", start, out);
  EXPECT_EQ(out.size(), limits::upstream_log_lines_max);
  out.clear();
  log.feed("line\n", start + std::chrono::seconds{1}, out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0], "(3 lines dropped)");
  EXPECT_EQ(out[1], "line");
}

} // namespace
} // namespace gatehouse
