#pragma once

#include "events/core/outcome.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// The grammars of the names people give to things. Each function returns the name as it is kept.
///
/// Letters are ASCII letters and blanks are ASCII blanks: no locale, no Unicode tables.
/// Errors: invalid_argument, whose detail says the rule that was broken.

/// Reads a name that is only ever shown, of what `what` says: at most limits::name_bytes_max bytes
/// of plain text (is_plain_text), perhaps none. Nothing is trimmed.
outcome<std::string> parse_display_name(std::string_view what, std::string_view text);

/// Reads the name of a toolkit: trimmed, 1 to limits::name_bytes_max bytes.
outcome<std::string> parse_toolkit_name(std::string_view text);

/// Reads a slug someone gave to a toolkit: trimmed and lower-cased, 1 to limits::slug_bytes_max of
/// `[a-z0-9-]` with no '-' at either end.
outcome<std::string> parse_toolkit_slug(std::string_view text);

/// Derives a toolkit's slug from its name: lower-cased, every run of other characters one '-', cut
/// to its bound. It is an error when nothing usable is left, or when the cut leaves a '-' at the
/// end: then a slug must be given.
outcome<std::string> toolkit_slug_of(std::string_view name);

/// The refusal of a slug that another toolkit has. Its code is conflict.
failure toolkit_slug_taken(std::string_view slug);

/// Reads the slug of an organization: limits::org_slug_bytes_min to org_slug_bytes_max of
/// `[a-z0-9-]`, no '-' at either end, no two in a row, and no word that a path of ours needs.
/// Nothing is trimmed or lower-cased.
outcome<std::string> parse_org_slug(std::string_view text);

/// What a connection is called: `github.work` is the connection `work` of `github`.
struct connection_name {
  std::string integration;
  std::string connection;

  friend bool operator==(const connection_name&, const connection_name&) = default;
};

/// Reads `integration` or `integration.connection`; a missing connection is `main`. Both parts are
/// 1 to limits::slug_bytes_max of `[a-z0-9-]`, so neither can add a segment to an address. The
/// integration `gatehouse` is refused: the addresses of the built-in tools begin with it.
outcome<connection_name> parse_connection_name(std::string_view text);

/// Reads the name of a user: 1 to limits::name_bytes_max letters, digits, and any of `. _ @ + -`.
outcome<std::string> parse_user_name(std::string_view text);

} // namespace gatehouse
