#include "http/mcp/refused_call.hpp"

#include "http/mcp/stateless_result.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// A tools/call result that says in words why the tool did not run, and to programs that it did
/// not.
std::string error_result(std::string_view text, errc code) {
  json_writer out;
  out.begin_object().key("content").begin_array().begin_object();
  out.key("type").value("text").key("text").value(text).end_object().end_array();
  out.key("isError").value(true);
  out.key("_meta").begin_object().key("gatehouse/refused").value(to_string(code)).end_object();
  out.end_object();
  return out.take();
}

rpc_answer unknown(std::string_view id, request_kind kind, const std::string& name, mcp_era era) {
  switch (kind) {
  case request_kind::tool:
    return rpc_error(id, {errc::tool_unknown, "Unknown tool: " + name}, era);
  case request_kind::prompt:
    return rpc_error(id, {errc::tool_unknown, "Unknown prompt: " + name}, era);
  case request_kind::completion:
    return rpc_error(id, {errc::tool_unknown, "Unknown reference: " + name}, era);
  case request_kind::resource:
  case request_kind::watch:
  case request_kind::unwatch:
    break;
  }
  json_writer data;
  data.begin_object().key("uri").value(name).end_object();
  return rpc_error(id, {errc::resource_unknown, "Resource not found: " + name}, era, data.take());
}

/// Returns `{"requiredCapabilities":{"a":{"b":{}}}}` of the path `a.b`.
std::string required_capabilities(std::string_view path) {
  std::string json = R"({"requiredCapabilities":{)";
  std::size_t depth = 1;
  while (!path.empty()) {
    const auto end = std::min(path.find('.'), path.size());
    json += json_writer{}.value(path.substr(0, end)).take() + ":{";
    path.remove_prefix(std::min(end + 1, path.size()));
    ++depth;
  }
  return json.append(depth + 1, '}');
}

} // namespace

rpc_answer refused_call(std::string_view id, request_kind kind, const std::string& name,
                        const failure& why, mcp_era era) {
  if (why.code == errc::tool_unknown || why.code == errc::resource_unknown)
    return unknown(id, kind, name, era);
  if (why.code == errc::capability_missing)
    return rpc_error(
        id, {why.code, "This request needs a client with the capability " + why.detail + "."}, era,
        required_capabilities(why.detail));
  if (why.code != errc::approval_needed || kind != request_kind::tool)
    return rpc_error(id, why, era);
  const auto result = error_result(
      why.detail.empty() ? info(why.code).sentence : std::string_view{why.detail}, why.code);
  return rpc_result(id, era == mcp_era::stateless
                            ? complete_result(result, server_era::sessions, false)
                            : result);
}

} // namespace gatehouse
