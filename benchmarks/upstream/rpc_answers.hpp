#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse {

/// What a stateless MCP server of revision 2025-06-18 answers: `initialize`, `tools/list` and
/// `tools/call` of `echo {text}`.
class rpc_answers {
public:
  /// The catalog has `tools` entries, all but the first of which are only there to be listed.
  explicit rpc_answers(std::size_t tools);

  /// Returns the answer to one JSON-RPC message, "" to a notification.
  std::string answer(std::string_view message) const;

private:
  std::string list_; ///< the result of tools/list
};

} // namespace gatehouse
