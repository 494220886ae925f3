#include "actors/upstream/mcp_headers.hpp"

#include "storage/base64.hpp"
#include "storage/json/json.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

constexpr std::string_view encoded_begin = "=?base64?";
constexpr std::string_view encoded_end = "?=";

bool is_plain(std::string_view text) {
  const bool visible =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  const bool trimmed = text.empty() || (text.front() != ' ' && text.back() != ' ');
  return visible && trimmed && !(text.starts_with(encoded_begin) && text.ends_with(encoded_end));
}

/// Returns the member of params that Mcp-Name repeats; empty for other methods.
std::string_view named_by(std::string_view method) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> names{
      {{"tools/call", "name"},
       {"prompts/get", "name"},
       {"resources/read", "uri"},
       {"tasks/get", "taskId"},
       {"tasks/update", "taskId"},
       {"tasks/cancel", "taskId"}}};
  for (const auto& [known, member] : names)
    if (known == method)
      return member;
  return {};
}

/// Returns the header value of an argument; nothing for what has none.
std::optional<std::string> value_of(const json_value& argument) {
  if (auto text = argument.as_string())
    return mcp_header_value(*text);
  if (auto flag = argument.as_bool())
    return *flag ? "true" : "false";
  if (auto number = argument.as_int64())
    return std::to_string(*number);
  return argument.kind() == json_kind::number ? std::optional{std::string{argument.raw()}}
                                              : std::nullopt;
}

} // namespace

std::string mcp_header_value(std::string_view text) {
  if (is_plain(text))
    return std::string{text};
  return std::string{encoded_begin} + to_base64(text) + std::string{encoded_end};
}

header_list standard_headers(const upstream_request& request) {
  header_list headers{{"Mcp-Method", request.method}};
  const auto member = named_by(request.method);
  if (member.empty())
    return headers;
  auto params =
      json_document::parse(request.params, {request.params.size(), limits::json_depth_max});
  auto name = params ? params->root().find(member) : std::nullopt;
  if (auto text = name ? name->as_string() : std::nullopt)
    headers.emplace_back("Mcp-Name", mcp_header_value(*text));
  return headers;
}

outcome<header_list> mirrored_headers(const std::vector<mirrored_argument>& mirrored,
                                      std::string_view params) {
  header_list headers;
  if (mirrored.empty())
    return headers;
  auto document = json_document::parse(params, {params.size(), limits::json_depth_max});
  auto arguments = document ? document->root().find("arguments") : std::nullopt;
  std::size_t bytes = 0;
  for (const auto& one : mirrored) {
    auto value = arguments;
    for (const auto& step : one.path)
      if (value)
        value = value->find(step);
    auto text = value ? value_of(*value) : std::nullopt;
    if (!text)
      continue;
    bytes += one.header.size() + text->size();
    if (bytes > limits::mirrored_bytes_max)
      return failure{errc::too_large, "the tool wants arguments in headers that are too large"};
    headers.emplace_back(one.header, *std::move(text));
  }
  return headers;
}

} // namespace gatehouse
