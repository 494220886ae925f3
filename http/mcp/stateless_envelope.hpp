#pragma once

#include "events/core/outcome.hpp"
#include "http/mcp/rpc_message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// What a message of the stateless era says of itself in `params._meta` (2026-07-28,
/// RequestMetaObject). The views refer to the body.
struct stateless_envelope {
  std::string protocol_version;
  std::string client_name;
  std::string client_version;
  std::string_view capabilities = "{}"; ///< raw JSON object
  std::string log_level;                ///< empty: no log messages are wanted
  std::string_view progress_token;      ///< raw JSON; empty: no progress is wanted
};

/// Returns whether a message claims to be of the stateless era: whether its `_meta` has a protocol
/// version, good or bad.
bool claims_stateless(const std::optional<json_value>& params);

/// Reads the envelope of a request, or of a notification, which only needs the version.
/// Errors: `envelope_invalid`. Bounds: limits::client_capabilities_bytes_max.
outcome<stateless_envelope> read_envelope(const rpc_message& message);

/// Returns the level's place among the log levels, from `debug`; nothing if it is none.
std::optional<int> log_level_rank(std::string_view level);

} // namespace gatehouse
