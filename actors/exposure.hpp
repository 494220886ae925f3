#pragma once

#include "actors/catalog.hpp"
#include "actors/gateway.hpp"
#include "actors/scope.hpp"
#include "events/names/tool_names.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace gatehouse {

/// Something of an upstream as a resource of ours exposes it: a tool, a prompt, or a resource.
struct exposed_item {
  std::string name;    ///< what clients call it
  std::string address; ///< what policies match
  connection_id from;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  std::string upstream_name{}; ///< what its server calls it
  bool requires_approval = false;
  bool promises_output = false; ///< of a tool: its results have to keep to its `outputSchema`
  bool quarantined = false;     ///< not as its connection accepted it: unknown to clients
  stream_version judged_at{};   ///< of the connection
};

/// What a resource exposes under one set of versions: how names map to what upstreams offer, and
/// what lists show. What a rule blocks keeps its name here, so that blocking one renames no other
/// and the audit can say what was called; it is in no list.
class exposure {
public:
  /// Judges each item once on `view`'s snapshot; `listed` are the catalogs at hand.
  exposure(const scope_view& view, const std::vector<std::shared_ptr<const catalog>>& listed);

  /// Returns what `request` names. A resource may also be one that no list shows: an expansion of a
  /// template, or any of the only connection that has resources.
  std::optional<exposed_item> find(const client_request& request) const;

  static judgement judge(const scope_view& view, const exposed_item& item);

  /// What has a name here, in byte order: also what is blocked or quarantined.
  const std::vector<exposed_item>& items(catalog_list what) const noexcept {
    return items_[static_cast<std::size_t>(what)];
  }

  /// Returns what the list of tools shows under that name, if anything.
  const catalog_listing::entry* shown_tool(std::string_view name) const;

  const std::shared_ptr<const catalog_listing>& listing(catalog_list what) const noexcept {
    return listings_[static_cast<std::size_t>(what)];
  }

private:
  /// A connection in view: what every item of it shares.
  struct place {
    std::string server;
    exposed_item whole; ///< with the connection's own address
    bool offers_resources = false;
  };

  std::vector<named_tool>
  all_names(const scope_view& view, catalog_list what,
            const std::vector<std::shared_ptr<const catalog>>& listed) const;
  void add_named(const scope_view& view, catalog_list what,
                 const std::vector<std::shared_ptr<const catalog>>& listed, catalog_listing& shown);
  void add_resources(const scope_view& view, catalog_list what,
                     const std::vector<std::shared_ptr<const catalog>>& listed,
                     catalog_listing& shown);
  exposed_item item_of(std::size_t place, std::string name, std::string_view mark,
                       const std::string& upstream_name) const;
  std::size_t place_of(const connection_id& from) const;
  const exposed_item* find(catalog_list what, std::string_view name) const;
  std::optional<exposed_item> find_resource(const std::string& uri) const;

  std::vector<place> places_;
  std::array<std::vector<exposed_item>, all_catalog_lists.size()> items_; ///< by name, byte order
  std::array<std::shared_ptr<const catalog_listing>, all_catalog_lists.size()> listings_;
};

/// Exposures by resource and viewer, built when something they rest on has changed.
///
/// Thread rule: every member from any thread. Bounds: `kept_max` resources; beyond it one is
/// dropped.
class exposures {
public:
  explicit exposures(const catalogs& tools) : tools_(tools) {}

  /// `session` may see what nobody else does: its own servers' lists.
  std::shared_ptr<const exposure> find(const scope_view& view, const binding& at,
                                       const session_id& session);

  /// Returns the connections of `view` that have no catalog yet.
  std::vector<connection_id> unlisted(const scope_view& view) const;

private:
  static constexpr std::size_t kept_max = 4096;

  /// A session is in it only if it has catalogs of its own.
  using key = std::tuple<org_id, toolkit_id, user_id, session_id>;

  struct entry {
    std::shared_ptr<const exposure> tools;
    std::vector<stream_read> reads;
    std::vector<published::entry<connection>> connections;
    std::vector<std::shared_ptr<const catalog>> listed;
  };

  void make_room(const key& next);

  const catalogs& tools_;
  std::mutex mutex_;
  std::map<key, entry> kept_;
};

} // namespace gatehouse
