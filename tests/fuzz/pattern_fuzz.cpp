/// Fuzzes the pattern language: the input is a pattern, a newline and an address. What the compiled
/// pattern accepts and matches must be what the plain reference says.

#include "events/core/limits.hpp"
#include "events/names/utf8.hpp"
#include "events/policy/pattern.hpp"
#include "events/policy/pattern_index.hpp"
#include "tests/unit/policy/naive_match.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input(data, data + size);
  auto newline = input.find('\n');
  auto text = std::string_view{input}.substr(0, newline);
  auto address = newline == std::string::npos ? std::string_view{}
                                              : std::string_view{input}.substr(newline + 1);
  auto parsed = pattern::parse(text);
  require(bool{parsed} == (text.size() <= limits::pattern_bytes_max && is_plain_text(text) &&
                           naive_is_pattern(text)));
  if (!parsed) {
    require(parsed.error().code == errc::invalid_argument);
    return 0;
  }
  require(parsed->text() == text);
  bool expected = naive_match(text, address);
  require(parsed->matches(address) == expected);
  require(pattern_index{{*parsed}}.first_match(address).has_value() == expected);
  return 0;
}
