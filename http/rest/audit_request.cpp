#include "http/rest/audit_request.hpp"

#include "storage/json/rfc3339.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view toolkit_id_prefix = "tk_";

/// Takes parameters out of a query and collects what is wrong with them.
struct parameters {
  const http_request& request;
  std::string wrong;

  void complain(std::string_view name, std::string_view what) {
    wrong.append(wrong.empty() ? "" : "; ").append(name).append(" ").append(what);
  }

  std::string text(const std::string& name) { return request.parameter(name).value_or(""); }

  template <class E> std::string choice(const std::string& name) {
    auto given = text(name);
    const auto& names = enum_names<E>::names;
    if (!given.empty() && std::find(names.begin(), names.end(), given) == names.end()) {
      std::string wanted = "must be one of";
      for (auto one : names)
        wanted.append(one == names.front() ? " " : ", ").append(one);
      complain(name, wanted);
    }
    return given;
  }

  std::optional<unix_us> time(const std::string& name) {
    auto given = request.parameter(name);
    auto at = given ? from_rfc3339(*given) : std::nullopt;
    if (given && !at)
      complain(name, "must be a time such as 2025-01-31T12:00:00Z");
    return at;
  }
};

/// Toolkits are asked for by id, also a deleted one's, or by the slug of a living one.
outcome<toolkit_id> read_toolkit(const org_access& at, const std::string& given) {
  for (const auto& [id, place] : at.org->state.toolkits)
    if (place.slug == given)
      return id;
  if (given.empty() || given.starts_with(toolkit_id_prefix))
    return toolkit_id{given};
  return failure{errc::not_found, "There is no toolkit \"" + given + "\"."};
}

/// Users are asked for by name or id, other principals by id.
principal_id read_principal(const org_access& at, const std::string& given) {
  for (const auto& [id, member] : at.org->state.members)
    if (member.name == given)
      return {id.value};
  return {given};
}

} // namespace

queries::give_up_flag give_up_with(const exchange_ptr& x) {
  auto given_up = std::make_shared<std::atomic<bool>>(false);
  x->on_disconnect([given_up] { *given_up = true; });
  return given_up;
}

const std::set<std::string>& audit_parameters() {
  static const std::set<std::string> names{"principal", "principal_kind", "session", "toolkit",
                                           "tool",      "decision",       "outcome", "rule",
                                           "from",      "until"};
  return names;
}

outcome<audit_filter> read_audit_filter(const exchange& x, const org_access& at) {
  parameters in{x.request(), {}};
  audit_filter filter;
  filter.org = at.id;
  filter.principal = read_principal(at, in.text("principal"));
  filter.principal_kind = in.choice<principal_kind>("principal_kind");
  filter.session = {in.text("session")};
  auto kit = read_toolkit(at, in.text("toolkit"));
  if (!kit)
    return kit.error();
  filter.toolkit = *std::move(kit);
  filter.tool = in.text("tool");
  filter.decision = in.choice<audit_decision>("decision");
  filter.outcome = in.choice<audit_outcome>("outcome");
  filter.rule = {in.text("rule")};
  filter.from = in.time("from");
  filter.until = in.time("until");
  if (!in.wrong.empty())
    return failure{errc::invalid_argument, in.wrong + "."};
  return filter;
}

} // namespace gatehouse
