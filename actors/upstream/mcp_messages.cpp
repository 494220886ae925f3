#include "actors/upstream/mcp_messages.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr int method_not_found_code = -32601;

json_writer& begin_message(json_writer& out) {
  return out.begin_object().key("jsonrpc").value("2.0");
}

/// S-BASE: an error object has an integer code and a message.
bool is_error_object(const json_value& error) {
  auto code = error.find("code");
  auto message = error.find("message");
  return code && code->as_int64() && message && message->as_string();
}

upstream_reply read_reply(const json_value& message) {
  upstream_reply reply;
  auto result = message.find("result");
  auto error = message.find("error");
  if (result && !error && result->kind() == json_kind::object) {
    reply.how = upstream_reply::kind::result;
    reply.body = result->raw();
    auto is_error = result->find("isError");
    reply.is_error = is_error && is_error->as_bool().value_or(false);
  } else if (error && !result && is_error_object(*error)) {
    reply.how = upstream_reply::kind::rpc_error;
    reply.body = error->raw();
  } else {
    reply.how = upstream_reply::kind::garbage;
    reply.detail = "the answer has neither a result object nor an error object";
  }
  return reply;
}

outcome<incoming_message> read_message(const json_value& message) {
  const failure invalid{errc::invalid_request, "not a JSON-RPC 2.0 message"};
  auto version = message.find("jsonrpc");
  if (!version || version->as_string() != "2.0")
    return invalid;
  incoming_message out;
  auto id = message.find("id");
  if (auto method = message.find("method")) {
    if (method->kind() != json_kind::string)
      return invalid;
    out.method = *method->as_string();
    if (auto params = message.find("params"); params && params->kind() == json_kind::object)
      out.params = params->raw();
    if (!id)
      return out;
    if (id->kind() != json_kind::string && id->kind() != json_kind::number)
      return invalid;
    out.what = incoming_message::kind::request;
    out.raw_id = id->raw();
    return out;
  }
  auto number = id ? id->as_int64() : std::nullopt;
  if (!number || *number < 0) // our ids are never that
    return invalid;
  out.what = incoming_message::kind::answer;
  out.id = static_cast<std::uint64_t>(*number);
  out.reply = read_reply(message);
  return out;
}

std::string text_of(const json_value& object, std::string_view key) {
  auto member = object.find(key);
  return member ? member->as_string().value_or("") : "";
}

struct list_names {
  std::string_view method;
  std::string_view member; ///< of the result
  std::string_view key;    ///< of an item: what it is called by
};

const list_names& names_of(catalog_list what) {
  static constexpr list_names tools{"tools/list", "tools", "name"};
  static constexpr list_names prompts{"prompts/list", "prompts", "name"};
  static constexpr list_names resources{"resources/list", "resources", "uri"};
  static constexpr list_names templates{"resources/templates/list", "resourceTemplates",
                                        "uriTemplate"};
  switch (what) {
  case catalog_list::tools:
    return tools;
  case catalog_list::prompts:
    return prompts;
  case catalog_list::resources:
    return resources;
  case catalog_list::templates:
    return templates;
  }
  return tools;
}

failure broken(std::string why) {
  return {errc::upstream_protocol, std::move(why)};
}

} // namespace

std::string request_text(std::uint64_t id, std::string_view method, std::string_view params) {
  json_writer out;
  begin_message(out).key("id").value(id).key("method").value(method);
  if (!params.empty())
    out.key("params").raw(params);
  return out.end_object().take();
}

std::string notification_text(std::string_view method, std::string_view params) {
  json_writer out;
  begin_message(out).key("method").value(method);
  if (!params.empty())
    out.key("params").raw(params);
  return out.end_object().take();
}

std::string empty_result_text(std::string_view id) {
  json_writer out;
  begin_message(out).key("id").raw(id).key("result").begin_object().end_object();
  return out.end_object().take();
}

std::string method_not_found_text(std::string_view id) {
  json_writer out;
  begin_message(out).key("id").raw(id).key("error").begin_object();
  out.key("code").value(method_not_found_code).key("message").value("Method not found");
  return out.end_object().end_object().take();
}

std::string initialize_params() {
  json_writer out;
  out.begin_object().key("protocolVersion").value(upstream_versions.front());
  out.key("capabilities").begin_object().end_object();
  out.key("clientInfo").begin_object().key("name").value("gatehouse");
  out.key("version").value(GATEHOUSE_VERSION).end_object();
  return out.end_object().take();
}

std::string list_params(const std::optional<std::string>& cursor) {
  if (!cursor)
    return {};
  json_writer out;
  return out.begin_object().key("cursor").value(*cursor).end_object().take();
}

std::string params_with_meta(const upstream_request& request, std::uint64_t id) {
  std::string token;
  if (request.wants_progress)
    token = R"({"progressToken":)" + std::to_string(id) + "}";
  auto meta = join_json_objects({token, request.meta});
  if (meta.size() > 2)
    meta = R"({"_meta":)" + meta + "}";
  return join_json_objects({meta, request.params});
}

std::string cancelled_params(std::uint64_t id, std::string_view reason) {
  json_writer out;
  out.begin_object().key("requestId").value(id).key("reason").value(reason);
  return out.end_object().take();
}

outcome<std::vector<incoming_message>> read_messages(std::string_view text, std::size_t bytes_max) {
  json_limits bounds;
  bounds.bytes_max = bytes_max;
  auto document = json_document::parse(text, bounds);
  if (!document)
    return document.error();
  auto root = document->root();
  const bool batch = root.kind() == json_kind::array;
  if (batch && root.size() > limits::batch_messages_max)
    return failure{errc::too_large, "the batch has too many messages"};
  std::vector<incoming_message> messages;
  for (const auto& one : batch ? root.elements() : std::vector{root}) {
    auto message = read_message(one);
    if (!message)
      return message.error();
    messages.push_back(*std::move(message));
  }
  return messages;
}

outcome<upstream_hello> read_hello(std::string_view result) {
  auto document = json_document::parse(result, {result.size(), limits::json_depth_max});
  if (!document)
    return broken("initialize: the result is malformed");
  auto root = document->root();
  upstream_hello hello;
  hello.protocol_version = text_of(root, "protocolVersion");
  if (std::find(upstream_versions.begin(), upstream_versions.end(), hello.protocol_version) ==
      upstream_versions.end())
    return broken("initialize: the server speaks no protocol version that we do");
  auto server = root.find("serverInfo");
  auto capabilities = root.find("capabilities");
  if (!server || server->kind() != json_kind::object || !capabilities ||
      capabilities->kind() != json_kind::object)
    return broken("initialize: serverInfo or capabilities are missing");
  hello.server_name = text_of(*server, "name");
  hello.server_version = text_of(*server, "version");
  hello.capabilities = capabilities->raw();
  hello.instructions = text_of(root, "instructions");
  return hello;
}

std::string_view list_method(catalog_list what) {
  return names_of(what).method;
}

outcome<list_page> read_list_page(catalog_list what, std::string_view result) {
  const auto& names = names_of(what);
  const std::string method{names.method};
  auto document = json_document::parse(result, {result.size(), limits::json_depth_max});
  if (!document)
    return broken(method + ": the result is malformed");
  auto items = document->root().find(names.member);
  if (!items || items->kind() != json_kind::array)
    return broken(method + ": the result has no array of " + std::string{names.member});
  list_page page;
  for (const auto& item : items->elements())
    if (auto name = text_of(item, names.key); !name.empty())
      page.items.push_back({std::move(name), std::string{item.raw()}});
  if (auto cursor = document->root().find("nextCursor"))
    page.next_cursor = cursor->as_string();
  return page;
}

std::vector<catalog_list> lists_changed_by(std::string_view method) {
  if (method == "notifications/tools/list_changed")
    return {catalog_list::tools};
  if (method == "notifications/prompts/list_changed")
    return {catalog_list::prompts};
  if (method == "notifications/resources/list_changed")
    return {catalog_list::resources, catalog_list::templates};
  return {};
}

failure as_failure(const upstream_reply& reply, std::string_view what) {
  constexpr std::size_t message_bytes_max = 200;
  const auto begin = std::string{what} + ": ";
  switch (reply.how) {
  case upstream_reply::kind::result:
    return {errc::upstream_protocol, begin + "an unexpected result"};
  case upstream_reply::kind::rpc_error: {
    auto document = json_document::parse(reply.body, {reply.body.size(), limits::json_depth_max});
    auto message = document ? text_of(document->root(), "message") : std::string{};
    return {errc::upstream_protocol,
            begin + "the server answered with the error: " + message.substr(0, message_bytes_max)};
  }
  case upstream_reply::kind::not_sent:
  case upstream_reply::kind::transport:
  case upstream_reply::kind::cancelled:
    return {errc::upstream_unavailable, begin + reply.detail};
  case upstream_reply::kind::timeout:
    return {errc::upstream_timeout, begin + reply.detail};
  case upstream_reply::kind::too_large:
    return {errc::upstream_too_large, begin + reply.detail};
  case upstream_reply::kind::garbage:
    return {errc::upstream_protocol, begin + reply.detail};
  }
  return {errc::internal, begin};
}

bool has_capability(std::string_view capabilities, std::string_view name) {
  auto document = json_document::parse(capabilities);
  return document && document->root().find(name).has_value();
}

} // namespace gatehouse
