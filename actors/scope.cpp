#include "actors/scope.hpp"

#include <algorithm>
#include <tuple>

namespace gatehouse {

namespace {

constexpr int connection_segments = 3; ///< integration, owner, connection

std::string_view take_segment(std::string_view& text) {
  auto dot = text.find('.');
  auto segment = text.substr(0, dot);
  text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  return segment;
}

/// Returns whether `pattern` can match any tool of the connection at `address`.
bool may_reach(std::string_view pattern, std::string_view address) {
  for (int i = 0; i < connection_segments; ++i) {
    auto wanted = take_segment(pattern);
    auto given = take_segment(address);
    if (wanted != "*" && wanted != given)
      return false;
    if (wanted == "*" && pattern.empty())
      return true; // a trailing star takes everything deeper
  }
  return true;
}

bool granted(const toolkit::state& kit, const connection::state& one) {
  return std::any_of(kit.grants.begin(), kit.grants.end(), [&](const auto& entry) {
    return may_reach(entry.second.pattern, one.address);
  });
}

bool in_scope(const scope_view& view, const connection::state& one) {
  bool mine =
      one.owner == owner_kind::org || (!view.viewer.empty() && one.owner_user == view.viewer);
  return one.live() && mine && (!view.kit || granted(view.kit->state, one));
}

} // namespace

outcome<scope_view> view_scope(const published& current, const binding& at) {
  scope_view view;
  view.owner = current.find(at.what.org);
  if (!view.owner)
    return failure{errc::forbidden, "The organization is gone."};
  view.reads.push_back({org::stream(at.what.org), view.owner->version});
  view.viewer = at.who.user;
  if (at.what.toolkit.empty()) {
    view.policy = current.policy_of(at.what.org, at.who.user);
  } else {
    view.kit = current.find(at.what.toolkit);
    view.policy = current.policy_of(at.what.toolkit);
    if (!view.kit || !view.policy || !view.kit->state.live())
      return failure{errc::not_found, "Toolkit not found."};
    view.viewer = view.kit->state.owner_user;
    view.reads.push_back({toolkit::stream(at.what.toolkit), view.kit->version});
  }
  for (const auto& [id, place] : view.owner->state.connections)
    if (auto one = current.find(id); one && in_scope(view, one->state))
      view.connections.push_back(std::move(one));
  // In order of creation, so that a new connection never takes another's name.
  std::sort(view.connections.begin(), view.connections.end(),
            [](const auto& left, const auto& right) {
              return std::tie(left->state.created, left->state.id) <
                     std::tie(right->state.created, right->state.id);
            });
  return view;
}

bool is_live(const scope_view& view, const caller& who) {
  return who.is_operator() || view.owner->state.tokens.contains(who.credential);
}

record_context context_of(const scope_view& view, const binding& at, const session_id& session) {
  record_context context;
  context.org = at.what.org;
  context.session = session;
  context.principal = at.who.principal;
  context.credential = at.who.credential;
  context.data_key = view.owner->state.key_of(at.who.user);
  return context;
}

} // namespace gatehouse
