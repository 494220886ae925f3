#include "events/core/limits.hpp"
#include "storage/stream_versions.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

stream_id stream(std::uint64_t number) {
  return {"org/" + std::to_string(number)};
}

TEST(StreamVersions, KnowsOnlyWhatItWasTold) {
  stream_versions table{4};
  EXPECT_EQ(table.find(stream(1)), std::nullopt);
  table.cache(stream(1), {7});
  EXPECT_EQ(table.find(stream(1)), stream_version{7});
  table.advance(stream(1), {8}, {20});
  EXPECT_EQ(table.find(stream(1)), stream_version{8});
  EXPECT_EQ(table.cached(), 0u);
}

TEST(StreamVersions, KeepsEveryStreamThatIsNotCopied) {
  stream_versions table{4};
  for (std::uint64_t i = 1; i <= 100; ++i)
    table.advance(stream(i), {1}, {i});
  table.settle({0});
  EXPECT_EQ(table.kept(), 100u);
  for (std::uint64_t i = 1; i <= 100; ++i)
    EXPECT_EQ(table.find(stream(i)), stream_version{1});
}

TEST(StreamVersions, SettlesOnlyStreamsThatHaveNotMovedSince) {
  stream_versions table{4};
  table.advance(stream(1), {1}, {1});
  table.advance(stream(2), {1}, {2});
  table.advance(stream(1), {2}, {3});
  table.settle({2});
  EXPECT_EQ(table.kept(), 1u);
  EXPECT_EQ(table.find(stream(1)), stream_version{2});
  EXPECT_EQ(table.find(stream(2)), stream_version{1});
  table.settle({3});
  EXPECT_EQ(table.kept(), 0u);
  EXPECT_EQ(table.find(stream(1)), stream_version{2});
}

TEST(StreamVersions, ForgetsTheLeastRecentlyUsedBeyondItsBound) {
  stream_versions table{limits::stream_versions_cached_max};
  for (std::uint64_t i = 0; i < limits::stream_versions_cached_max; ++i)
    table.cache(stream(i), {1});
  EXPECT_EQ(table.find(stream(0)), stream_version{1});
  table.cache(stream(limits::stream_versions_cached_max), {1});
  EXPECT_EQ(table.cached(), limits::stream_versions_cached_max);
  EXPECT_EQ(table.find(stream(1)), std::nullopt) << "the oldest that was not asked for";
  EXPECT_EQ(table.find(stream(0)), stream_version{1});
}

TEST(StreamVersions, ReplacesWhatItCached) {
  stream_versions table{4};
  table.cache(stream(1), {1});
  table.cache(stream(1), {2});
  EXPECT_EQ(table.cached(), 1u);
  EXPECT_EQ(table.find(stream(1)), stream_version{2});
}

} // namespace
} // namespace gatehouse
