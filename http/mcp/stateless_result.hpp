#pragma once

#include "actors/client_request.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// Members that our own list results have besides the list: how they may be kept, their type, and
/// who we are. Raw, without braces. Nothing of a gateway is to be shared between callers, and a
/// list may change with a policy at any moment.
const std::string& own_result_members();

/// Returns a result of an upstream as this revision wants it: what is missing is added, all else
/// stays byte for byte. A `resultType` of a server that does not know the word means nothing. What
/// may be kept (`cacheable`: the results of resources/read) is kept by the caller alone, whatever
/// the upstream says: the next caller may not be allowed to read it.
std::string complete_result(std::string_view body, server_era from, bool cacheable);

/// Returns the result that asks the client for input. `requests` is a raw object.
std::string input_required_result(std::string_view requests, std::string_view request_state);

/// An error of an upstream as this revision lets it pass.
struct passed_error {
  std::string json; ///< raw JSON-RPC error object
  int status = 200; ///< of HTTP
};

/// Returns the error object with a code that may be emitted here: a resource that is not there is
/// an invalid parameter and named by `uri`; what the reserved codes say (-32020 to -32099) is
/// between neighbours, but for a capability the client lacks (2026-07-28, "Error Codes").
passed_error pass_error(std::string_view error, server_era from, std::string_view uri);

} // namespace gatehouse
