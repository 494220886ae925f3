#include "http/rest/views.hpp"

#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/rfc3339.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

template <class Map> void show_names(json_writer& out, std::string_view key, const Map& map) {
  out.key(key).begin_array();
  for (const auto& [name, ref] : map)
    out.value(name);
  out.end_array();
}

void show_upstream(json_writer& out, const upstream_config& config) {
  if (config.url.empty()) {
    out.key("command").begin_array();
    for (const auto& argument : config.command)
      out.value(argument);
    out.end_array();
  } else {
    out.key("url").value(config.query.empty() ? config.url : config.url + "?…");
  }
}

std::uint64_t timeout_of(const upstream_config& config) {
  constexpr std::chrono::seconds usual{limits::request_timeout};
  return config.timeout_s != 0 ? config.timeout_s : static_cast<std::uint64_t>(usual.count());
}

void show_left_out(json_writer& out, const std::vector<unusable_tool>& tools) {
  out.key("left_out_count").value(static_cast<std::uint64_t>(tools.size()));
  out.key("left_out").begin_array();
  for (std::size_t i = 0; i < std::min(tools.size(), limits::page_items_max); ++i)
    out.begin_object()
        .key("name")
        .value(tools[i].name.substr(0, limits::name_bytes_max))
        .key("reason")
        .value(tools[i].why)
        .end_object();
  out.end_array();
}

void show_catalog(json_writer& out, const connection::state& state, const catalog* listed) {
  out.key("catalog").begin_object();
  out.key("digest").value(to_hex(state.catalog_digest));
  show_time(out, "listed_at", state.listed);
  out.key("tools").begin_array();
  for (const auto& tool : state.tools)
    out.begin_object()
        .key("name")
        .value(tool.name)
        .key("digest")
        .value(to_hex(tool.digest))
        .end_object();
  out.end_array();
  if (listed)
    show_left_out(out, listed->left_out);
  out.end_object();
}

void show_server(json_writer& out, std::string_view name, std::string_view version,
                 std::string_view protocol) {
  out.key("server").begin_object().key("name").value(name).key("version").value(version);
  out.key("protocol_version").value(protocol).end_object();
}

void show_rules(json_writer& out, const std::vector<std::string>& rules) {
  out.key("redact").begin_array();
  for (const auto& rule : rules)
    out.value(rule);
  out.end_array();
}

} // namespace

void show_capture(json_writer& out, std::optional<capture_level> level) {
  out.key("capture").value(level ? name_of(*level) : "inherit");
}

void show_time(json_writer& out, std::string_view name, unix_us at) {
  if (at.value != 0)
    out.key(name).value(to_rfc3339(at));
}

void show_org(json_writer& out, const org::state& state) {
  out.begin_object().key("id").value(state.id.value).key("slug").value(state.slug);
  out.key("name").value(state.name);
  show_time(out, "created_at", state.created);
  out.key("capture").begin_object().key("level").value(name_of(state.capture.level));
  out.key("most").value(name_of(state.capture.most));
  show_rules(out, state.capture.redact);
  out.end_object();
  out.key("endpoint").value("/" + state.slug + "/mcp").end_object();
}

void show_token(json_writer& out, const token_id& id, const instance::operator_token& token) {
  out.begin_object().key("id").value(id.value).key("prefix").value(token.prefix);
  out.key("name").value(token.name).key("minted_by").value(token.by.value);
  show_time(out, "minted_at", token.minted);
  out.end_object();
}

void show_token(json_writer& out, const org_access& at, const token_id& id,
                const org::token& token) {
  out.begin_object().key("id").value(id.value).key("prefix").value(token.prefix);
  out.key("name").value(token.name).key("role").value(name_of(token.rank));
  if (!token.user.empty())
    out.key("user").value(at.name_of(token.user));
  out.key("minted_by").value(token.by.value);
  show_time(out, "minted_at", token.minted);
  out.end_object();
}

std::string show_minted(const minted_token& minted) {
  json_writer out;
  out.begin_object().key("id").value(minted.id.value).key("prefix").value(minted.prefix);
  return out.key("token").value(minted.token).end_object().take();
}

void show_owner(json_writer& out, const org_access& at, const ownership& whose) {
  out.key("owner").value(name_of(whose.owner));
  if (whose.owner == owner_kind::user)
    out.key("user").value(at.name_of(whose.user));
}

namespace {

void show_most(json_writer& out, const org_access& at, const connection::state& state) {
  const ownership whose{state.owner, state.owner_user};
  out.key("id").value(state.id.value).key("address").value(state.address);
  show_owner(out, at, whose);
  out.key("transport").value(state.config.url.empty() ? "stdio" : "http");
  if (at.may_change(whose)) {
    show_upstream(out, state.config);
    show_names(out, "env", state.config.environment);
    show_names(out, "headers", state.config.headers);
  }
  out.key("sharing").value(name_of(state.config.sharing));
  out.key("timeout_s").value(timeout_of(state.config));
  show_time(out, "created_at", state.created);
  out.key("healthy").value(state.healthy);
  if (!state.health_reason.empty())
    out.key("reason").value(state.health_reason);
  show_time(out, "checked_at", state.health_at);
  show_server(out, state.server_name, state.server_version, state.protocol_version);
  show_capture(out, state.capture);
  show_rules(out, state.redact);
  out.key("drift").value(name_of(state.drift));
  out.key("drifted").value(static_cast<std::uint64_t>(state.changes.size()));
  out.key("tool_count").value(static_cast<std::uint64_t>(state.tools.size()));
}

} // namespace

void show_connection(json_writer& out, const org_access& at, const connection::state& state) {
  out.begin_object();
  show_most(out, at, state);
  out.end_object();
}

void show_connection(json_writer& out, const org_access& at, const connection::state& state,
                     const catalog* listed) {
  out.begin_object();
  show_most(out, at, state);
  show_catalog(out, state, listed);
  out.end_object();
}

void show_report(json_writer& out, const connection_report& report) {
  out.begin_object();
  show_server(out, report.server_name, report.server_version, report.protocol_version);
  out.key("tools").begin_array();
  for (const auto& tool : report.tools)
    out.value(tool);
  out.end_array().end_object();
}

void show_toolkit(json_writer& out, const org_access& at, const toolkit::state& state) {
  out.begin_object().key("id").value(state.id.value).key("slug").value(state.slug);
  out.key("name").value(state.name);
  show_owner(out, at, {state.owner, state.owner_user});
  out.key("naming").value(name_of(state.naming));
  show_capture(out, state.capture);
  out.key("connections").value(static_cast<std::uint64_t>(state.grants.size()));
  out.key("policies").value(static_cast<std::uint64_t>(state.policies.size()));
  out.key("endpoint").value("/" + at.org->state.slug + "/mcp/toolkits/" + state.slug);
  show_time(out, "created_at", state.created);
  show_time(out, "updated_at", state.updated);
  out.end_object();
}

void show_grant(json_writer& out, const grant& one) {
  out.begin_object().key("id").value(one.id.value).key("pattern").value(one.pattern);
  out.key("position").value(one.position).end_object();
}

void show_policy(json_writer& out, const org_access& at, const policy_rule& rule,
                 const ownership& whose) {
  out.begin_object().key("id").value(rule.id.value).key("pattern").value(rule.pattern);
  out.key("action").value(name_of(rule.action)).key("position").value(rule.position);
  show_owner(out, at, whose);
  out.end_object();
}

} // namespace gatehouse
