#include "actors/watchers.hpp"

#include "actors/scope.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace gatehouse {

namespace {

std::string_view method_of(catalog_list list) {
  switch (list) {
  case catalog_list::tools:
    return "notifications/tools/list_changed";
  case catalog_list::prompts:
    return "notifications/prompts/list_changed";
  case catalog_list::resources:
  case catalog_list::templates:
    return "notifications/resources/list_changed";
  }
  return {};
}

std::size_t rank_of(std::string_view level) {
  static constexpr std::array<std::string_view, 8> levels{
      "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"};
  const auto found = std::find(levels.begin(), levels.end(), level);
  return found == levels.end() ? 0 : static_cast<std::size_t>(found - levels.begin());
}

using rules_by_owner = std::map<user_id, rule_list>;

std::set<user_id> owners_ruled_otherwise(const rules_by_owner& before, const rules_by_owner& now) {
  std::set<user_id> owners;
  for (const auto& [owner, rules] : before)
    if (const auto still = now.find(owner); still == now.end() || still->second != rules)
      owners.insert(owner);
  for (const auto& [owner, rules] : now)
    if (!before.contains(owner))
      owners.insert(owner);
  return owners;
}

bool in_view(const published& current, const binding& at, const connection_id& id) {
  auto view = view_scope(current, at);
  return view && std::any_of(view->connections.begin(), view->connections.end(),
                             [&](const auto& one) { return one->state.id == id; });
}

} // namespace

std::uint64_t watchers::add(const session_id& session, const binding& at, watch_filter what,
                            hearing hear) {
  std::scoped_lock lock{mutex_};
  if (all_.size() >= limits::watches_max)
    return 0;
  all_.emplace(++last_handle_, watcher{session, at, what, std::move(hear)});
  return last_handle_;
}

void watchers::remove(std::uint64_t handle) {
  std::scoped_lock lock{mutex_};
  all_.erase(handle);
}

bool watchers::wants(const watcher& one, const client_message& message) const {
  if (message.method == method_of(catalog_list::tools))
    return one.what.tools;
  if (message.method == method_of(catalog_list::prompts))
    return one.what.prompts;
  if (message.method == method_of(catalog_list::resources))
    return one.what.resources;
  return one.what.messages || message.method != "notifications/message";
}

template <class Concerns> void watchers::announce(catalog_list list, Concerns concerns) {
  const client_message message{std::string{method_of(list)}, {}, 0};
  std::scoped_lock lock{mutex_};
  for (const auto& [handle, one] : all_)
    if (wants(one, message) && concerns(one))
      one.hear(message);
}

void watchers::list_changed(const connection_id& connection, catalog_list list) {
  announce(list, [&](const watcher& one) { return in_view(current_, one.at, connection); });
}

void watchers::list_changed(const session_id& session, catalog_list list) {
  tell(session, {std::string{method_of(list)}, {}, 0});
}

template <class Concerns> void watchers::announce_all(Concerns concerns) {
  for (const auto list : {catalog_list::tools, catalog_list::prompts, catalog_list::resources})
    announce(list, concerns);
}

/// The rules of an org govern its default resource; a connection that is gone is gone from all.
void watchers::changed(const org::state& before, const org::state& now) {
  const auto ruled = owners_ruled_otherwise(before.policies, now.policies);
  const bool lost =
      std::any_of(before.connections.begin(), before.connections.end(),
                  [&](const auto& one) { return !now.connections.contains(one.first); });
  if (ruled.empty() && !lost)
    return;
  announce_all([&](const watcher& one) {
    const bool governed = one.at.what.toolkit.empty() &&
                          (ruled.contains(user_id{}) || ruled.contains(one.at.who.user));
    return one.at.what.org == now.id && (lost || governed);
  });
}

void watchers::changed(const toolkit::state&, const toolkit::state& now) {
  announce_all([&](const watcher& one) { return one.at.what.toolkit == now.id; });
}

/// What a quarantine withholds is in no list until it is accepted.
void watchers::changed(const connection::state& before, const connection::state& now) {
  const bool withholds =
      before.drift == drift_answer::quarantine || now.drift == drift_answer::quarantine;
  if (withholds && (before.drift != now.drift || before.pins != now.pins))
    list_changed(now.id, catalog_list::tools);
}

void watchers::tell(const session_id& session, const client_message& message) {
  std::scoped_lock lock{mutex_};
  // One stream of a session is enough: MCP 2025-11-25, transports, "multiple connections".
  bool told = false;
  for (const auto& [handle, one] : all_)
    if (one.session == session && (one.what.alone || !told) && wants(one, message)) {
      one.hear(message);
      told = told || !one.what.alone;
    }
}

void watchers::set_log_level(const session_id& session, const std::string& level) {
  std::scoped_lock lock{mutex_};
  levels_[session] = level;
}

std::string watchers::log_level(const session_id& session) const {
  std::scoped_lock lock{mutex_};
  auto found = levels_.find(session);
  return found == levels_.end() ? std::string{} : found->second;
}

void watchers::forget(const session_id& session) {
  std::scoped_lock lock{mutex_};
  levels_.erase(session);
}

bool is_loud_enough(std::string_view params, std::string_view lowest) {
  auto document = json_document::parse(params);
  auto level = document ? document->root().find("level") : std::nullopt;
  return rank_of(level ? level->as_string().value_or("") : "") >= rank_of(lowest);
}

} // namespace gatehouse
