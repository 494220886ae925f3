#pragma once

#include "events/core/outcome.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// The place of a rule in its list: a fractional index, a string between any two of which there is
/// room for another, so that moving one rule rewrites no other.
///
/// A position is an integer part, whose first letter says its length ('a' one digit, 'b' two, ...
/// upwards; 'Z' one digit, 'Y' two, ... below zero), and then a fraction without a trailing zero.
/// The digits are `0-9A-Za-z` and positions are compared byte by byte; the lower one has
/// precedence.

/// Returns whether `text` is a position. Bounds: at most limits::position_bytes_max bytes.
bool is_position(std::string_view text) noexcept;

/// Returns a position after `below` and before `above`; a missing one is no limit on its side.
/// The top of a list is thus between nothing and its first position.
///
/// Inserting at the top or the bottom costs a byte per some thousands of positions. Halving the
/// same gap again and again costs one per about six and ends at limits::position_bytes_max.
///
/// Errors: invalid_argument for a malformed position or when `below` is not before `above`;
/// limit_reached when the position between them would be too long. Never a wrong order.
outcome<std::string> position_between(std::optional<std::string_view> below,
                                      std::optional<std::string_view> above);

} // namespace gatehouse
