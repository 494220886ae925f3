#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

void list(const exchange_ptr& x) {
  auto asked = read_list_request(x->request());
  if (!asked)
    return refuse(x, asked.error());
  std::map<std::string, published::entry<org>> visible;
  for (const auto& one : x->gate().current().orgs())
    if (x->who().is_operator() || x->who().org == one->state.id)
      visible.emplace(one->state.slug, one);
  answer_json(x, page_of(visible, *asked,
                         [](json_writer& out, const auto& one) { show_org(out, one->state); }));
}

void create(const exchange_ptr& x) {
  body_reader body(x->request());
  new_org what{body.text("slug"), body.text_or("name", {})};
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().admin().create_org(x->who(), std::move(what), [x](outcome<org_id> made) {
    auto entry = made ? x->gate().current().find(*made) : nullptr;
    if (!entry)
      return refuse(x, made ? failure{errc::internal, {}} : made.error());
    answer_created(x, json_of([&](json_writer& out) { show_org(out, entry->state); }),
                   entry->state.slug);
  });
}

void show(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  answer_json(x, json_of([&](json_writer& out) { show_org(out, at->org->state); }));
}

void list_members(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto asked = read_list_request(x->request());
  if (!at || !asked)
    return refuse(x, at ? asked.error() : at.error());
  std::map<std::string, std::pair<user_id, org::member>> by_name;
  for (const auto& [user, member] : at->org->state.members)
    by_name.emplace(member.name, std::pair{user, member});
  answer_json(
      x, page_of(by_name, *asked, [](json_writer& out, const auto& one) {
        out.begin_object().key("id").value(one.first.value).key("name").value(one.second.name);
        out.key("role").value(name_of(one.second.rank)).end_object();
      }));
}

} // namespace

std::vector<route> org_routes() {
  return {
      {"GET", "/api/v1/orgs", scope::signed_in, list, "Lists the organizations of the caller."},
      {"POST", "/api/v1/orgs", scope::operator_only, create, "Creates an organization."},
      {"GET", "/api/v1/orgs/{org}", scope::org_reader, show, "Shows an organization."},
      {"GET", "/api/v1/orgs/{org}/members", scope::org_member, list_members,
       "Lists the members of an organization."},
  };
}

} // namespace gatehouse
