#include "tests/tidy/generated_page.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace gatehouse::tidy {

testing::AssertionResult page_holds(const std::string& path, const std::string& content) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): these tests have one thread and set no variable.
  const char* update = std::getenv("GATEHOUSE_UPDATE");
  if (update != nullptr && std::string_view(update) == "1")
    std::ofstream(path, std::ios::binary) << content;
  std::ifstream in(path, std::ios::binary);
  const std::string have{std::istreambuf_iterator<char>(in), {}};
  return same_page(path, have, content);
}

testing::AssertionResult same_page(const std::string& path, std::string_view have,
                                   const std::string& content) {
  if (have == content)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << path << " differs from the code. Run this test with GATEHOUSE_UPDATE=1, or write:\n"
         << content;
}

} // namespace gatehouse::tidy
