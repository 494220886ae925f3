#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto found = at ? toolkit_of(*x, *at) : at.error();
  auto asked = read_list_request(x->request());
  if (!found || !asked)
    return refuse(x, found ? asked.error() : found.error());
  std::map<std::string, grant> sorted;
  for (const auto& [id, one] : (*found)->state.grants)
    sorted.emplace(one.position + '\0' + id.value, one);
  answer_json(x, page_of(sorted, *asked, show_grant));
}

void reply_grant(const exchange_ptr& x, const toolkit_id& from, const grant_id& id, bool existed) {
  auto entry = x->gate().current().find(from);
  auto found = entry ? entry->state.grants.find(id) : decltype(entry->state.grants.end()){};
  if (!entry || found == entry->state.grants.end())
    return refuse(x, {errc::gone, "The pattern has been removed meanwhile."});
  auto json = json_of([&](json_writer& out) { show_grant(out, found->second); });
  existed ? answer_json(x, std::move(json)) : answer_created(x, std::move(json), id.value);
}

void add(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto found = at ? toolkit_of(*x, *at) : at.error();
  if (!found)
    return refuse(x, found.error());
  const auto& state = (*found)->state;
  body_reader body(x->request());
  auto pattern = body.text("pattern");
  auto good = body.finish();
  if (good)
    good = check_change(*at, ownership_of(state));
  if (!good)
    return refuse(x, good.error());
  const bool existed = std::any_of(state.grants.begin(), state.grants.end(),
                                   [&](const auto& one) { return one.second.pattern == pattern; });
  x->gate().admin().add_grant(x->who(), at->id, state.id, std::move(pattern),
                              [x, existed, to = state.id](outcome<grant_id> made) {
                                if (!made)
                                  return refuse(x, made.error());
                                reply_grant(x, to, *made, existed);
                              });
}

void remove(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto found = at ? toolkit_of(*x, *at) : at.error();
  if (!found)
    return refuse(x, found.error());
  if (auto allowed = check_change(*at, ownership_of((*found)->state)); !allowed)
    return refuse(x, allowed.error());
  x->gate().admin().remove_grant(x->who(), at->id, (*found)->state.id, {x->segment("grant")},
                                 [x](outcome<nothing> done) { answer_done(x, done); });
}

} // namespace

std::vector<route> grant_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/toolkits/{toolkit}/connections", scope::org_reader, list,
       "Lists the connection patterns of a toolkit."},
      {"POST", "/api/v1/orgs/{org}/toolkits/{toolkit}/connections", scope::org_member, add,
       "Adds a connection pattern; one that is there already is answered as it is."},
      {"DELETE", "/api/v1/orgs/{org}/toolkits/{toolkit}/connections/{grant}", scope::org_member,
       remove, "Removes a connection pattern."},
  };
}

} // namespace gatehouse
