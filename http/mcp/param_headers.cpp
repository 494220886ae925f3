#include "http/mcp/param_headers.hpp"

#include "http/ascii_case.hpp"
#include "http/mcp/mcp_headers.hpp"
#include "storage/json/json.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

namespace {

constexpr std::string_view mark = "x-mcp-header";
constexpr std::string_view prefix = "mcp-param-";

/// A property of the schema beside the value that the arguments have at the same place.
struct place {
  json_value schema;
  json_value value;
};

/// Returns the whole number that a header spells in decimals, if it does.
std::optional<std::int64_t> number_of(const std::string& text) {
  if (text.find_first_not_of("-.0123456789") != std::string::npos)
    return {};
  const auto document = json_document::parse(text);
  return document ? document->root().as_int64() : std::nullopt;
}

bool says(const json_value& value, const std::string& header) {
  if (value.kind() == json_kind::string)
    return value.as_string() == header;
  if (const auto number = value.as_int64())
    return number_of(header) == number;
  return value.raw() == header;
}

outcome<nothing> check(const json_value& value, const std::string& name,
                       const http_request& request) {
  const auto shown = "Mcp-Param-" + name;
  const auto refused = [&](std::string_view why) {
    return failure{errc::header_mismatch, "The header " + shown + std::string{why}};
  };
  const auto found = request.headers.find(lower_case(shown));
  if (found == request.headers.end())
    return refused(" is required by the tool for this argument.");
  if (request.repeated.contains(found->first))
    return refused(" came more than once.");
  const auto decoded = decode_mcp_header(found->second);
  if (!decoded)
    return refused(" is not encoded as it must be.");
  if (!says(value, *decoded))
    return refused(" differs from the argument.");
  return nothing{};
}

/// Looks at one property; those below it are looked at later.
outcome<nothing> check_place(const place& at, const http_request& request,
                             std::vector<place>& below) {
  const auto kind = at.value.kind();
  if (kind == json_kind::object) {
    const auto properties = at.schema.find("properties");
    if (!properties)
      return nothing{};
    for (const auto& [name, schema] : properties->members())
      if (const auto value = at.value.find(name))
        below.push_back({schema, *value});
    return nothing{};
  }
  const auto name = at.schema.find(mark);
  const auto text = name ? name->as_string() : std::nullopt;
  if (!text || text->empty() || kind == json_kind::null || kind == json_kind::array)
    return nothing{};
  return check(at.value, *text, request);
}

} // namespace

outcome<nothing> check_param_headers(std::string_view tool, std::string_view arguments,
                                     const http_request& request) {
  if (tool.find(mark) == std::string_view::npos)
    return nothing{};
  const auto listed = json_document::parse(tool, {tool.size(), limits::json_depth_max});
  const auto given = json_document::parse(arguments);
  const auto schema = listed ? listed->root().find("inputSchema") : std::nullopt;
  if (!schema || !given)
    return nothing{};
  std::vector<place> open{{*schema, given->root()}};
  while (!open.empty()) {
    const auto at = open.back();
    open.pop_back();
    if (auto good = check_place(at, request, open); !good)
      return good;
  }
  return nothing{};
}

std::function<outcome<nothing>(std::string_view tool, std::string_view arguments)>
param_header_check(const http_request& request) {
  http_request part;
  for (const auto& [name, value] : request.headers)
    if (name.starts_with(prefix))
      part.headers.emplace(name, value);
  for (const auto& name : request.repeated)
    if (name.starts_with(prefix))
      part.repeated.insert(name);
  return [part = std::move(part)](std::string_view tool, std::string_view arguments) {
    return check_param_headers(tool, arguments, part);
  };
}

} // namespace gatehouse
