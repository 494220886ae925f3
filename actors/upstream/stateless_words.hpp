#pragma once

#include "actors/upstream/rpc_messages.hpp"
#include "actors/upstream/upstream_client.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// The words of MCP 2026-07-28, where every request stands for itself.

/// Returns the params of a request with all that its `_meta` has to say (M-META-01 to M-META-04):
/// what the caller passes on, the version, who we are, the caller's capabilities, the log level,
/// and if it wants progress, our token, which is the request's id.
std::string stateless_params(const upstream_request& request, std::uint64_t id);

/// Makes garbage of a result of a type that `request` cannot have, and notes one that asks for
/// input (M-BASE-04 to M-BASE-06, M-MRTR-01, M-MRTR-02).
void judge_result(upstream_reply& reply, const result_shape& shape,
                  const upstream_request& request);

/// What the answer to server/discover says about a server.
struct discovery {
  enum class verdict : std::uint8_t {
    stateless, ///< `hello` is what it said of itself
    sessions,  ///< it wants to be initialized
    again,     ///< it refused our version, and says that it speaks it
    refused,   ///< it is of the stateless era, and there is no way to speak with it
    unknown,   ///< nothing was heard
  };
  verdict is = verdict::unknown;
  upstream_hello hello;
  failure why{errc::upstream_unavailable, {}};
};

/// Judges it. Any answer that is not of the stateless era is one of the era of sessions, whatever
/// its code (M-VERS-09, M-VERS-10).
discovery judge_discovery(const upstream_reply& reply);

/// Says whether an answer to initialize is that of a server that knows only the stateless era.
bool wants_discovery(const upstream_reply& reply);

} // namespace gatehouse
