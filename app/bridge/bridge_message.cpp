#include "app/bridge/bridge_message.hpp"

#include "app/client/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

constexpr json_limits bounds{limits::upstream_line_bytes_max};
constexpr std::string_view version_key = "io.modelcontextprotocol/protocolVersion";

/// Returns `text` without line breaks: in JSON they only stand between tokens.
std::string on_one_line(std::string_view text) {
  std::string line{text};
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

/// Returns the same text for every spelling of an id, empty for what cannot be one.
std::string key_of(const json_value& id) {
  if (id.kind() == json_kind::string)
    return "\"" + *id.as_string();
  if (const auto number = id.as_int64())
    return std::to_string(*number);
  return id.kind() == json_kind::number ? std::string{id.raw()} : std::string{};
}

/// Returns the member of the params that names what a method is about (2026-07-28, "Mcp-Name").
std::string_view naming_member(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get")
    return "name";
  if (method == "resources/read")
    return "uri";
  return method.starts_with("tasks/") ? "taskId" : "";
}

void read_params(const json_value& params, bridge_message& message) {
  if (const auto member = naming_member(message.method); !member.empty())
    message.name = text_of(params, member);
  if (const auto meta = params.find("_meta"))
    message.version = text_of(*meta, version_key);
  if (message.method == "notifications/cancelled")
    if (const auto id = params.find("requestId"))
      message.cancels = key_of(*id);
}

outcome<bridge_message> read_one(const json_value& root) {
  bridge_message message;
  message.text = on_one_line(root.raw());
  const auto id = root.find("id");
  const auto method = root.find("method");
  const auto params = root.find("params");
  message.method = method ? method->as_string().value_or("") : "";
  if (id && id->kind() != json_kind::null) {
    message.id = id->raw();
    message.key = key_of(*id);
    if (message.key.empty() || message.id.size() > limits::rpc_id_bytes_max)
      return failure{errc::invalid_request, "An id must be a short string or a number."};
  }
  message.failed = root.find("error").has_value();
  const bool answers = root.find("result").has_value() || message.failed;
  if (message.method.empty() && !answers)
    return failure{errc::invalid_request, "A message is a request, a notification or a response."};
  if (message.method.empty())
    message.what = bridge_message::kind::response;
  else if (!message.id.empty())
    message.what = bridge_message::kind::request;
  if (params)
    read_params(*params, message);
  return message;
}

} // namespace

outcome<std::vector<bridge_message>> read_bridge_messages(std::string_view text) {
  const auto document = json_document::parse(text, bounds);
  if (!document)
    return document.error();
  const auto root = document->root();
  const bool batch = root.kind() == json_kind::array;
  const auto parts = batch ? root.elements() : std::vector{root};
  if (parts.empty() || (batch && parts.size() > limits::batch_messages_max))
    return failure{errc::invalid_request, "A batch has from 1 to " +
                                              std::to_string(limits::batch_messages_max) +
                                              " messages."};
  std::vector<bridge_message> all;
  for (const auto& part : parts) {
    auto one = read_one(part);
    if (!one)
      return one.error();
    all.push_back(*std::move(one));
  }
  return all;
}

bool only_reads(std::string_view method) {
  constexpr std::array<std::string_view, 9> harmless{
      "tools/list",      "resources/list", "resources/templates/list",
      "prompts/list",    "resources/read", "prompts/get",
      "server/discover", "ping",           "subscriptions/listen"};
  return std::find(harmless.begin(), harmless.end(), method) != harmless.end();
}

std::string bridge_error(std::string_view id, std::int64_t code, std::string_view message) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").raw(id.empty() ? "null" : id);
  out.key("error").begin_object().key("code").value(code).key("message").value(message);
  return out.end_object().end_object().take();
}

std::string bridge_error_of(std::string_view id, std::string_view body) {
  const auto error = raw_at(body, {"error"});
  const auto object = json_document::parse(error);
  if (!object || !object->root().find("code") || !object->root().find("message"))
    return {};
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").raw(id.empty() ? "null" : id);
  return out.key("error").raw(on_one_line(error)).end_object().take();
}

std::string notice_of_end(std::string_view id) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("method").value("notifications/cancelled");
  out.key("params").begin_object().key("requestId").raw(id).key("_meta").begin_object();
  out.key("io.modelcontextprotocol/subscriptionId").raw(id);
  return out.end_object().end_object().end_object().take();
}

std::string raw_at(std::string_view text, std::initializer_list<std::string_view> path) {
  const auto document = json_document::parse(text, bounds);
  if (!document)
    return {};
  auto value = document->root();
  for (const auto name : path) {
    const auto next = value.find(name);
    if (!next)
      return {};
    value = *next;
  }
  return std::string{value.raw()};
}

} // namespace gatehouse
