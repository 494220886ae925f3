#pragma once

#include "actors/gateway.hpp"
#include "actors/upstream/io_loop.hpp"
#include "http/routes.hpp"
#include "http/server.hpp"
#include "tests/campaign/rest_client.hpp"
#include "tests/support/temp_folder.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// A gateway with its HTTP server in this process, so that what it allocates can be counted, with
/// the org `acme`. Aborts if anything is refused.
class served_gateway {
public:
  static constexpr const char* path = "/acme/mcp/toolkits/bare";

  explicit served_gateway(const std::vector<route>& table = all_routes());
  ~served_gateway();
  served_gateway(const served_gateway&) = delete;
  served_gateway& operator=(const served_gateway&) = delete;

  /// Adds the only connection, of a JSON object such as {"url":"http://..."}, and the toolkit
  /// `bare`, which shows its tools under their own names.
  void connect(const std::string& how);

  std::uint16_t port() const { return server_->port(); }

  /// Opens a session and returns the headers of its requests, as whole lines.
  std::vector<std::string> open_session() const;

  /// Returns the bytes of a POST to `at`.
  std::string post(const std::vector<std::string>& headers, const std::string& body,
                   const std::string& at = path) const;

private:
  test_rest_client rest() const { return {port(), token_}; }

  temp_folder folder_;
  io_loop loop_;
  std::unique_ptr<gateway> gate_;
  std::unique_ptr<http_server> server_;
  std::string token_;
};

} // namespace gatehouse
