#pragma once

#include "events/core/outcome.hpp"

#include <map>
#include <string>
#include <string_view>

namespace gatehouse {

/// The target of a request line (RFC 9112, 3.2), taken apart and percent-decoded.
struct request_target {
  std::string path;                              ///< starts with '/', or is "*"
  std::multimap<std::string, std::string> query; ///< '+' means a space, as in forms
  std::string authority;                         ///< of the absolute form, else empty
};

/// Takes a target apart. Refuses what could mean two things further on: encoded slashes, control
/// characters, text that is not UTF-8.
/// Errors: `invalid_request`.
outcome<request_target> parse_target(std::string_view target);

/// Cuts the first segment off `path` and returns it without its slash; empty if there is none.
std::string_view take_segment(std::string_view& path);

/// Returns `path` with everything but unreserved characters and slashes percent-encoded.
std::string encode_path(std::string_view path);

} // namespace gatehouse
