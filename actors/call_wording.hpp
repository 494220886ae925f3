#pragma once

#include "actors/client_request.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// How calls are put to upstream servers, and how their questions read.
namespace gatehouse {

/// Returns the request that puts `from` to a server that calls the thing `upstream_name`.
upstream_request worded(const client_request& from, const std::string& upstream_name);

/// Returns of a client's capabilities what a server may make use of: elicitation, sampling, roots.
/// Empty if there is nothing of it.
std::string askable(std::string_view capabilities);

/// Returns whether a client with these capabilities can be asked `method`.
bool can_be_asked(std::string_view capabilities, std::string_view method, std::string_view params);

/// A server's demand for input before it goes on (MCP 2026-07-28, multi round-trip requests).
struct input_demand {
  struct one {
    std::string key;
    std::string method;
    std::string params; ///< raw JSON object or empty
  };

  std::vector<one> asked;
  std::string requests; ///< the raw object of all of them; empty: none
  std::string state;    ///< the raw JSON of `requestState`; empty: none
};

/// Reads an `input_required` result. Errors: `upstream_protocol`.
outcome<input_demand> read_demand(std::string_view result);

/// Returns the params of the next round: `params` with `inputResponses` and `requestState`, raw
/// texts, empty for none.
std::string next_round(const std::string& params, std::string_view responses,
                       std::string_view state);

/// Returns the members of a raw object as raw texts by their keys; nothing if it is none.
std::map<std::string, std::string> members_of(std::string_view object);

/// Returns what a client did with a question, for the record: accept, decline, cancel, result or
/// error.
std::string action_of(const client_reply& reply);

} // namespace gatehouse
