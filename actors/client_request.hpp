#pragma once

#include "actors/upstream/upstream_client.hpp"
#include "events/core/ids.hpp"
#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// What a client of the gateway asks for and what it is told, the same for both eras of MCP: the
/// edge turns either wording into these.
namespace gatehouse {

/// What reaches an upstream on behalf of a client. Each is judged and recorded as a call.
enum class request_kind : std::uint8_t { tool, prompt, resource, completion, watch, unwatch };

/// A request as it came in; everything in it is the client's.
struct client_request {
  request_kind kind = request_kind::tool;
  std::string name;             ///< exposed name of a tool or prompt, URI of a resource
  std::string arguments = "{}"; ///< raw JSON object, validated; for completion: what is not `ref`
  std::string extras;           ///< other members of params, a raw object; empty: none
  std::string meta;             ///< members of `_meta` to pass on, a raw object; empty: none
  bool wants_progress = false;
  bool of_template = false; ///< completion: `ref` names a resource template, not a prompt
  std::string capabilities; ///< stateless era: the client's in this request; else the session's
  std::string log_level;    ///< stateless era: the lowest level to be sent; empty: none
  bool stateless = false;   ///< a question of the server ends this round as `input_required`
  /// Stateless era: judges a call by its tool's listing and its arguments, both raw, before
  /// anything is recorded. Called on any thread; a value of its own.
  std::function<outcome<nothing>(std::string_view tool, std::string_view arguments)> check_tool{};
  std::string key{}; ///< idempotency: the same again is `already_invoked`; empty: none
  std::chrono::milliseconds timeout = limits::request_timeout;
};

/// What a client is told while its request runs: a notification of the server, or its question.
struct client_message {
  std::string method;
  std::string params;         ///< raw JSON object or empty; of progress without its token
  std::uint64_t reply_to = 0; ///< of a question, for gateway::answer_server(); 0: a notification
};

/// How a request ended.
struct call_answer {
  enum class kind : std::uint8_t {
    result,        ///< `body` is a raw result object of the upstream, untouched
    rpc_error,     ///< `body` is a raw JSON-RPC error object of the upstream, untouched
    input_required ///< stateless era: `body` is the raw object of input requests by key
  };
  kind how = kind::result;
  std::string body;
  std::string request_state{}; ///< input_required: what the client has to send back, opaque
  server_era from = server_era::sessions; ///< in whose wording `body` is
};

/// Whoever waits for a request. Both run on the I/O loop.
struct call_events {
  std::function<void(client_message)> on_message;    ///< any number of times, before on_done
  std::function<void(outcome<call_answer>)> on_done; ///< exactly once
};

/// The next round of a request that ended as `input_required`.
struct input_round {
  std::string request_state; ///< as the client sent it back
  std::string responses;     ///< raw JSON object: results by key; empty: none
};

/// What a client wants to hear of outside its requests.
struct watch_filter {
  bool tools = false;
  bool prompts = false;
  bool resources = false;
  bool messages = false; ///< log messages that belong to no request
  bool alone = false;    ///< what it lets pass is its own affair: tell it whatever others hear
};

} // namespace gatehouse
