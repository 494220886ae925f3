#include "app/serve/listen_address.hpp"

#include <charconv>

namespace gatehouse {

outcome<listen_address> parse_listen_address(std::string_view text) {
  const failure wrong{errc::invalid_argument,
                      "--listen '" + std::string{text} + "' is not ADDRESS:PORT."};
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return wrong;
  auto address = text.substr(0, colon);
  const auto port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  else if (address.find(':') != std::string_view::npos)
    return wrong;
  listen_address at{std::string{address}, 0};
  auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), at.port);
  if (address.empty() || port.empty() || error != std::errc{} || end != port.data() + port.size())
    return wrong;
  return at;
}

std::string url_of(const listen_address& at) {
  const bool v6 = at.address.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + at.address + "]" : at.address) + ":" + std::to_string(at.port);
}

} // namespace gatehouse
