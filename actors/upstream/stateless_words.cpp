#include "actors/upstream/stateless_words.hpp"

#include "actors/upstream/caller_meta.hpp"
#include "actors/upstream/mcp_messages.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

constexpr std::string_view tasks_extension = "io.modelcontextprotocol/tasks";

template <class Names> bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool may_ask(std::string_view method) {
  constexpr std::array<std::string_view, 3> methods{"tools/call", "prompts/get", "resources/read"};
  return contains(methods, method);
}

bool may_be_task(const upstream_request& request) {
  return request.method == "tools/call" && !request.capabilities.empty() &&
         !member_of(request.capabilities, {"extensions", tasks_extension}).empty();
}

std::vector<std::string> versions_in(const std::optional<json_value>& list) {
  std::vector<std::string> versions;
  for (const auto& one : list ? list->elements() : std::vector<json_value>{})
    versions.push_back(one.as_string().value_or(""));
  return versions;
}

bool has_sessions(const std::vector<std::string>& versions) {
  return std::any_of(versions.begin(), versions.end(),
                     [](auto& one) { return contains(upstream_versions, one); });
}

discovery refused(std::string why) {
  discovery out;
  out.is = discovery::verdict::refused;
  out.why = {errc::upstream_protocol, "server/discover: " + std::move(why)};
  return out;
}

discovery by_versions(const std::vector<std::string>& versions) {
  discovery out;
  out.is = discovery::verdict::sessions;
  return has_sessions(versions) ? out : refused("the server speaks no version that we do");
}

std::string text_in(const std::optional<json_value>& object, std::string_view key) {
  auto member = object ? object->find(key) : std::nullopt;
  return member ? member->as_string().value_or("") : "";
}

discovery judge_hello(std::string_view body) {
  discovery out;
  out.is = discovery::verdict::sessions;
  auto document = json_document::parse(body, {body.size(), limits::json_depth_max});
  if (!document)
    return out;
  auto root = document->root();
  auto capabilities = root.find("capabilities");
  auto supported = root.find("supportedVersions");
  if (!supported || supported->kind() != json_kind::array || !capabilities ||
      capabilities->kind() != json_kind::object)
    return out;
  const auto versions = versions_in(supported);
  if (!contains(versions, stateless_version))
    return by_versions(versions);
  out.is = discovery::verdict::stateless;
  auto& hello = out.hello;
  auto meta = root.find("_meta");
  auto server = meta ? meta->find(meta_key::server_info) : std::nullopt;
  if (!server)
    server = root.find("serverInfo");
  hello.protocol_version = stateless_version;
  hello.server_name = text_in(server, "name");
  hello.server_version = text_in(server, "version");
  hello.capabilities = capabilities->raw();
  hello.instructions = text_in(root, "instructions");
  hello.era = server_era::stateless;
  hello.keeps_state = false;
  return out;
}

discovery judge_error(const upstream_reply& reply) {
  discovery out;
  out.is = discovery::verdict::sessions;
  const auto code = code_of(reply.body);
  if (code == rpc_code::header_mismatch || code == rpc_code::capability_missing)
    return refused(as_failure(reply, "refused").detail);
  if (code != rpc_code::version_unsupported)
    return out;
  auto document = json_document::parse(reply.body, {reply.body.size(), limits::json_depth_max});
  auto data = document ? document->root().find("data") : std::nullopt;
  const auto versions = versions_in(data ? data->find("supported") : std::nullopt);
  auto found = by_versions(versions);
  if (!contains(versions, stateless_version))
    return found;
  found = refused("the server refuses the version that it offers");
  found.is = discovery::verdict::again; // M-VERS-02
  return found;
}

} // namespace

std::string stateless_params(const upstream_request& request, std::uint64_t id) {
  json_writer ours;
  ours.begin_object().key(meta_key::protocol_version).value(stateless_version);
  ours.key(meta_key::client_info).raw(client_info());
  ours.key(meta_key::capabilities)
      .raw(request.capabilities.empty() ? std::string_view{"{}"} : request.capabilities);
  if (!request.log_level.empty())
    ours.key(meta_key::log_level).value(request.log_level);
  if (request.wants_progress)
    ours.key(meta_key::progress_token).value(id);
  const auto meta = join_json_objects({ours.end_object().take(), caller_meta(request.meta)});
  return join_json_objects({R"({"_meta":)" + meta + "}", request.params});
}

void judge_result(upstream_reply& reply, const result_shape& shape,
                  const upstream_request& request) {
  if (reply.how != how_it_ended::result || !shape.type || shape.type == "complete")
    return;
  if (shape.type == "input_required" && may_ask(request.method) && shape.asks)
    reply.input_required = true;
  else if (shape.type != "task" || !may_be_task(request))
    reply = {how_it_ended::garbage, {}, "the result is of a type that it cannot have"};
}

discovery judge_discovery(const upstream_reply& reply) {
  discovery out;
  switch (reply.how) {
  case how_it_ended::result:
    return judge_hello(reply.body);
  case how_it_ended::rpc_error:
    return judge_error(reply);
  case how_it_ended::not_sent:
  case how_it_ended::cancelled:
    out.why = as_failure(reply, "server/discover");
    out.is = reply.http_status == 0 ? discovery::verdict::unknown : discovery::verdict::sessions;
    return out;
  case how_it_ended::transport:
  case how_it_ended::timeout:
  case how_it_ended::too_large:
  case how_it_ended::garbage:
    out.is = discovery::verdict::sessions;
    return out;
  }
  return out;
}

bool wants_discovery(const upstream_reply& reply) {
  constexpr std::array<std::int64_t, 4> codes{rpc_code::version_unsupported,
                                              rpc_code::header_mismatch, rpc_code::method_not_found,
                                              rpc_code::invalid_params};
  return reply.how == how_it_ended::rpc_error &&
         std::find(codes.begin(), codes.end(), code_of(reply.body)) != codes.end();
}

} // namespace gatehouse
