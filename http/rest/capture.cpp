#include "actors/gateway.hpp"
#include "http/rest/body_reader.hpp"
#include "http/rest/lookup.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/views.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// Reads `level`: one of capture_level, or `inherit` for what the organization says.
std::optional<std::optional<capture_level>> read_level(body_reader& body) {
  const auto said = body.maybe_text("level");
  if (!said)
    return std::nullopt;
  if (*said == "inherit")
    return std::optional<capture_level>{};
  const auto& names = enum_names<capture_level>::names;
  const auto place = std::find(names.begin(), names.end(), *said);
  if (place != names.end())
    return std::optional{static_cast<capture_level>(place - names.begin())};
  body.complain("level", "must be one of none, digest, redacted, full, inherit");
  return std::nullopt;
}

void change_org(const exchange_ptr& x) {
  auto at = org_of(*x);
  if (!at)
    return refuse(x, at.error());
  body_reader body(x->request());
  org_capture_change what{body.maybe_choice<capture_level>("level"),
                          body.maybe_choice<capture_level>("most"), body.maybe_texts("redact")};
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().content().set_capture(
      x->who(), at->id, std::move(what), [x](const outcome<nothing>& done) {
        auto now = done ? org_of(*x) : done.error();
        answer_json(x, now ? outcome<std::string>{json_of(
                                 [&](json_writer& out) { show_org(out, now->org->state); })}
                           : now.error());
      });
}

void change_connection(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_connection(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  body_reader body(x->request());
  connection_capture_change what{read_level(body), body.maybe_texts("redact")};
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().content().set_capture(
      x->who(), at->id, *id, std::move(what), [x, id = *id](const outcome<nothing>& done) {
        auto now = done ? org_of(*x) : done.error();
        auto entry = now ? x->gate().current().find(id) : nullptr;
        if (!entry)
          return refuse(x, now ? failure{errc::gone, {}} : now.error());
        answer_json(x,
                    json_of([&](json_writer& out) { show_connection(out, *now, entry->state); }));
      });
}

void change_toolkit_capture(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto id = at ? changeable_toolkit(*x, *at) : at.error();
  if (!id)
    return refuse(x, id.error());
  body_reader body(x->request());
  auto level = read_level(body);
  if (!level)
    body.complain("level", "is required");
  if (auto good = body.finish(); !good)
    return refuse(x, good.error());
  x->gate().content().set_capture(
      x->who(), at->id, *id, *level, [x, id = *id](const outcome<nothing>& done) {
        auto now = done ? org_of(*x) : done.error();
        auto entry = now ? x->gate().current().find(id) : nullptr;
        if (!entry)
          return refuse(x, now ? failure{errc::gone, {}} : now.error());
        answer_json(x, json_of([&](json_writer& out) { show_toolkit(out, *now, entry->state); }));
      });
}

} // namespace

std::vector<route> capture_routes() {
  return {
      {"PATCH", "/api/v1/orgs/{org}/capture", scope::org_admin, change_org,
       "Sets what is captured of arguments and results: level, most, redact."},
      {"PATCH", "/api/v1/orgs/{org}/connections/{connection}/capture", scope::org_member,
       change_connection, "Sets what is captured of calls to a connection: level, redact."},
      {"PATCH", "/api/v1/orgs/{org}/toolkits/{toolkit}/capture", scope::org_member,
       change_toolkit_capture, "Sets what is captured of calls through a toolkit: level."},
  };
}

} // namespace gatehouse
