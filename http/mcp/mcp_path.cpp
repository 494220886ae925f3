#include "http/mcp/mcp_path.hpp"

#include "http/request_target.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view well_known = "/.well-known/oauth-protected-resource";

} // namespace

bool is_mcp_path(std::string_view path) {
  if (path.ends_with('/'))
    path.remove_suffix(1);
  const auto first = take_segment(path);
  if (first.empty() || first == ".well-known")
    return false;
  if (first != "mcp" && take_segment(path) != "mcp")
    return false;
  if (path.empty())
    return true;
  return take_segment(path) == "toolkits" && !take_segment(path).empty() && path.empty();
}

std::string metadata_path(std::string_view mcp_path) {
  if (mcp_path.ends_with('/'))
    mcp_path.remove_suffix(1);
  return std::string{well_known} + encode_path(mcp_path);
}

} // namespace gatehouse
