#include "events/connection/connection.hpp"
#include "events/core/limits.hpp"

#include <algorithm>
#include <set>

/// What a connection makes of the listings of its server.
namespace gatehouse {

namespace {

failure missing() {
  return {errc::not_found, "Connection not found."};
}

/// Returns the digests of tools by name; of a name that is listed twice the first.
std::map<std::string, digest256> digests_of(const std::vector<listed_tool>& tools) {
  std::map<std::string, digest256> all;
  for (const auto& one : tools)
    all.emplace(one.name, one.digest);
  return all;
}

/// Returns how each tool changed from one listing to the next, by name. A name that is listed twice
/// has changed when one of its objects is none of those it had. A tool that was away is compared
/// with what it was accepted as.
std::map<std::string, tool_change> changes_of(const connection::state& s, const note_catalog& to) {
  const auto before = digests_of(s.tools);
  std::set<std::pair<std::string, digest256>> had;
  for (const auto& one : s.tools)
    had.emplace(one.name, one.digest);
  std::map<std::string, tool_change> all;
  for (const auto& one : to.tools) {
    if (had.contains({one.name, one.digest}))
      continue;
    const auto known = before.find(one.name);
    const auto pin = s.pins.find(one.name);
    const bool returned = known == before.end() && pin != s.pins.end() && pin->second != one.digest;
    if (known == before.end() && !returned)
      all.emplace(one.name, tool_change{{}, one.digest, change_class::additive, true, {}});
    else
      all.emplace(one.name, tool_change{returned ? pin->second : known->second,
                                        one.digest,
                                        change_class::breaking,
                                        false,
                                        {}});
  }
  const auto after = digests_of(to.tools);
  for (const auto& [name, digest] : before)
    if (!after.contains(name))
      all.emplace(name, tool_change{digest, {}, change_class::breaking, true, {}});
  for (auto& [name, change] : all)
    if (auto seen = to.differences.find(name); seen != to.differences.end() &&
                                               seen->second.before == change.before &&
                                               seen->second.after == change.after)
      change = seen->second;
  return all;
}

void add_changes(const connection::state& s, const note_catalog& c, events_of<connection>& events) {
  std::size_t told = 0;
  for (auto& [name, change] : changes_of(s, c)) {
    if (told++ == limits::tool_changes_per_listing_max)
      return; // the listing itself is on the record, whole
    events.emplace_back(tool_changed{name, change, c.now});
  }
}

/// Returns whether a list that failed before does not fail any more.
bool has_recovered(const connection::state& s, const note_catalog& c) {
  return std::any_of(s.failing.begin(), s.failing.end(),
                     [&](const auto& one) { return !c.failing.contains(one.first); });
}

} // namespace

decision_of<connection> connection::decide(const state& s, const note_catalog& c) {
  if (!s.live())
    return missing();
  events_of<connection> events;
  const bool first = s.listed == unix_us{};
  const bool same = !first && s.catalog_digest == c.digest &&
                    s.protocol_version == c.protocol_version && s.server_name == c.server_name &&
                    s.server_version == c.server_version && !has_recovered(s, c);
  if (!same)
    events.emplace_back(catalog_listed{c.protocol_version, c.server_name, c.server_version,
                                       c.digest, c.tools, c.now});
  if (!same && !first)
    add_changes(s, c, events);
  for (const auto& [list, noted] : c.lists)
    if (auto known = s.lists.find(list);
        known == s.lists.end() ? noted.count != 0 : known->second != noted)
      events.emplace_back(list_noted{list, noted, c.now});
  for (const auto& [list, reason] : c.failing)
    if (auto known = s.failing.find(list);
        !same || known == s.failing.end() || known->second != reason)
      events.emplace_back(listing_failed{list, reason, c.now});
  if (!s.healthy)
    events.emplace_back(connection_health_changed{true, "", c.now});
  return events;
}

decision_of<connection> connection::decide(const state& s, const note_invalidated& c) {
  if (!s.live())
    return missing();
  return events_of<connection>{catalog_invalidated{c.list, c.now}};
}

decision_of<connection> connection::decide(const state& s, const note_failed_listing& c) {
  if (!s.live())
    return missing();
  auto known = s.failing.find(catalog_part::tools);
  if (known != s.failing.end() && known->second == c.reason)
    return events_of<connection>{};
  return events_of<connection>{listing_failed{catalog_part::tools, c.reason, c.now}};
}

decision_of<connection> connection::decide(const state& s, const set_drift& c) {
  if (!s.live())
    return missing();
  if (s.drift == c.drift)
    return events_of<connection>{};
  return events_of<connection>{drift_set{c.drift, c.now}};
}

decision_of<connection> connection::decide(const state& s, const accept_tools& c) {
  if (!s.live())
    return missing();
  if (c.reviewed && *c.reviewed != s.catalog_digest)
    return failure{errc::conflict, "The catalog has changed since; look at it again."};
  const auto listed = digests_of(s.tools);
  std::map<std::string, digest256> wanted;
  for (const auto& name : c.tools) {
    auto found = listed.find(name);
    if (found == listed.end())
      return failure{errc::not_found, "The server lists no tool \"" + name + "\"."};
    wanted.insert(*found);
  }
  tools_accepted event{{}, {}, c.now};
  for (const auto& [name, digest] : c.tools.empty() ? listed : wanted)
    if (auto pin = s.pins.find(name); pin == s.pins.end() || pin->second != digest)
      event.tools.push_back({name, digest});
  if (c.tools.empty())
    for (const auto& [name, digest] : s.pins)
      if (!listed.contains(name))
        event.forgotten.push_back(name);
  if (event.tools.empty() && event.forgotten.empty())
    return events_of<connection>{};
  if (s.pins.size() + event.tools.size() > limits::pinned_tools_max + event.forgotten.size())
    return failure{errc::limit_reached, "Too many tools are accepted; accept all to forget some."};
  return events_of<connection>{std::move(event)};
}

// -- what it means --------------------------------------------------------------------------------

bool connection::state::withholds(const std::string& tool, const digest256& digest) const {
  if (drift != drift_answer::quarantine || listed == unix_us{})
    return false;
  auto pin = pins.find(tool);
  return pin == pins.end() || pin->second != digest;
}

void connection::evolve(state& s, const catalog_listed& e) {
  const bool first = s.listed == unix_us{};
  s.protocol_version = e.protocol_version;
  s.server_name = e.server_name;
  s.server_version = e.server_version;
  s.catalog_digest = e.digest;
  s.tools = e.tools;
  s.listed = e.at;
  s.failing.clear();
  const auto listed = digests_of(s.tools);
  if (first || s.drift == drift_answer::allow)
    s.pins = listed;
  // What is as it was accepted again, or was never accepted and is gone, needs nobody's attention.
  std::erase_if(s.changes, [&](const auto& one) {
    auto now = listed.find(one.first);
    auto pin = s.pins.find(one.first);
    return pin == s.pins.end() ? now == listed.end()
                               : now != listed.end() && now->second == pin->second;
  });
}

void connection::evolve(state& s, const tool_changed& e) {
  auto pin = s.pins.find(e.tool);
  const bool accepted = pin != s.pins.end() && pin->second == e.change.after;
  const bool gone_unseen = pin == s.pins.end() && e.change.after == digest256{};
  if (s.drift != drift_answer::allow && !accepted && !gone_unseen)
    s.changes[e.tool] = e.change;
}

void connection::evolve(state& s, const tools_accepted& e) {
  for (const auto& one : e.tools) {
    s.pins[one.name] = one.digest;
    s.changes.erase(one.name);
  }
  for (const auto& name : e.forgotten) {
    s.pins.erase(name);
    s.changes.erase(name);
  }
}

void connection::evolve(state& s, const drift_set& e) {
  s.drift = e.drift;
  if (s.drift != drift_answer::allow)
    return;
  s.pins = digests_of(s.tools);
  s.changes.clear();
}

void connection::evolve(state& s, const list_noted& e) {
  s.lists[e.list] = e.noted;
}

void connection::evolve(state&, const catalog_invalidated&) {
  // What was listed stays what is known until the next listing.
}

void connection::evolve(state& s, const listing_failed& e) {
  s.failing[e.list] = e.reason;
}

} // namespace gatehouse
