#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `text` with the letters A to Z in lower case: protocols know no others.
inline std::string lower_case(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

} // namespace gatehouse
