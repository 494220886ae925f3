#include "app/bench/stub_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <gmock/gmock.h>
#include <sstream>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Returns the lines that a stub answers to `requests`, in the order in which they came.
std::vector<std::string> answers_of(const recorded_tools& tools, const std::string& requests) {
  std::istringstream in{requests};
  std::ostringstream out;
  run_stub_server(tools, in, out);
  std::vector<std::string> lines;
  std::istringstream said{out.str()};
  for (std::string line; std::getline(said, line);)
    lines.push_back(line);
  return lines;
}

std::string call(int id, const std::string& tool) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
         R"(,"method":"tools/call","params":{"name":")" + tool + R"("}})" + "\n";
}

/// Returns the number of bytes of the result in an answer to a request with a one-digit id.
std::size_t result_bytes(const std::string& answer) {
  const std::string before = R"({"jsonrpc":"2.0","id":1,"result":)";
  return answer.size() - before.size() - 1;
}

TEST(StubServer, OffersTheRecordedToolsAndMarksThem) {
  const auto lines =
      answers_of({{"a", {}}, {"b", {}}}, R"({"jsonrpc":"2.0","id":1,"method":"server/discover"})"
                                         "\n"
                                         R"({"jsonrpc":"2.0","method":"notifications/cancelled"})"
                                         "\n"
                                         R"({"jsonrpc":"2.0","id":2,"method":"tools/list"})"
                                         "\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr(R"("supportedVersions":["2026-07-28"])"));
  EXPECT_THAT(lines[1], AllOf(HasSubstr(R"("name":"a")"), HasSubstr(R"("name":"b")"),
                              HasSubstr(R"("_meta":{"gatehouse/stub":true})")));
}

TEST(StubServer, AnswersAtTheRecordedLengthOneAfterTheOther) {
  const recorded_tools tools{{"a", {{100, 0, false}, {250, 0, true}, {1, 0, false}}}, {"b", {}}};
  const auto lines =
      answers_of(tools, call(1, "a") + call(2, "a") + call(3, "a") + call(4, "a") + call(5, "b"));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(result_bytes(lines[0]), 100u);
  EXPECT_EQ(result_bytes(lines[1]), 250u);
  EXPECT_THAT(lines[1], HasSubstr(R"("isError":true)"));
  EXPECT_THAT(lines[2], HasSubstr(R"("text":"")")) << "the smallest there is";
  EXPECT_EQ(result_bytes(lines[3]), 100u) << "from the first again";
  EXPECT_THAT(lines[4], HasSubstr(R"("result":)"));
}

TEST(StubServer, AnswersAsLateAsRecordedAndLetsOthersPass) {
  const recorded_tools tools{{"slow", {{100, 30'000, false}}}, {"fast", {{100, 0, false}}}};
  const auto begun = std::chrono::steady_clock::now();
  const auto lines = answers_of(tools, call(1, "slow") + call(2, "fast"));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds{30});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr(R"("id":2)"));
  EXPECT_THAT(lines[1], HasSubstr(R"("id":1)"));
}

TEST(StubServer, RefusesWhatItDoesNotKnow) {
  const auto lines = answers_of({{"a", {}}}, call(1, "other") + "not json\n" +
                                                 R"({"jsonrpc":"2.0","id":2,"method":"x/y"})"
                                                 "\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("-32602"));
  EXPECT_THAT(lines[1], HasSubstr("-32601"));
}

} // namespace
} // namespace gatehouse
