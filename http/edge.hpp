#pragma once

#include "http/http_counters.hpp"
#include "http/mcp/calls_in_flight.hpp"
#include "http/mcp/client_streams.hpp"
#include "http/mcp/open_questions.hpp"
#include "http/mcp/resource_watches.hpp"
#include "http/server.hpp"

namespace gatehouse {

/// What the requests of one server share. Thread rule: on the I/O loop only.
struct edge {
  io_loop* loop = nullptr; ///< that of the server
  server_options options;
  http_counters counters;
  calls_in_flight calls;
  resource_watches resources;
  open_questions questions;
  client_streams streams{questions};
};

} // namespace gatehouse
