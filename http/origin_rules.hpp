#pragma once

#include "http/server.hpp"

#include <set>
#include <string>
#include <string_view>

namespace gatehouse {

/// Which Host and Origin values this server answers to: the defence against DNS rebinding
/// (MCP 2025-11-25, transports, security warning).
///
/// A Host is accepted when its name is a loopback name, the listen address, the host of the public
/// URL or configured. An Origin is accepted when it is configured, or names the very host that was
/// dialled. Only configured ones may read answers from a browser (CORS).
class origin_rules {
public:
  explicit origin_rules(const server_options& options);

  bool accepts_host(std::string_view host) const;
  bool accepts_origin(std::string_view origin, std::string_view host) const;
  bool shares_with(std::string_view origin) const;

private:
  std::set<std::string, std::less<>> hosts_; ///< lower case, with or without a port
  std::set<std::string, std::less<>> origins_;
};

} // namespace gatehouse
