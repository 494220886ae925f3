#pragma once

#include "actors/upstream/http_url.hpp"

#include <string_view>

namespace gatehouse {

/// Resolves the endpoint that a server of MCP 2024-11-05 names in its event stream at `base`: an
/// http URL, or a reference relative to it (RFC 3986, section 5.2). It must have the same origin:
/// what is sent there carries the connection's credentials. Errors: `upstream_protocol`.
outcome<http_url> resolve_endpoint(const http_url& base, std::string_view reference);

} // namespace gatehouse
