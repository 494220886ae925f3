#include "storage/proof/proof_lines.hpp"

#include "storage/base64.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace gatehouse {

std::string_view line_reader::next() {
  const auto line = rest_.substr(0, rest_.find('\n'));
  rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
  return line;
}

std::optional<std::uint64_t> parse_number(std::string_view digits) {
  std::uint64_t number = 0;
  const auto* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, number);
  const bool padded = digits.size() > 1 && digits.front() == '0';
  if (error != std::errc{} || rest != end || padded)
    return {};
  return number;
}

std::optional<digest256> parse_digest(std::string_view line) {
  const auto bytes = from_base64(line);
  digest256 digest;
  if (!bytes || bytes->size() != digest.bytes.size())
    return {};
  std::memcpy(digest.bytes.data(), bytes->data(), bytes->size());
  return digest;
}

std::string digest_to_line(const digest256& digest) {
  return to_base64({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

} // namespace gatehouse
