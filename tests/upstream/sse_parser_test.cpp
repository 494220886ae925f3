#include "actors/upstream/sse_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace gatehouse {
namespace {

std::vector<sse_event> parse(std::string_view text) {
  sse_parser parser{10'000};
  std::vector<sse_event> events;
  EXPECT_TRUE(parser.feed(text, events));
  return events;
}

TEST(SseParser, ReadsTheExamplesOfTheStandard) {
  auto stocks = parse("data: YHOO\ndata: +2\ndata: 10\n\n");
  ASSERT_EQ(stocks.size(), 1U);
  EXPECT_EQ(stocks[0].data, "YHOO\n+2\n10");
  auto blanks = parse("data\n\ndata\ndata\n\ndata:");
  ASSERT_EQ(blanks.size(), 2U) << "the last is not ended by an empty line";
  EXPECT_EQ(blanks[0].data, "");
  EXPECT_EQ(blanks[1].data, "\n");
  auto spaces = parse("data:test\n\ndata: test\n\ndata:  test\n\n");
  ASSERT_EQ(spaces.size(), 3U);
  EXPECT_EQ(spaces[0].data, "test");
  EXPECT_EQ(spaces[1].data, "test");
  EXPECT_EQ(spaces[2].data, " test");
}

TEST(SseParser, KnowsEveryLineEndingAndTheByteOrderMark) {
  for (std::string end : {"\n", "\r", "\r\n"}) {
    auto events = parse("\xef\xbb\xbf"
                        "event: e" +
                        end + "data: d" + end + end);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].type, "e");
    EXPECT_EQ(events[0].data, "d");
  }
}

TEST(SseParser, IgnoresCommentsAndUnknownFields) {
  auto events = parse(": keep alive\n\nfoo: bar\ndata: d\n: more\n\nevent: only\n\n");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].data, "d");
}

TEST(SseParser, KeepsTheIdToResumeAfterAndTheDelay) {
  sse_parser parser{1000};
  std::vector<sse_event> events;
  EXPECT_EQ(parser.last_event_id(), "");
  ASSERT_TRUE(parser.feed("id: 1\ndata:\n\n", events));
  EXPECT_EQ(parser.last_event_id(), "1");
  ASSERT_TRUE(parser.feed("id: 2\ndata: not ended\n", events));
  EXPECT_EQ(parser.last_event_id(), "1");
  ASSERT_TRUE(parser.feed("\nid: a\tb\n\nretry: x\nretry: 1500\nretry: 2s\n", events));
  EXPECT_EQ(parser.last_event_id(), "2");
  EXPECT_EQ(parser.retry(), std::chrono::milliseconds{1500});
  ASSERT_TRUE(parser.feed("id\n\n", events));
  EXPECT_EQ(parser.last_event_id(), "");
}

TEST(SseParser, HasABound) {
  const std::string line = "data: " + std::string(94, 'x');
  std::vector<sse_event> events;
  EXPECT_TRUE(sse_parser{100}.feed(line, events));
  EXPECT_FALSE(sse_parser{100}.feed(line + "x", events));
  sse_parser many{100};
  EXPECT_TRUE(many.feed("data: " + std::string(80, 'x') + "\n", events));
  EXPECT_FALSE(many.feed("data: " + std::string(80, 'x') + "\n", events));
  sse_parser again{100};
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(again.feed("data: " + std::string(80, 'x') + "\n\n", events));
}

RC_GTEST_PROP(SseParser, ReadsTheSameHoweverTheBytesAreCut, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("data: x", "data", ":", "id: 1", "retry: 5", "event: e", "\n",
                                    "\r", "\r\n", "\n\n", "\xef\xbb\xbf", "z"));
  std::string text;
  for (const auto& piece : pieces)
    text += piece;
  std::vector<sse_event> whole;
  sse_parser at_once{10'000};
  RC_ASSERT(at_once.feed(text, whole));
  std::vector<sse_event> parts;
  sse_parser in_parts{10'000};
  for (std::size_t at = 0; at < text.size();) {
    const auto length = *rc::gen::inRange<std::size_t>(1, 5);
    RC_ASSERT(in_parts.feed(std::string_view{text}.substr(at, length), parts));
    at += length;
  }
  RC_ASSERT(whole.size() == parts.size());
  for (std::size_t i = 0; i < whole.size(); ++i)
    RC_ASSERT(whole[i].data == parts[i].data && whole[i].type == parts[i].type);
  RC_ASSERT(at_once.last_event_id() == in_parts.last_event_id());
}

} // namespace
} // namespace gatehouse
