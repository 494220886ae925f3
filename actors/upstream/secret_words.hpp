#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The values that a server was given, so that they are told from what it says of itself. A value
/// of several lines is known by each. Values of less than four bytes are no secrets.
class secret_words {
public:
  explicit secret_words(const std::map<std::string, std::string>& environment);

  /// Returns `line` with every known value replaced, also one that begins where the line was cut.
  std::string taken_out_of(std::string line) const;

private:
  std::vector<std::string> values_; ///< the longest first
};

} // namespace gatehouse
