#include "storage/backup/dump.hpp"
#include "tests/support/live_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class WholeDump : public testing::Test {
protected:
  WholeDump() {
    live_.append(5);
    lines_ = dumped();
  }

  std::vector<std::string> dumped() const {
    std::vector<std::string> lines;
    EXPECT_TRUE(dump_whole(live_.log(), "1.2.3", [&](std::string_view line) {
      lines.emplace_back(line);
      return true;
    }));
    return lines;
  }

  outcome<log_point> load(const std::vector<std::string>& lines) {
    auto at = lines.begin();
    return load_dump(
        [&]() -> outcome<std::optional<std::string>> {
          return at == lines.end() ? std::nullopt : std::optional{*at++};
        },
        folder_ / "loaded", [](std::string_view, std::uint64_t, std::uint64_t) {});
  }

  /// Loads `lines` and expects that this is refused and leaves nothing behind.
  failure refusal(const std::vector<std::string>& lines) {
    auto done = load(lines);
    EXPECT_FALSE(done);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "loaded"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "loaded.unfinished"));
    return done ? failure{} : done.error();
  }

  temp_folder folder_;
  live_folder live_{folder_ / "data"};
  std::vector<std::string> lines_;
};

TEST_F(WholeDump, MakesTheSameLogAgain) {
  auto held = load(lines_);
  ASSERT_TRUE(held) << held.error().detail;
  EXPECT_EQ(*held, *point_of(live_.log()));
  EXPECT_EQ(record_bytes(folder_ / "loaded"), record_bytes(live_.log()));
  expect_good_views(folder_ / "loaded");
}

TEST_F(WholeDump, BeginsWithAHeadAndReadsLikeAnyOther) {
  ASSERT_EQ(lines_.size(), 6u);
  EXPECT_THAT(lines_[0], StartsWith(R"({"gatehouse_dump":1,"records":5,"root":")"));
  EXPECT_THAT(lines_[5], StartsWith(R"({"position":5,"stream":"org/org5","version":1,)"));
  EXPECT_THAT(lines_[5], HasSubstr(R"("type":"org.created")"));
}

TEST_F(WholeDump, IsNotLoadedOverAnything) {
  auto onto = load_dump([] { return std::optional<std::string>{}; }, live_.path(),
                        [](std::string_view, std::uint64_t, std::uint64_t) {});
  ASSERT_FALSE(onto);
  EXPECT_EQ(onto.error().code, errc::conflict);
}

TEST_F(WholeDump, ThatWasCutShortIsRefused) {
  for (std::size_t left = 0; left < lines_.size(); ++left) {
    SCOPED_TRACE(left);
    const auto why = refusal({lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(left)});
    EXPECT_THAT(why.detail, HasSubstr("line " + std::to_string(left + 1) + ": "));
  }
  lines_.back().resize(lines_.back().size() / 2);
  const auto why = refusal(lines_);
  EXPECT_EQ(why.code, errc::malformed_json);
  EXPECT_THAT(why.detail, HasSubstr("line 6: "));
}

TEST_F(WholeDump, WithAGapOrTooMuchIsRefused) {
  auto gap = lines_;
  gap.erase(gap.begin() + 3);
  EXPECT_EQ(refusal(gap), (failure{errc::journal_damaged, "line 4: position 4 follows 2"}));
  auto swapped = lines_;
  std::swap(swapped[1], swapped[2]);
  EXPECT_EQ(refusal(swapped), (failure{errc::journal_damaged, "line 2: position 2 follows 0"}));
  auto twice = lines_;
  twice.push_back(lines_.back());
  EXPECT_THAT(refusal(twice).detail, HasSubstr("line 7: "));
  live_.append(1);
  lines_.push_back(dumped().back());
  EXPECT_THAT(refusal(lines_).detail, HasSubstr("line 7: "));
}

TEST_F(WholeDump, WithADamagedLineIsRefusedWhereverThatIs) {
  const auto record_at = lines_[3].find(R"("leaf":)");
  for (auto at = record_at; at < lines_[3].size(); at += 29) {
    SCOPED_TRACE(at);
    auto damaged = lines_;
    damaged[3][at] = static_cast<char>(damaged[3][at] ^ 1);
    EXPECT_THAT(refusal(damaged).detail, HasSubstr("line 4: "));
  }
}

TEST_F(WholeDump, OfAnotherTreeIsRefused) {
  auto& head = lines_[0];
  const auto root = head.find(R"("root":")") + 8;
  head[root] = head[root] == '0' ? '1' : '0';
  EXPECT_EQ(refusal(lines_).code, errc::journal_damaged);
}

TEST_F(WholeDump, OfAForeignVersionIsRefused) {
  EXPECT_EQ(refusal({R"({"gatehouse_dump":2})"}).code, errc::journal_newer);
  EXPECT_EQ(refusal({R"({"gatehouse_dump":1,"records":-1,"root":""})"}).code,
            errc::invalid_argument);
  EXPECT_EQ(refusal({lines_[1]}).code, errc::invalid_argument) << "a dump without bytes";
  EXPECT_EQ(refusal({""}).code, errc::malformed_json);
}

} // namespace
} // namespace gatehouse
