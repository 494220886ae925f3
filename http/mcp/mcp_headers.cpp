#include "http/mcp/mcp_headers.hpp"

#include "storage/base64.hpp"
#include "storage/json/json_text.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view encoded_begin = "=?base64?";
constexpr std::string_view encoded_end = "?=";

bool is_plain(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
}

failure mismatch(std::string why) {
  return {errc::header_mismatch, std::move(why)};
}

/// Returns the header called `name`, which must be there, once.
outcome<std::string> required(const http_request& request, const std::string& name,
                              std::string_view shown) {
  const auto& value = request.header(name);
  if (value.empty())
    return mismatch("The header " + std::string{shown} + " is required.");
  if (request.repeated.contains(name))
    return mismatch("The header " + std::string{shown} + " came more than once.");
  return value;
}

/// Returns the member of params that Mcp-Name repeats, empty if the method has none.
std::string_view named_by(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get")
    return "name";
  return method == "resources/read" ? "uri" : "";
}

outcome<nothing> check_name(const http_request& request, const rpc_message& message) {
  const auto member = named_by(message.method);
  const auto value =
      member.empty() || !message.params ? std::nullopt : message.params->find(member);
  const auto name = value ? value->as_string() : std::nullopt;
  if (!name)
    return nothing{}; // the method's own check of its params says so
  const auto header = required(request, "mcp-name", "Mcp-Name");
  if (!header)
    return header.error();
  const auto decoded = decode_mcp_header(*header);
  if (!decoded)
    return mismatch("The header Mcp-Name is not encoded as it must be.");
  if (*decoded != *name)
    return mismatch("The header Mcp-Name differs from params." + std::string{member} + ".");
  return nothing{};
}

} // namespace

std::optional<std::string> decode_mcp_header(std::string_view value) {
  if (!is_plain(value))
    return {};
  const bool encoded = value.size() >= encoded_begin.size() + encoded_end.size() &&
                       value.starts_with(encoded_begin) && value.ends_with(encoded_end);
  if (!encoded)
    return std::string{value};
  value.remove_prefix(encoded_begin.size());
  value.remove_suffix(encoded_end.size());
  auto text = from_base64(value);
  if (text && well_formed_utf8_length(*text) != text->size())
    return {};
  return text;
}

outcome<nothing> check_mcp_headers(const http_request& request, const rpc_message& message,
                                   std::string_view version) {
  const auto said = required(request, "mcp-protocol-version", "MCP-Protocol-Version");
  if (!said)
    return said.error();
  if (*said != version)
    return mismatch("The header MCP-Protocol-Version differs from the version in params._meta.");
  const auto method = required(request, "mcp-method", "Mcp-Method");
  if (!method)
    return method.error();
  if (*method != message.method)
    return mismatch("The header Mcp-Method differs from the method of the body.");
  return check_name(request, message);
}

} // namespace gatehouse
