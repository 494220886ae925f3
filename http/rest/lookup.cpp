#include "http/rest/lookup.hpp"

#include "actors/gateway.hpp"

namespace gatehouse {

namespace {

/// A separator that sorts before every character a name may hold.
constexpr char low = '\0';

std::string owner_key(const ownership& whose) {
  return (whose.owner == owner_kind::org ? "0" : "1") + whose.user.value + low;
}

/// Returns whether `name` (`integration` or `integration.connection`) means `address`
/// (`integration.owner.connection`).
bool names(std::string_view name, std::string_view address) {
  const auto dot = name.find('.');
  const auto integration = name.substr(0, dot);
  const auto own = dot == std::string_view::npos ? "main" : name.substr(dot + 1);
  const auto first = address.find('.');
  const auto last = address.rfind('.');
  return address.substr(0, first) == integration && address.substr(last + 1) == own;
}

} // namespace

std::map<std::string, published::entry<toolkit>> visible_toolkits(const exchange& x,
                                                                  const org_access& at) {
  std::map<std::string, published::entry<toolkit>> sorted;
  for (const auto& [id, place] : at.org->state.toolkits) {
    auto entry = at.sees(ownership_of(place)) ? x.gate().current().find(id) : nullptr;
    if (entry && entry->state.live())
      sorted.emplace(owner_key(ownership_of(place)) + entry->state.name + low + place.slug, entry);
  }
  return sorted;
}

std::map<std::string, published::entry<connection>> visible_connections(const exchange& x,
                                                                        const org_access& at) {
  std::map<std::string, published::entry<connection>> sorted;
  for (const auto& [id, place] : at.org->state.connections) {
    auto entry = at.sees(ownership_of(place)) ? x.gate().current().find(id) : nullptr;
    if (entry && entry->state.live())
      sorted.emplace(owner_key(ownership_of(place)) + place.address + low + id.value, entry);
  }
  return sorted;
}

outcome<published::entry<toolkit>> toolkit_of(const exchange& x, const org_access& at) {
  const auto& wanted = x.segment("toolkit");
  for (const auto& [id, place] : at.org->state.toolkits) {
    if ((id.value != wanted && place.slug != wanted) || !at.sees(ownership_of(place)))
      continue;
    if (auto entry = x.gate().current().find(id); entry && entry->state.live())
      return entry;
  }
  return failure{errc::not_found, "Toolkit not found."};
}

outcome<published::entry<connection>> connection_of(const exchange& x, const org_access& at) {
  const auto& wanted = x.segment("connection");
  const auto all = visible_connections(x, at);
  for (const auto& [key, entry] : all)
    if (entry->state.id.value == wanted || entry->state.address == wanted)
      return entry;
  for (const auto& [key, entry] : all)
    if (names(wanted, entry->state.address))
      return entry;
  return failure{errc::not_found, "Connection not found."};
}

outcome<connection_id> changeable_connection(const exchange& x, const org_access& at) {
  auto found = connection_of(x, at);
  if (!found)
    return found.error();
  auto allowed = check_change(at, ownership_of((*found)->state));
  return allowed ? outcome<connection_id>{(*found)->state.id} : allowed.error();
}

outcome<toolkit_id> changeable_toolkit(const exchange& x, const org_access& at) {
  auto found = toolkit_of(x, at);
  if (!found)
    return found.error();
  auto allowed = check_change(at, ownership_of((*found)->state));
  return allowed ? outcome<toolkit_id>{(*found)->state.id} : allowed.error();
}

} // namespace gatehouse
