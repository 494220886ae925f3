#include "http/origin_rules.hpp"

#include "http/ascii_case.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// Returns `authority` without its port; an IPv6 literal keeps its brackets.
std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('['))
    return authority.substr(0, std::min(authority.find(']'), authority.size() - 1) + 1);
  return authority.substr(0, authority.find(':'));
}

/// Returns what follows the name, a port with its colon; a malformed one is refused by the caller.
bool has_good_port(std::string_view authority) {
  auto port = authority.substr(host_of(authority).size());
  if (port.empty())
    return true;
  port.remove_prefix(1);
  return authority[authority.size() - port.size() - 1] == ':' && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Returns what stands between "://" and the path, empty if `url` is no http URL.
std::string_view authority_of(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (url.starts_with(scheme))
      return url.substr(scheme.size(), url.find('/', scheme.size()) - scheme.size());
  return {};
}

} // namespace

origin_rules::origin_rules(const server_options& options)
    : hosts_{"localhost", "127.0.0.1", "[::1]"} {
  const bool six = options.address.find(':') != std::string::npos;
  hosts_.insert(lower_case(six ? "[" + options.address + "]" : options.address));
  for (const auto& host : options.hosts)
    hosts_.insert(lower_case(host));
  if (const auto authority = authority_of(options.public_url); !authority.empty())
    hosts_.insert(lower_case(host_of(authority)));
  for (const auto& origin : options.origins)
    origins_.insert(
        lower_case(origin.ends_with('/') ? origin.substr(0, origin.size() - 1) : origin));
}

bool origin_rules::accepts_host(std::string_view host) const {
  if (host.empty() || !has_good_port(host))
    return false;
  const auto lowered = lower_case(host);
  return hosts_.contains(lowered) || hosts_.contains(host_of(lowered));
}

bool origin_rules::accepts_origin(std::string_view origin, std::string_view host) const {
  const auto lowered = lower_case(origin);
  return origins_.contains(lowered) || (!host.empty() && authority_of(lowered) == lower_case(host));
}

bool origin_rules::shares_with(std::string_view origin) const {
  return origins_.contains(lower_case(origin));
}

} // namespace gatehouse
