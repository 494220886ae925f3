#include "http/mcp/listen_filter.hpp"

#include "actors/upstream/caller_meta.hpp"
#include "http/mcp/server_identity.hpp"
#include "storage/json/json_members.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

struct list_flag {
  std::string_view member;
  std::string_view method;
  bool watch_filter::*flag;
};

constexpr std::array<list_flag, 3> flags{{
    {"toolsListChanged", "notifications/tools/list_changed", &watch_filter::tools},
    {"promptsListChanged", "notifications/prompts/list_changed", &watch_filter::prompts},
    {"resourcesListChanged", "notifications/resources/list_changed", &watch_filter::resources},
}};

failure invalid(std::string_view what) {
  return {errc::invalid_argument, "params.notifications" + std::string{what}};
}

outcome<nothing> read_uris(const json_value& asked, listen_filter& out) {
  if (asked.kind() != json_kind::array || asked.size() > limits::subscriptions_per_stream_max)
    return invalid(".resourceSubscriptions must be an array of at most " +
                   std::to_string(limits::subscriptions_per_stream_max) + " URIs.");
  for (const auto& element : asked.elements()) {
    auto uri = element.as_string();
    if (!uri || uri->empty() || uri->size() > limits::uri_bytes_max)
      return invalid(".resourceSubscriptions must have URIs of 1 to " +
                     std::to_string(limits::uri_bytes_max) + " bytes.");
    if (std::find(out.uris.begin(), out.uris.end(), *uri) == out.uris.end())
      out.uris.push_back(*std::move(uri));
  }
  return nothing{};
}

/// Returns the `_meta` that says which stream a message is of; what the upstream has there stays.
std::string meta_with(std::string_view id, std::string_view upstream_meta) {
  std::string meta = "{\"" + std::string{meta_key::subscription} + "\":" + std::string{id};
  for (const auto& member : raw_members(upstream_meta))
    if (!json_string_equals(member.key, meta_key::subscription))
      meta.append(",").append(member.whole);
  return meta += '}';
}

std::string notification(std::string_view method, std::string_view params) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("method").value(method);
  return out.key("params").raw(params).end_object().take();
}

bool is_below(std::string_view uri, std::string_view place) {
  return uri.starts_with(place) &&
         (uri.size() == place.size() || place.ends_with('/') || uri[place.size()] == '/');
}

} // namespace

outcome<listen_filter> read_listen_filter(const std::optional<json_value>& params) {
  const auto asked = params ? params->find("notifications") : std::nullopt;
  if (!asked || asked->kind() != json_kind::object)
    return invalid(" must be an object.");
  listen_filter out;
  for (const auto& [member, method, flag] : flags) {
    const auto value = asked->find(member);
    if (value && !value->as_bool())
      return invalid("." + std::string{member} + " must be a boolean.");
    out.lists.*flag = value && *value->as_bool();
  }
  if (const auto uris = asked->find("resourceSubscriptions"))
    if (auto good = read_uris(*uris, out); !good)
      return good.error();
  return out;
}

bool lets_pass(const listen_filter& filter, const client_message& what) {
  if (what.reply_to != 0)
    return false;
  for (const auto& [member, method, flag] : flags)
    if (what.method == method)
      return filter.lists.*flag;
  if (what.method != "notifications/resources/updated")
    return false;
  const auto document = json_document::parse(what.params);
  const auto member = document ? document->root().find("uri") : std::nullopt;
  const auto uri = member ? member->as_string() : std::nullopt;
  return uri && std::any_of(filter.uris.begin(), filter.uris.end(),
                            [&](const std::string& place) { return is_below(*uri, place); });
}

std::string acknowledgement(const listen_filter& filter, std::string_view id) {
  json_writer out;
  out.begin_object().key("_meta").raw(meta_with(id, {})).key("notifications").begin_object();
  for (const auto& [member, method, flag] : flags)
    if (filter.lists.*flag)
      out.key(member).value(true);
  if (!filter.uris.empty()) {
    out.key("resourceSubscriptions").begin_array();
    for (const auto& uri : filter.uris)
      out.value(uri);
    out.end_array();
  }
  return notification("notifications/subscriptions/acknowledged",
                      out.end_object().end_object().take());
}

std::string subscribed(const client_message& what, std::string_view id) {
  std::string_view meta;
  std::string params = "{";
  for (const auto& member : raw_members(what.params)) {
    if (json_string_equals(member.key, "_meta"))
      meta = member.value;
    else
      params.append(member.whole).append(",");
  }
  params.append("\"_meta\":").append(meta_with(id, meta)).append("}");
  return notification(what.method, params);
}

std::string end_of_listening(std::string_view id) {
  const auto info = "{\"" + std::string{meta_key::server_info} + "\":" + server_info() + "}";
  return R"({"resultType":"complete","_meta":)" + meta_with(id, info) + "}";
}

} // namespace gatehouse
