#pragma once

#include "actors/upstream/http_client.hpp"
#include "actors/upstream/idle_sockets.hpp"

#include <chrono>
#include <memory>

namespace gatehouse {

/// Where an exchange goes, and over what.
struct exchange_route {
  http_url url;
  std::shared_ptr<const address_rules> addresses;
  std::shared_ptr<idle_sockets> idle; ///< where its socket comes from and goes to
  std::chrono::milliseconds connect_timeout{};
};

/// Sends a request on its way. Rules as upstream_http_client.
std::shared_ptr<http_exchange> begin_exchange(boost::asio::io_context& loop,
                                              const exchange_route& route,
                                              upstream_http_request request, http_events events);

} // namespace gatehouse
