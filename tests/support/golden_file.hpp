#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace gatehouse {

/// Says whether the file at `path`, which holds `have`, holds what it should.
inline testing::AssertionResult same_page(const std::string& path, std::string_view have,
                                          const std::string& content) {
  if (have == content)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << path << " differs from the code. Run this test with GATEHOUSE_UPDATE=1, or write:\n"
         << content;
}

/// Returns what the file at `path` holds, nothing if there is none. Paths are from the root of the
/// tree.
inline std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Compares the file at `path` with what the code says it should hold. When the environment has
/// GATEHOUSE_UPDATE=1, writes it instead.
inline testing::AssertionResult page_holds(const std::string& path, const std::string& content) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): these tests have one thread and set no variable.
  const char* update = std::getenv("GATEHOUSE_UPDATE");
  if (update != nullptr && std::string_view(update) == "1")
    std::ofstream(path, std::ios::binary) << content;
  return same_page(path, text_of_file(path), content);
}

} // namespace gatehouse
