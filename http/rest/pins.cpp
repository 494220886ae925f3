#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"
#include "storage/crypto/digest.hpp"

#include <set>

namespace gatehouse {

namespace {

void show_digest(json_writer& out, std::string_view key, const digest256& digest) {
  if (digest != digest256{})
    out.key(key).value(to_hex(digest));
}

std::string_view state_of(const digest256& pinned, const digest256& listed) {
  if (pinned == listed)
    return "accepted";
  if (listed == digest256{})
    return "gone";
  return pinned == digest256{} ? "new" : "changed";
}

void show_change(json_writer& out, const tool_change& change) {
  out.key("class").value(name_of(change.weight)).key("compared").value(change.compared);
  out.key("changed").begin_array();
  for (const auto& field : change.changed)
    out.begin_object()
        .key("pointer")
        .value(field.pointer)
        .key("class")
        .value(name_of(field.weight))
        .end_object();
  out.end_array();
}

void show_pin(json_writer& out, const connection::state& state, const std::string& name,
              const digest256& pinned, const digest256& listed) {
  out.begin_object().key("tool").value(name).key("state").value(state_of(pinned, listed));
  out.key("withheld").value(listed != digest256{} && state.withholds(name, listed));
  show_digest(out, "accepted", pinned);
  show_digest(out, "listed", listed);
  if (auto change = state.changes.find(name); change != state.changes.end())
    show_change(out, change->second);
  out.end_object();
}

std::string shown_pins(const connection::state& state) {
  std::map<std::string, digest256> listed;
  std::set<std::string> names;
  for (const auto& tool : state.tools) {
    listed.emplace(tool.name, tool.digest);
    names.insert(tool.name);
  }
  for (const auto& [name, digest] : state.pins)
    names.insert(name);
  const auto in = [](const std::map<std::string, digest256>& all, const std::string& name) {
    auto found = all.find(name);
    return found == all.end() ? digest256{} : found->second;
  };
  return json_of([&](json_writer& out) {
    out.begin_object().key("address").value(state.address);
    out.key("drift").value(name_of(state.drift));
    show_digest(out, "digest", state.catalog_digest);
    out.key("items").begin_array();
    for (const auto& name : names)
      show_pin(out, state, name, in(state.pins, name), in(listed, name));
    out.end_array().end_object();
  });
}

void show(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto found = at ? connection_of(*x, *at) : at.error();
  answer_json(x, found ? outcome<std::string>{shown_pins((*found)->state)} : found.error());
}

/// Answers with what is accepted now.
administration::answer<nothing> then_show(const exchange_ptr& x, const connection_id& id) {
  return [x, id](const outcome<nothing>& done) {
    auto entry = x->gate().current().find(id);
    if (!done || !entry)
      return refuse(x, done ? failure{errc::gone, "Already removed."} : done.error());
    answer_json(x, shown_pins(entry->state));
  };
}

outcome<tool_acceptance> read_acceptance(const exchange& x) {
  body_reader body(x.request());
  tool_acceptance what;
  what.tools = body.texts("tools");
  if (auto text = body.maybe_text("digest")) {
    what.reviewed = digest_of_hex(*text);
    if (!what.reviewed)
      body.complain("digest", "is no digest: 64 hexadecimal digits");
  }
  auto good = body.finish();
  return good ? outcome<tool_acceptance>{std::move(what)} : good.error();
}

void accept(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_connection(*x, *at) : at.error();
  auto what = id ? read_acceptance(*x) : id.error();
  if (!what)
    return refuse(x, what.error());
  x->gate().admin().accept_tools(x->who(), at->id, *id, *std::move(what), then_show(x, *id));
}

void change(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_connection(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  body_reader body(x->request());
  const auto drift = body.choice<drift_answer>("drift");
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().admin().set_drift(x->who(), at->id, *id, drift, then_show(x, *id));
}

} // namespace

std::vector<route> pin_routes() {
  return {
      {"PATCH", "/api/v1/orgs/{org}/connections/{connection}", scope::org_member, change,
       "Sets what follows when a tool changes: allow, warn or quarantine."},
      {"GET", "/api/v1/orgs/{org}/connections/{connection}/pins", scope::org_reader, show,
       "Shows each tool of a connection as it was accepted and as it is listed."},
      {"POST", "/api/v1/orgs/{org}/connections/{connection}/pins", scope::org_member, accept,
       "Accepts tools as they are listed now: those named in tools, or all."},
  };
}

} // namespace gatehouse
