#include "events/core/limits.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

TEST(Load, ReadsNoLineOverItsBound) {
  temp_folder folder;
  const auto load = [&](std::size_t bytes) {
    return run_words({"load", "-", folder / "data"}, {}, std::string(bytes, ' ') + "\n");
  };
  const auto longest = load(limits::dump_line_bytes_max);
  EXPECT_EQ(longest.code, exit_code::usage) << "it was read, and is no JSON";
  EXPECT_THAT(longest.err, HasSubstr("line 1: "));
  const auto longer = load(limits::dump_line_bytes_max + 1);
  EXPECT_EQ(longer.code, exit_code::refused);
  EXPECT_THAT(longer.err, HasSubstr("longer than"));
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

TEST(Load, NeedsAFileThatCanBeRead) {
  temp_folder folder;
  EXPECT_EQ(run_words({"load", folder / "nothing", folder / "data"}).code, exit_code::usage);
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

} // namespace
} // namespace gatehouse
