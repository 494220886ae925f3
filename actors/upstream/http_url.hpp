#pragma once

#include "events/core/outcome.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// The parts of an http URL that a client needs (RFC 3986, RFC 9110 section 4.2.1).
struct http_url {
  std::string host;      ///< name or address, without the brackets of an IPv6 literal
  std::string port;      ///< decimal, "80" if none was given
  std::string target;    ///< path and query, at least "/"
  std::string authority; ///< the Host header
};

/// Parses an absolute http URL. Refused: other schemes (https needs a local TLS proxy for now),
/// user information (a password in a URL ends up in logs), a fragment, anything not visible ASCII.
/// Bounds: limits::target_bytes_max. Errors: `invalid_argument`.
outcome<http_url> parse_http_url(std::string_view text);

struct url_and_query {
  std::string url;   ///< all before the `?`
  std::string query; ///< all behind it
};

/// Cuts the URL `text` before its query, which may hold a secret.
url_and_query cut_query(std::string_view text);

/// Says whether `name: value` can stand in a request (RFC 9110 section 5) and is not one of those
/// that frame the message or that the transport writes itself. Errors: `invalid_argument`.
outcome<nothing> check_http_header(std::string_view name, std::string_view value);

} // namespace gatehouse
