#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

/// Returns the toolkit as it is now, after a change of it.
outcome<std::string> shown(const exchange& x, const toolkit_id& id) {
  auto at = org_of(x);
  auto entry = at ? x.gate().current().find(id) : nullptr;
  if (!entry)
    return failure{errc::gone, "The toolkit has been deleted meanwhile."};
  return json_of([&](json_writer& out) { show_toolkit(out, *at, entry->state); });
}

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto asked = read_list_request(x->request());
  if (!at || !asked)
    return refuse(x, at ? asked.error() : at.error());
  answer_json(x, page_of(visible_toolkits(*x, *at), *asked, [&](json_writer& out, const auto& one) {
                show_toolkit(out, *at, one->state);
              }));
}

outcome<new_toolkit> read_toolkit(const exchange& x, const org_access& at) {
  body_reader body(x.request());
  new_toolkit what;
  what.slug = body.text_or("slug", {});
  what.name = body.text_or("name", {});
  const auto owner = read_owner(body, at);
  what.owner = owner.owner;
  what.owner_user = owner.user_name;
  what.naming = body.maybe_choice<tool_naming>("naming").value_or(tool_naming::prefixed);
  what.grants = body.texts("connections");
  if (what.slug.empty() && what.name.empty())
    body.complain("slug or name", "is required");
  auto good = body.finish();
  if (good)
    good = check_create(at, owner);
  return good ? outcome<new_toolkit>{std::move(what)} : good.error();
}

void create(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto what = at ? read_toolkit(*x, *at) : at.error();
  if (!what)
    return refuse(x, what.error());
  x->gate().admin().create_toolkit(x->who(), at->id, std::move(*what),
                                   [x](outcome<toolkit_id> made) {
                                     auto json = made ? shown(*x, *made) : made.error();
                                     if (!json)
                                       return refuse(x, json.error());
                                     answer_created(x, std::move(*json), made->value);
                                   });
}

void show(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto found = at ? toolkit_of(*x, *at) : at.error();
  answer_json(x, found ? shown(*x, (*found)->state.id) : found.error());
}

void change(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_toolkit(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  body_reader body(x->request());
  toolkit_change what{body.maybe_text("slug"), body.maybe_text("name"),
                      body.maybe_choice<tool_naming>("naming")};
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().admin().change_toolkit(x->who(), at->id, *id, std::move(what),
                                   [x, id = *id](outcome<nothing> done) {
                                     answer_json(x, done ? shown(*x, id) : done.error());
                                   });
}

void remove(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_toolkit(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  x->gate().admin().delete_toolkit(x->who(), at->id, *id,
                                   [x](outcome<nothing> done) { answer_done(x, done); });
}

} // namespace

std::vector<route> toolkit_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/toolkits", scope::org_reader, list,
       "Lists the toolkits the caller sees, those of the organization first."},
      {"POST", "/api/v1/orgs/{org}/toolkits", scope::org_member, create, "Creates a toolkit."},
      {"GET", "/api/v1/orgs/{org}/toolkits/{toolkit}", scope::org_reader, show,
       "Shows a toolkit; by slug or id."},
      {"PATCH", "/api/v1/orgs/{org}/toolkits/{toolkit}", scope::org_member, change,
       "Changes the slug, name or naming of a toolkit."},
      {"DELETE", "/api/v1/orgs/{org}/toolkits/{toolkit}", scope::org_member, remove,
       "Deletes a toolkit with its connection patterns and policies."},
  };
}

} // namespace gatehouse
