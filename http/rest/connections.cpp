#include "actors/gateway.hpp"
#include "actors/upstream/environment.hpp"
#include "actors/upstream/http_url.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

std::string shown(const exchange& x, const org_access& at, const connection::state& state) {
  const auto listed = x.gate().catalog_of(state.id);
  return json_of([&](json_writer& out) { show_connection(out, at, state, listed.get()); });
}

void list(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto asked = read_list_request(x->request());
  if (!at || !asked)
    return refuse(x, at ? asked.error() : at.error());
  answer_json(x,
              page_of(visible_connections(*x, *at), *asked, [&](json_writer& out, const auto& one) {
                show_connection(out, *at, one->state);
              }));
}

/// A stdio server is a program on this host, beside every other tenant's.
outcome<nothing> check_transport(const org_access& at, const new_connection& what) {
  if (what.command.empty() || at.who.is_operator())
    return nothing{};
  return failure{errc::forbidden,
                 "Only the operator may add a command: it runs on the gateway's host."};
}

/// Complains about parts that exclude each other, or that no server could be reached with.
void check_parts(body_reader& body, const new_connection& what) {
  if (what.command.empty() == what.url.empty())
    body.complain("command or url", "is required, and not both");
  if (what.command.empty() && !what.environment.empty())
    body.complain("env", "needs a command");
  if (what.url.empty() && !what.headers.empty())
    body.complain("headers", "needs a url");
  for (const auto& [name, value] : what.environment)
    if (auto allowed = check_environment_name(name); !allowed)
      body.complain("env", "is refused: " + allowed.error().detail);
  for (const auto& [name, value] : what.headers)
    if (auto allowed = check_http_header(name, value); !allowed)
      body.complain("headers", "is refused: " + allowed.error().detail);
  if (!what.url.empty())
    if (auto url = parse_http_url(what.url); !url)
      body.complain("url", "is refused: " + url.error().detail);
}

outcome<new_connection> read_connection(const exchange& x, const org_access& at) {
  body_reader body(x.request());
  new_connection what;
  what.name = body.text("name");
  const auto owner = read_owner(body, at);
  what.owner = owner.owner;
  what.owner_user = owner.user_name;
  what.command = body.texts("command");
  what.url = body.text_or("url", {});
  what.environment = body.text_map("env");
  what.headers = body.text_map("headers");
  what.drift = body.maybe_choice<drift_answer>("drift").value_or(drift_answer::warn);
  what.sharing = body.maybe_choice<client_sharing>("sharing").value_or(client_sharing::automatic);
  what.timeout_s = body.count_or("timeout_s", 0);
  check_parts(body, what);
  auto good = body.finish();
  if (good)
    good = check_create(at, owner);
  if (good)
    good = check_transport(at, what);
  return good ? outcome<new_connection>{std::move(what)} : good.error();
}

void create(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  auto what = read_connection(*x, *at);
  if (!what)
    return refuse(x, what.error());
  x->gate().admin().create_connection(
      x->who(), at->id, std::move(*what), [x](outcome<connection_id> made) {
        auto now = org_of(*x);
        auto entry = made ? x->gate().current().find(*made) : nullptr;
        if (!entry || !now)
          return refuse(x, made ? failure{errc::gone, "Already removed."} : made.error());
        answer_created(x, shown(*x, *now, entry->state), made->value);
      });
}

void show(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto found = at ? connection_of(*x, *at) : at.error();
  if (!found)
    return refuse(x, found.error());
  answer_json(x, shown(*x, *at, (*found)->state));
}

void remove(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_connection(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  x->gate().admin().remove_connection(x->who(), at->id, *id,
                                      [x](outcome<nothing> done) { answer_done(x, done); });
}

void test(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_connection(*x, *at) : at.error();
  body_reader body(x->request());
  auto good = body.finish();
  if (!id || !good)
    return refuse(x, id ? good.error() : id.error());
  x->gate().admin().test_connection(x->who(), at->id, *id, [x](outcome<connection_report> report) {
    if (!report)
      return refuse(x, report.error());
    answer_json(x, json_of([&](json_writer& out) { show_report(out, *report); }));
  });
}

} // namespace

std::vector<route> connection_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/connections", scope::org_reader, list,
       "Lists the connections the caller sees."},
      {"POST", "/api/v1/orgs/{org}/connections", scope::org_member, create,
       "Adds a connection to an upstream MCP server; a command only as the operator."},
      {"GET", "/api/v1/orgs/{org}/connections/{connection}", scope::org_reader, show,
       "Shows a connection and its catalog; by id, address or name."},
      {"DELETE", "/api/v1/orgs/{org}/connections/{connection}", scope::org_member, remove,
       "Removes a connection."},
      {"POST", "/api/v1/orgs/{org}/connections/{connection}/test", scope::org_member, test,
       "Connects to the upstream now and lists its tools."},
  };
}

} // namespace gatehouse
