#pragma once

#include "events/core/outcome.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Where a verb reads and writes, so that tests can stand in for it.
struct terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool interactive = false; ///< out and err are a terminal: colours, progress
  std::function<std::optional<std::string>(const std::string&)> environment;

  bool colours() const;
};

/// Returns the process's own.
terminal standard_terminal();

enum class colour : int { red = 31, green = 32, yellow = 33 };

/// Returns `text` in a colour where the terminal has colours.
std::string painted(const terminal& where, std::string_view text, colour with);
std::string bold(const terminal& where, std::string_view text);

/// Returns `text` with its control characters replaced: what an upstream or a client named must not
/// command the terminal.
std::string harmless(std::string_view text);

/// Prints a failure and what to do about it to `err`; as `{"error":{...}}` for programs.
void print_failure(const terminal& where, const failure& why, bool json = false);

} // namespace gatehouse
