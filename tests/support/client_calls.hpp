#pragma once

#include "actors/client_request.hpp"

#include <string>
#include <utility>

namespace gatehouse {

/// Returns a tools/call of `tool`.
inline client_request tool_request(std::string tool, std::string arguments = "{}",
                                   std::chrono::milliseconds timeout = limits::request_timeout) {
  client_request call;
  call.name = std::move(tool);
  call.arguments = std::move(arguments);
  call.timeout = timeout;
  return call;
}

/// Returns what waits for the end of a call and hears nothing before.
inline call_events when_done(std::function<void(outcome<call_answer>)> done) {
  return {[](const client_message&) {}, std::move(done)};
}

} // namespace gatehouse
