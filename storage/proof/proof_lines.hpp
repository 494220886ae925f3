#pragma once

#include "events/core/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Takes a text of lines apart. Ownership: the text must outlive the reader and its lines.
class line_reader {
public:
  explicit line_reader(std::string_view text) : rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }

  /// Returns the next line without its newline; empty at the end.
  std::string_view next();

  std::string_view rest() const noexcept { return rest_; }

private:
  std::string_view rest_;
};

/// Reads a decimal number without leading zeros, at most 64 bits.
std::optional<std::uint64_t> parse_number(std::string_view digits);

/// Reads a digest in base64, as checkpoints and proofs write it.
std::optional<digest256> parse_digest(std::string_view line);
std::string digest_to_line(const digest256& digest);

} // namespace gatehouse
