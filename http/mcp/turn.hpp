#pragma once

#include "actors/gateway.hpp"
#include "http/exchange.hpp"
#include "http/mcp/rpc_error.hpp"
#include "http/mcp/rpc_message.hpp"
#include "storage/json/json.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// One POST to an MCP endpoint while it is worked on.
///
/// Ownership: shared by its callbacks; the exchange owns the body, of which `document` and all
/// messages are slices.
struct turn {
  exchange_ptr x;
  binding at;
  session_id session;
  outcome<json_document> document;
  std::optional<rpc_reading> single; ///< of a body that is no batch
  std::vector<std::uint64_t> calls; ///< handles of what was started, to be given up with the client
};

using turn_ptr = std::shared_ptr<turn>;

/// Receives the answer to one message; nothing for notifications and responses.
using answered = std::function<void(std::optional<rpc_answer>)>;

/// Sends the answer to a single message in the form the client reads; nothing: it was accepted.
void send_answer(const exchange_ptr& x, std::optional<rpc_answer> answer);

/// Answers one message of an open session; `initialize` is not one of them.
void answer_message(const turn_ptr& on, const rpc_message& message, const answered& done);

/// Opens a session and answers `initialize`.
void initialize(const turn_ptr& on, const rpc_message& message, const answered& done);

/// tools/list. Bounds: limits::list_page_max tools an answer.
void list_tools(const turn_ptr& on, const rpc_message& message, const answered& done);

/// tools/call. The client's disappearance gives the call up (docs/decisions).
void call_tool(const turn_ptr& on, const rpc_message& message, const answered& done);

/// Answers a message that is itself at fault; but if the session is, that is what the client hears.
void refuse_in_session(const turn_ptr& on, std::string_view id, const failure& why,
                       const answered& done);

/// notifications/cancelled: gives up the calls of this session with that id.
void cancel_calls(const turn_ptr& on, const rpc_message& message);

} // namespace gatehouse
