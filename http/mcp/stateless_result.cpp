#include "http/mcp/stateless_result.hpp"

#include "actors/upstream/caller_meta.hpp"
#include "http/mcp/rpc_error.hpp"
#include "http/mcp/server_identity.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_members.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view complete = R"("resultType":"complete")";
constexpr std::string_view only_here = R"("cacheScope":"private")";
constexpr std::string_view stale_at_once = R"("ttlMs":0)";

constexpr int resource_not_found = -32002;
constexpr int capability_missing = -32021;
constexpr int url_elicitation_required = -32042;

const std::string& own_meta() {
  static const auto meta = "{\"" + std::string{meta_key::server_info} + "\":" + server_info() + "}";
  return meta;
}

bool is(const raw_member& member, std::string_view key) {
  return json_string_equals(member.key, key);
}

/// Returns `meta` with our name in it, unless somebody's is.
std::string named_meta(std::string_view meta) {
  const auto members = raw_members(meta);
  const auto is_info = [](const raw_member& member) { return is(member, meta_key::server_info); };
  if (std::any_of(members.begin(), members.end(), is_info))
    return std::string{meta};
  return join_json_objects({own_meta(), meta});
}

bool is_whole_number(std::string_view value) {
  return !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
}

void append(std::string& out, std::string_view member) {
  out.append(out.size() > 1 ? "," : "").append(member);
}

std::string error_object(std::int64_t code, const json_value& error, std::string_view data) {
  json_writer out;
  const auto message = error.find("message");
  out.begin_object().key("code").value(code);
  out.key("message").value(message ? message->as_string().value_or("") : "");
  if (!data.empty())
    out.key("data").raw(data);
  return out.end_object().take();
}

} // namespace

const std::string& own_result_members() {
  static const auto members = std::string{complete} + "," + std::string{stale_at_once} + "," +
                              std::string{only_here} + ",\"_meta\":" + own_meta();
  return members;
}

std::string complete_result(std::string_view body, server_era from, bool cacheable) {
  std::string out;
  out.reserve(body.size() + own_result_members().size() + 64 + envelope_room);
  out += '{';
  bool typed = false;
  bool timed = !cacheable;
  bool named = false;
  for (const auto& member : raw_members(body)) {
    if (is(member, "resultType")) {
      if (from != server_era::stateless)
        continue;
      typed = true;
    } else if (cacheable && is(member, "cacheScope")) {
      continue;
    } else if (cacheable && is(member, "ttlMs")) {
      if (!is_whole_number(member.value))
        continue;
      timed = true;
    } else if (is(member, "_meta")) {
      append(out, "\"_meta\":");
      out += named_meta(member.value);
      named = true;
      continue;
    }
    append(out, member.whole);
  }
  if (!typed)
    append(out, complete);
  if (!timed)
    append(out, stale_at_once);
  if (cacheable)
    append(out, only_here);
  if (!named) {
    append(out, "\"_meta\":");
    out += own_meta();
  }
  out += '}';
  return out;
}

std::string input_required_result(std::string_view requests, std::string_view request_state) {
  json_writer out;
  out.begin_object().key("resultType").value("input_required");
  if (!raw_members(requests).empty())
    out.key("inputRequests").raw(requests);
  if (!request_state.empty())
    out.key("requestState").value(request_state);
  out.key("_meta").raw(own_meta());
  return out.end_object().take();
}

passed_error pass_error(std::string_view error, server_era from, std::string_view uri) {
  const auto document = json_document::parse(error, {error.size(), limits::json_depth_max});
  const auto member = document ? document->root().find("code") : std::nullopt;
  const auto code = member ? member->as_int64() : std::nullopt;
  if (!code)
    return {std::string{error}, 200};
  if (*code == capability_missing && from == server_era::stateless)
    return {std::string{error}, 400};
  if (*code == resource_not_found || *code == url_elicitation_required) {
    json_writer data;
    data.begin_object();
    if (!uri.empty())
      data.key("uri").value(uri);
    const auto said = data.end_object().take();
    return {error_object(-32602, document->root(), uri.empty() ? "" : std::string_view{said}), 200};
  }
  const auto data = document->root().find("data");
  if (*code <= -32020 && *code >= -32099)
    return {error_object(-32603, document->root(), data ? data->raw() : std::string_view{}), 200};
  return {std::string{error}, 200};
}

} // namespace gatehouse
