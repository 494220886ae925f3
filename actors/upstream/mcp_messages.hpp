#pragma once

#include "actors/upstream/rpc_messages.hpp"

#include <array>
#include <string>
#include <string_view>

namespace gatehouse {

/// The revisions with sessions that a server may choose, the one we ask for first.
inline constexpr std::array<std::string_view, 4> upstream_versions{"2025-11-25", "2025-06-18",
                                                                   "2025-03-26", "2024-11-05"};

/// The revision without.
inline constexpr std::string_view stateless_version = "2026-07-28";

/// Returns who we are, as MCP's Implementation object.
std::string client_info();

/// Returns the params of initialize; `capabilities` is a raw object.
std::string initialize_params(std::string_view capabilities);

/// Returns the params of a request with their `_meta`: what the caller passes on and, if it wants
/// progress, our token, which is the request's id.
std::string params_with_meta(const upstream_request& request, std::uint64_t id);

/// Reads the result of initialize. Errors: `upstream_protocol`.
outcome<upstream_hello> read_hello(std::string_view result);

/// Returns why a request that should have had a result has none; `what` names it.
failure as_failure(const upstream_reply& reply, std::string_view what);

/// Takes a result of that method for garbage if it is not made of what MCP says.
void judge_content(upstream_reply& reply, const result_shape& shape, std::string_view method);

/// Says whether the raw JSON object `capabilities` has the member `name`.
bool has_capability(std::string_view capabilities, std::string_view name);

} // namespace gatehouse
