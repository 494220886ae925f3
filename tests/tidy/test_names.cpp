#include "tests/tidy/test_names.hpp"

namespace gatehouse::tidy {

std::string test_begun_by(std::string_view text) {
  if (!text.starts_with("TEST") && !text.starts_with("RC_GTEST_PROP("))
    return {};
  const auto open = text.find('(');
  const auto comma = text.find(',', open);
  const auto close = text.find_first_of(",)", comma + 1);
  const auto start = text.find_first_not_of(" \n", comma + 1);
  if (comma == text.npos || close == text.npos || start == text.npos)
    return {};
  return std::string(text.substr(open + 1, comma - open - 1)) + '.' +
         std::string(text.substr(start, close - start));
}

} // namespace gatehouse::tidy
