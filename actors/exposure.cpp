#include "actors/exposure.hpp"

#include "actors/inventory.hpp"
#include "actors/tool_json.hpp"
#include "actors/uri_template.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

std::vector<named_tool> names_of(const scope_view& view, const std::vector<server_tools>& servers,
                                 const std::vector<std::string>& reserved) {
  bool bare = view.kit && view.kit->state.naming == tool_naming::bare && servers.size() == 1;
  if (bare)
    return name_tools_bare(servers.front().tools, reserved);
  return name_tools(servers, reserved);
}

/// Some of what the servers offer, and where each stands in its server's own list.
struct offered_items {
  explicit offered_items(const std::vector<std::string>& names) : places(names.size()) {
    for (const auto& name : names)
      servers.push_back({name, {}});
  }

  void add(std::size_t server, std::size_t place, const std::string& name) {
    servers[server].tools.push_back(name);
    places[server].push_back(place);
    ++count;
  }

  /// Names them all, and adds them to `to` with their places in their servers' lists.
  void name(const scope_view& view, std::vector<named_tool>& to) const {
    std::vector<std::string> reserved;
    for (const auto& one : to)
      reserved.push_back(one.name);
    for (auto& one : names_of(view, servers, reserved))
      to.push_back({std::move(one.name), one.server, places[one.server][one.tool]});
  }

  std::vector<server_tools> servers;
  std::vector<std::vector<std::size_t>> places;
  std::size_t count = 0;
};

bool inside(const judgement& judged) {
  return judged.source == rule_source::rule || judged.source == rule_source::tool_default;
}

/// How the addresses of prompts and resources begin after their connection's.
constexpr std::string_view prompt_mark = ".prompt:";
constexpr std::string_view resource_mark = ".resource:";

/// Stands between a connection's name and a URI that another connection has taken.
constexpr char scheme_mark = '+';

} // namespace

exposure::exposure(const scope_view& view,
                   const std::vector<std::shared_ptr<const catalog>>& listed) {
  for (std::size_t i = 0; i < view.connections.size(); ++i) {
    const auto& one = view.connections[i]->state;
    place at{server_name_of(one), {{}, one.address, one.id, one.owner, one.owner_user}, false};
    at.whole.judged_at = view.connections[i]->version;
    at.offers_resources = listed[i] && offers(listed[i]->hello.capabilities, "resources");
    places_.push_back(std::move(at));
  }
  for (const auto what : all_catalog_lists) {
    auto shown = std::make_shared<catalog_listing>();
    listings_[static_cast<std::size_t>(what)] = shown;
    if (what == catalog_list::tools || what == catalog_list::prompts)
      add_named(view, what, listed, *shown);
    else
      add_resources(view, what, listed, *shown);
  }
}

exposed_item exposure::item_of(std::size_t at, std::string name, std::string_view mark,
                               const std::string& upstream_name) const {
  auto item = places_[at].whole;
  item.name = std::move(name);
  item.address.append(mark).append(upstream_name);
  item.upstream_name = upstream_name;
  return item;
}

/// Returns the names in byte order. A new tool that nobody has accepted takes none away from one
/// that was there before.
std::vector<named_tool>
exposure::all_names(const scope_view& view, catalog_list what,
                    const std::vector<std::shared_ptr<const catalog>>& listed) const {
  std::vector<std::string> servers;
  for (const auto& one : places_)
    servers.push_back(one.server);
  offered_items settled{servers};
  offered_items newcomers{servers};
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!listed[i])
      continue;
    const auto& state = view.connections[i]->state;
    const auto& items = listed[i]->of(what);
    for (std::size_t j = 0; j < items.size(); ++j) {
      const bool is_new = what == catalog_list::tools && !state.pins.contains(items[j].name) &&
                          state.withholds(items[j].name, items[j].digest);
      (is_new ? newcomers : settled).add(i, j, items[j].name);
    }
  }
  std::vector<named_tool> all;
  settled.name(view, all);
  if (newcomers.count == 0)
    return all;
  newcomers.name(view, all);
  std::sort(all.begin(), all.end(),
            [](const named_tool& a, const named_tool& b) { return a.name < b.name; });
  return all;
}

/// Tools and prompts: named by their servers, each list a space of names of its own.
void exposure::add_named(const scope_view& view, catalog_list what,
                         const std::vector<std::shared_ptr<const catalog>>& listed,
                         catalog_listing& shown) {
  const auto mark = what == catalog_list::tools ? "." : prompt_mark;
  for (auto& named : all_names(view, what, listed)) {
    const auto& one = listed[named.server]->of(what)[named.tool];
    auto item = item_of(named.server, std::move(named.name), mark, one.name);
    item.requires_approval = one.requires_approval;
    item.promises_output = one.promises_output;
    item.quarantined = what == catalog_list::tools &&
                       view.connections[named.server]->state.withholds(one.name, one.digest);
    auto judged = judge(view, item);
    if (!inside(judged))
      continue;
    if (judged.action != policy_action::block && !item.quarantined)
      shown.items.push_back({item.name, with_text(one.json, "name", item.name)});
    items_[static_cast<std::size_t>(what)].push_back(std::move(item));
  }
}

/// Resources and templates keep their URIs; of two that are equal the older connection's.
void exposure::add_resources(const scope_view& view, catalog_list what,
                             const std::vector<std::shared_ptr<const catalog>>& listed,
                             catalog_listing& shown) {
  const std::string_view member = what == catalog_list::resources ? "uri" : "uriTemplate";
  std::map<std::string, std::pair<exposed_item, std::string>> taken;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!listed[i])
      continue;
    for (const auto& one : listed[i]->of(what)) {
      auto name = taken.contains(one.name) ? places_[i].server + scheme_mark + one.name : one.name;
      auto item = item_of(i, name, resource_mark, one.name);
      auto json = name == one.name ? one.json : with_text(one.json, member, name);
      taken.emplace(std::move(name), std::pair{std::move(item), std::move(json)});
    }
  }
  for (auto& [name, one] : taken) {
    auto judged = judge(view, one.first);
    if (!inside(judged))
      continue;
    if (judged.action != policy_action::block)
      shown.items.push_back({name, std::move(one.second)});
    items_[static_cast<std::size_t>(what)].push_back(std::move(one.first));
  }
}

judgement exposure::judge(const scope_view& view, const exposed_item& item) {
  return view.policy->judge(
      {item.address, item.owner, item.owner_user.value, item.requires_approval});
}

const exposed_item* exposure::find(catalog_list what, std::string_view name) const {
  const auto& items = items_[static_cast<std::size_t>(what)];
  auto at =
      std::lower_bound(items.begin(), items.end(), name,
                       [](const exposed_item& one, std::string_view n) { return one.name < n; });
  return at != items.end() && at->name == name ? &*at : nullptr;
}

const catalog_listing::entry* exposure::shown_tool(std::string_view name) const {
  const auto& items = listing(catalog_list::tools)->items;
  const auto at = std::lower_bound(
      items.begin(), items.end(), name,
      [](const catalog_listing::entry& one, std::string_view n) { return one.name < n; });
  return at != items.end() && at->name == name ? &*at : nullptr;
}

std::optional<exposed_item> exposure::find(const client_request& request) const {
  const auto known = [&](catalog_list what) -> std::optional<exposed_item> {
    const auto* found = find(what, request.name);
    return found ? std::optional{*found} : std::nullopt;
  };
  switch (request.kind) {
  case request_kind::tool:
    return known(catalog_list::tools);
  case request_kind::prompt:
    return known(catalog_list::prompts);
  case request_kind::completion:
    return known(request.of_template ? catalog_list::templates : catalog_list::prompts);
  case request_kind::resource:
  case request_kind::watch:
  case request_kind::unwatch:
    return find_resource(request.name);
  }
  return std::nullopt;
}

/// A resource that is in no list may still be there: the expansion of a template, or one that the
/// only connection with resources knows of.
std::optional<exposed_item> exposure::find_resource(const std::string& uri) const {
  if (const auto* found = find(catalog_list::resources, uri))
    return *found;
  for (const auto& one : items_[static_cast<std::size_t>(catalog_list::templates)])
    if (may_expand_to(one.name, uri)) {
      auto at = place_of(one.from);
      auto own = one.name == one.upstream_name ? uri : uri.substr(places_[at].server.size() + 1);
      return item_of(at, uri, resource_mark, own);
    }
  const auto offers = [](const place& one) { return one.offers_resources; };
  if (std::count_if(places_.begin(), places_.end(), offers) != 1)
    return std::nullopt;
  auto only = std::find_if(places_.begin(), places_.end(), offers);
  return item_of(static_cast<std::size_t>(only - places_.begin()), uri, resource_mark, uri);
}

std::size_t exposure::place_of(const connection_id& from) const {
  auto found = std::find_if(places_.begin(), places_.end(),
                            [&](const place& one) { return one.whole.from == from; });
  return static_cast<std::size_t>(found - places_.begin());
}

} // namespace gatehouse
