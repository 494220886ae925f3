#include "actors/exposure.hpp"

#include "actors/tool_json.hpp"
#include "events/names/tool_names.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// Returns the server name of a connection: its integration, and its own name unless that is
/// `main`.
std::string server_name_of(const connection::state& one) {
  auto first = one.address.find('.');
  auto last = one.address.rfind('.');
  auto own = one.address.substr(last + 1);
  auto integration = one.address.substr(0, first);
  return own == "main" ? integration : integration + "-" + own;
}

std::vector<named_tool> names_of(const scope_view& view, const std::vector<server_tools>& servers) {
  bool bare = view.kit && view.kit->state.naming == tool_naming::bare && servers.size() == 1;
  if (bare)
    return name_tools_bare(servers.front().tools, {});
  return name_tools(servers, {});
}

bool inside(const judgement& judged) {
  return judged.source == rule_source::rule || judged.source == rule_source::tool_default;
}

bool same_reads(const std::vector<stream_read>& left, const std::vector<stream_read>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const stream_read& a, const stream_read& b) {
                      return a.stream == b.stream && a.version == b.version;
                    });
}

} // namespace

exposure::exposure(const scope_view& view,
                   const std::vector<std::shared_ptr<const catalog>>& listed) {
  std::vector<server_tools> servers;
  for (std::size_t i = 0; i < view.connections.size(); ++i) {
    server_tools server{server_name_of(view.connections[i]->state), {}};
    if (listed[i])
      for (const auto& tool : listed[i]->tools)
        server.tools.push_back(tool.name);
    servers.push_back(std::move(server));
  }
  auto shown = std::make_shared<catalog_listing>();
  for (auto& named : names_of(view, servers)) {
    const auto& from = view.connections[named.server]->state;
    const auto& tool = listed[named.server]->tools[named.tool];
    exposed_tool one{std::move(named.name),
                     from.address + "." + tool.name,
                     from.id,
                     from.owner,
                     from.owner_user,
                     tool.name,
                     tool.requires_approval};
    auto judged =
        view.policy->judge({one.address, one.owner, one.owner_user.value, one.requires_approval});
    if (!inside(judged))
      continue;
    if (judged.action != policy_action::block)
      shown->items.push_back({one.name, with_name(tool.json, one.name)});
    tools_.push_back(std::move(one));
  }
  listing_ = std::move(shown);
}

const exposed_tool* exposure::find(std::string_view name) const {
  auto at =
      std::lower_bound(tools_.begin(), tools_.end(), name,
                       [](const exposed_tool& one, std::string_view n) { return one.name < n; });
  return at != tools_.end() && at->name == name ? &*at : nullptr;
}

std::shared_ptr<const exposure> exposures::find(const scope_view& view, const binding& at) {
  std::vector<std::shared_ptr<const catalog>> listed;
  for (const auto& one : view.connections)
    listed.push_back(tools_.find(one->state.id));
  key k{at.what.org, at.what.toolkit, at.what.toolkit.empty() ? at.who.user : user_id{}};
  {
    std::scoped_lock lock{mutex_};
    auto found = kept_.find(k);
    if (found != kept_.end() && same_reads(found->second.reads, view.reads) &&
        found->second.listed == listed)
      return found->second.tools;
  }
  auto built = std::make_shared<const exposure>(view, listed);
  std::scoped_lock lock{mutex_};
  if (kept_.size() >= kept_max && !kept_.contains(k))
    kept_.erase(kept_.begin());
  kept_[k] = {built, view.reads, std::move(listed)};
  return built;
}

std::vector<connection_id> exposures::unlisted(const scope_view& view) const {
  std::vector<connection_id> missing;
  for (const auto& one : view.connections)
    if (!tools_.find(one->state.id))
      missing.push_back(one->state.id);
  return missing;
}

} // namespace gatehouse
