#include "actors/upstream/http_client.hpp"

#include "actors/upstream/http_exchange.hpp"
#include "actors/upstream/io_loop.hpp"

#include <utility>

namespace gatehouse {

namespace {

class pooled_client final : public upstream_http_client {
public:
  pooled_client(boost::asio::io_context& loop, exchange_route route)
      : loop_(loop), route_(std::move(route)) {}

  std::shared_ptr<http_exchange> send(upstream_http_request request, http_events events) override {
    return begin_exchange(loop_, route_, std::move(request), std::move(events));
  }

private:
  boost::asio::io_context& loop_;
  const exchange_route route_;
};

} // namespace

std::shared_ptr<upstream_http_client>
upstream_http_client::make(io_loop& loop, http_url url, std::chrono::milliseconds connect_timeout,
                           address_rules addresses) {
  auto& context = *static_cast<boost::asio::io_context*>(loop.native());
  return std::make_shared<pooled_client>(
      context,
      exchange_route{std::move(url), std::make_shared<const address_rules>(std::move(addresses)),
                     idle_sockets::make(context), connect_timeout});
}

} // namespace gatehouse
