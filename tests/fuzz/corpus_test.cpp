#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

/// Replays the corpus of each fuzz target: inputs that once mattered, findings among them.
/// GATEHOUSE_FUZZ_TARGETS is the list of targets; CMake makes it from the files of this folder.

#define GATEHOUSE_FUZZ_TARGET(name) extern "C" int name(const std::uint8_t* data, std::size_t size);
GATEHOUSE_FUZZ_TARGETS
#undef GATEHOUSE_FUZZ_TARGET

namespace gatehouse {
namespace {

struct fuzz_target {
  std::string name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};

class Corpus : public testing::TestWithParam<fuzz_target> {};

void feed(const fuzz_target& target, const std::string& input) {
  // A copy of its own, so that a sanitizer sees a read past the end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  EXPECT_EQ(target.run(bytes.data(), bytes.size()), 0);
}

TEST_P(Corpus, StaysMended) {
  const auto& target = GetParam();
  feed(target, "");
  const auto folder = std::filesystem::path("tests/fuzz/corpus") / target.name;
  if (!std::filesystem::exists(folder))
    return;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path());
    std::ifstream in(entry.path(), std::ios::binary);
    feed(target, {std::istreambuf_iterator<char>(in), {}});
  }
}

std::vector<fuzz_target> all_targets() {
  return {
#define GATEHOUSE_FUZZ_TARGET(name) {#name, name},
      GATEHOUSE_FUZZ_TARGETS
#undef GATEHOUSE_FUZZ_TARGET
  };
}

INSTANTIATE_TEST_SUITE_P(All, Corpus, testing::ValuesIn(all_targets()),
                         [](const auto& target) { return target.param.name; });

} // namespace
} // namespace gatehouse
