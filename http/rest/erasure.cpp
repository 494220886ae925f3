#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"

namespace gatehouse {

namespace {

/// Returns the member called `name`; nobody for the empty name.
outcome<user_id> member_called(const org_access& at, const std::string& name) {
  if (name.empty())
    return user_id{};
  for (const auto& [id, member] : at.org->state.members)
    if (member.name == name)
      return id;
  return failure{errc::not_found, "There is no member called \"" + name + "\"."};
}

void rotate(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  const auto name = body.text_or("user", {});
  auto good = body.finish();
  auto user = good ? member_called(*at, name) : good.error();
  if (!user)
    return refuse(x, user.error());
  x->gate().content().rotate_data_key(x->who(), at->id, *user,
                                      [x](const outcome<nothing>& done) { answer_done(x, done); });
}

/// Nothing brings erased content back, so whoever erases it says what it is.
outcome<nothing> check_confirmation(const org_access& at, const std::string& user,
                                    const std::string& confirmed) {
  const auto& wanted = user.empty() ? at.org->state.slug : user;
  if (confirmed == wanted)
    return nothing{};
  return failure{errc::conflict, "This erases for ever what was captured of " +
                                     (user.empty() ? "the organization and all its users"
                                                   : "the calls of \"" + user + "\"") +
                                     "; repeat it with confirm_name \"" + wanted + "\"."};
}

void erase(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  const auto name = body.text_or("user", {});
  const auto confirmed = body.text_or("confirm_name", {});
  auto good = body.finish();
  auto user = good ? member_called(*at, name) : good.error();
  if (user)
    good = check_confirmation(*at, name, confirmed);
  if (!user || !good)
    return refuse(x, user ? good.error() : user.error());
  x->gate().content().erase_content(x->who(), at->id, *user,
                                    [x](const outcome<nothing>& done) { answer_done(x, done); });
}

/// Reads which secret: one of the members `env`, `header` (a name) and `query` (true).
secret_name read_secret(body_reader& body) {
  const auto variable = body.maybe_text("env");
  const auto header = body.maybe_text("header");
  const bool query = body.flag_or("query", false);
  if (int{variable.has_value()} + int{header.has_value()} + int{query} != 1)
    body.complain("env, header or query", "is required, and one of them only");
  if (variable)
    return {secret_place::environment, *variable};
  if (header)
    return {secret_place::header, *header};
  return {secret_place::query, {}};
}

void erase_one(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_connection(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  body_reader body(x->request());
  auto secret = read_secret(body);
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().content().erase_secret(x->who(), at->id, *id, std::move(secret),
                                   [x](const outcome<nothing>& done) { answer_done(x, done); });
}

} // namespace

std::vector<route> erasure_routes() {
  return {
      {"POST", "/api/v1/orgs/{org}/data-key", scope::org_admin, rotate,
       "Seals new content of the organization, or of a user, under a new key."},
      {"POST", "/api/v1/orgs/{org}/erasure", scope::org_admin, erase,
       "Erases captured content of the organization, or of a user, for ever; needs confirm_name."},
      {"POST", "/api/v1/orgs/{org}/connections/{connection}/erasure", scope::org_member, erase_one,
       "Erases one secret of a connection: env, header or query."},
  };
}

} // namespace gatehouse
