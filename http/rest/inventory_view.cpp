#include "http/rest/inventory_view.hpp"

#include "http/rest/views.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view source_kind = "mcp";

void show_session(json_writer& out, const session_row& session) {
  out.key("session").value(session.session.value);
  out.key("resource").value(session.resource);
}

/// Copies a text member of a tool object.
void show_text(json_writer& out, std::string_view name, const std::optional<json_value>& value) {
  if (auto text = value ? value->as_string() : std::nullopt)
    out.key(name).value(*text);
}

void show_judgement(json_writer& out, const judgement& judged) {
  out.key("action").value(name_of(judged.action));
  out.key("rule_source").value(name_of(judged.source));
  if (!judged.pattern.empty())
    out.key("pattern").value(judged.pattern);
}

void show_tool(json_writer& out, const inventory_tool& tool, bool stale) {
  auto document =
      json_document::parse(tool.json, {limits::catalog_bytes_max, limits::json_depth_max});
  const auto member = [&](std::string_view name) {
    return document ? document->root().find(name) : std::nullopt;
  };
  out.begin_object().key("id").value(tool.name).key("label").value(tool.label);
  show_text(out, "description", member("description"));
  out.key("source").value(source_kind).key("address").value(tool.address);
  show_judgement(out, tool.judged);
  out.key("stale").value(stale);
  if (auto annotations = member("annotations"))
    out.key("annotations").raw(annotations->raw());
  out.end_object();
}

void show_group(json_writer& out, const inventory_source& source) {
  out.key("id").value(source.from->state.address).key("label").value(source.server);
  out.key("source").value(source_kind);
}

void show_groups(json_writer& out, const tool_inventory& all) {
  out.key("groups").begin_array();
  for (std::size_t i = 0; i < all.sources.size(); ++i) {
    const auto& source = all.sources[i];
    bool open = false;
    for (const auto& tool : all.tools) {
      if (tool.source != i)
        continue;
      if (!std::exchange(open, true)) {
        out.begin_object();
        show_group(out, source);
        out.key("tools").begin_array();
      }
      show_tool(out, tool, source.state == warmth::stale);
    }
    if (open)
      out.end_array().end_object();
  }
  out.end_array();
}

void show_source(json_writer& out, const inventory_source& source) {
  const auto& state = source.from->state;
  out.begin_object();
  show_group(out, source);
  out.key("state").value(name_of(source.state)).key("generation").value(source.generation);
  out.key("healthy").value(state.healthy).key("drift").value(name_of(state.drift));
  std::uint64_t withheld = 0;
  for (const auto& tool : state.tools)
    withheld += state.withholds(tool.name, tool.digest) ? 1 : 0;
  out.key("withheld").value(withheld);
  show_time(out, "listed_at", state.listed);
  out.end_object();
}

void show_notice(json_writer& out, const inventory_notice& notice) {
  out.begin_object().key("id").value(notice.id);
  out.key("severity").value(notice.warning ? "warning" : "info");
  out.key("message").value(notice.message).key("servers").begin_array();
  for (const auto& server : notice.servers)
    out.value(server);
  out.end_array().end_object();
}

void show_recorded(json_writer& out, const scope_view& view, const connection::state& state,
                   const listed_tool& tool) {
  const auto address = state.address + "." + tool.name;
  out.begin_object().key("name").value(tool.name).key("address").value(address);
  out.key("digest").value(to_hex(tool.digest));
  show_judgement(out, view.policy->judge({address, state.owner, state.owner_user.value, false}));
  out.key("withheld").value(state.withholds(tool.name, tool.digest)).end_object();
}

} // namespace

std::string show_effective(const session_row& session, const tool_inventory& all) {
  return json_of([&](json_writer& out) {
    out.begin_object();
    show_session(out, session);
    show_groups(out, all);
    out.key("sources").begin_array();
    for (const auto& source : all.sources)
      show_source(out, source);
    out.end_array().key("notices").begin_array();
    for (const auto& notice : all.notices)
      show_notice(out, notice);
    out.end_array().end_object();
  });
}

std::string show_configured(const session_row& session, const scope_view& view) {
  return json_of([&](json_writer& out) {
    out.begin_object();
    show_session(out, session);
    out.key("groups").begin_array();
    for (const auto& one : view.connections) {
      const auto& state = one->state;
      out.begin_object();
      show_group(out, {one, server_name_of(state), {}, 0});
      out.key("drift").value(name_of(state.drift));
      show_time(out, "listed_at", state.listed);
      out.key("tools").begin_array();
      for (const auto& tool : state.tools)
        show_recorded(out, view, state, tool);
      out.end_array().end_object();
    }
    out.end_array().end_object();
  });
}

} // namespace gatehouse
