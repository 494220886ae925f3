#include "actors/upstream/mcp_messages.hpp"

#include "actors/upstream/caller_meta.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

std::string text_of(const json_value& object, std::string_view key) {
  auto member = object.find(key);
  return member ? member->as_string().value_or("") : "";
}

failure broken(std::string why) {
  return {errc::upstream_protocol, "initialize: " + std::move(why)};
}

} // namespace

std::string client_info() {
  json_writer out;
  out.begin_object().key("name").value("gatehouse");
  return out.key("version").value(GATEHOUSE_VERSION).end_object().take();
}

std::string initialize_params(std::string_view capabilities) {
  json_writer out;
  out.begin_object().key("protocolVersion").value(upstream_versions.front());
  out.key("capabilities").raw(capabilities);
  return out.key("clientInfo").raw(client_info()).end_object().take();
}

std::string params_with_meta(const upstream_request& request, std::uint64_t id) {
  std::string token;
  if (request.wants_progress)
    token = R"({"progressToken":)" + std::to_string(id) + "}";
  auto meta = join_json_objects({token, caller_meta(request.meta)});
  if (meta.size() <= 2)
    return request.params;
  return join_json_objects({R"({"_meta":)" + meta + "}", request.params});
}

outcome<upstream_hello> read_hello(std::string_view result) {
  auto document = json_document::parse(result, {result.size(), limits::json_depth_max});
  if (!document)
    return broken("the result is malformed");
  auto root = document->root();
  upstream_hello hello;
  hello.protocol_version = text_of(root, "protocolVersion");
  if (std::find(upstream_versions.begin(), upstream_versions.end(), hello.protocol_version) ==
      upstream_versions.end())
    return broken("the server speaks no protocol version that we do");
  auto server = root.find("serverInfo");
  auto capabilities = root.find("capabilities");
  if (!server || server->kind() != json_kind::object || !capabilities ||
      capabilities->kind() != json_kind::object)
    return broken("serverInfo or capabilities are missing");
  hello.server_name = text_of(*server, "name");
  hello.server_version = text_of(*server, "version");
  hello.capabilities = capabilities->raw();
  hello.instructions = text_of(root, "instructions");
  return hello;
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

/// S-TOOLS-14, S-PROMPT-08.
void judge_content(upstream_reply& reply, const result_shape& shape, std::string_view method) {
  if (reply.how != upstream_reply::kind::result)
    return;
  if (method == "tools/call" && !shape.has_blocks)
    reply = {upstream_reply::kind::garbage, {}, "the content is no list of content blocks"};
  else if (method == "prompts/get" && !shape.has_messages)
    reply = {upstream_reply::kind::garbage,
             {},
             "the messages are no list of a user's and an assistant's messages"};
}

bool has_capability(std::string_view capabilities, std::string_view name) {
  auto document = json_document::parse(capabilities, {capabilities.size(), limits::json_depth_max});
  return document && document->root().find(name).has_value();
}

} // namespace gatehouse
