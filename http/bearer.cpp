#include "http/bearer.hpp"

#include "http/ascii_case.hpp"
#include "http/mcp/mcp_path.hpp"

#include <algorithm>

namespace gatehouse {

std::optional<std::string_view> bearer_of(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (lower_case(authorization.substr(0, scheme.size())) != scheme)
    return {};
  auto token = authorization.substr(scheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  const auto visible = [](char c) { return c > 0x20 && c < 0x7F; };
  if (token.empty() || !std::all_of(token.begin(), token.end(), visible))
    return {};
  return token;
}

std::string challenge(const exchange& at, refused_token why) {
  std::string text = "Bearer ";
  if (why == refused_token::invalid)
    text += R"(error="invalid_token", error_description="The token is unknown or revoked", )";
  if (is_mcp_path(at.request().path))
    return text + "resource_metadata=\"" + at.origin() + metadata_path(at.request().path) + "\"";
  return text + R"(realm="gatehouse")";
}

} // namespace gatehouse
