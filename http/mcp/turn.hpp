#pragma once

#include "actors/gateway.hpp"
#include "http/exchange.hpp"
#include "http/mcp/client_stream.hpp"
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
  std::shared_ptr<client_stream> stream; ///< once something was said before the answer
};

using turn_ptr = std::shared_ptr<turn>;

/// Receives the answer to one message; nothing for notifications and responses.
using answered = std::function<void(std::optional<rpc_answer>)>;

/// Sends the answer to a single message in the form the client reads; nothing: it was accepted.
void send_answer(const exchange_ptr& x, std::optional<rpc_answer> answer);

// -- the response in the era of sessions ----------------------------------------------------------

/// Returns whether anything but the answer can be said on this response: whether the client reads
/// event streams.
bool can_tell(const turn& on);

/// Says something before the answer: the response becomes an event stream.
void tell(const turn_ptr& on, std::string json);

/// Sends the answer to the body, which ends the response.
void finish(const turn_ptr& on, std::optional<rpc_answer> answer);

// -- the methods of the era of sessions -----------------------------------------------------------

/// Answers one message of an open session; `initialize` is not one of them.
void answer_message(const turn_ptr& on, const rpc_message& message, const answered& done);

/// Returns whether the gateway itself checks the session of a request of this method, so that
/// asking it before would be one hop too many.
bool checks_session(std::string_view method);

/// Opens a session and answers `initialize`.
void initialize(const turn_ptr& on, const rpc_message& message, const answered& done);

/// tools/list and kin. Bounds: limits::list_page_max items an answer.
void list_items(const turn_ptr& on, catalog_list what, const rpc_message& message,
                const answered& done);

/// What reaches an upstream. What its server says meanwhile is passed on; the client's
/// disappearance gives it up (docs/decisions).
void call_upstream(const turn_ptr& on, request_kind kind, const rpc_message& message,
                   const answered& done);

/// logging/setLevel.
void set_log_level(const turn_ptr& on, const rpc_message& message, const answered& done);

/// Answers a message that is itself at fault; but if the session is, that is what the client hears.
void refuse_in_session(const turn_ptr& on, std::string_view id, const failure& why,
                       const answered& done);

/// notifications/cancelled: gives up the calls of this session with that id.
void cancel_calls(const turn_ptr& on, const rpc_message& message);

/// Passes a response of the client on to the server that asked; to nobody if nobody did.
void answer_question(const turn_ptr& on, const rpc_message& message);

} // namespace gatehouse
