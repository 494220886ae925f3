#pragma once

#include "actors/catalog.hpp"
#include "actors/gateway.hpp"
#include "actors/scope.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace gatehouse {

/// A tool of an upstream as a resource exposes it.
struct exposed_tool {
  std::string name;    ///< what clients call it
  std::string address; ///< what policies match
  connection_id from;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  std::string upstream_name;
  bool requires_approval = false;
};

/// The tools of a resource under one set of versions: how names map to tools, and what a list
/// shows. A tool that a rule blocks keeps its name here, so that blocking one renames no other and
/// the audit can say what was called; it is in no list.
class exposure {
public:
  /// Judges each tool once on `view`'s snapshot; `listed` are the catalogs at hand.
  exposure(const scope_view& view, const std::vector<std::shared_ptr<const catalog>>& listed);

  /// Returns the tool called `name`, nullptr if there is none.
  const exposed_tool* find(std::string_view name) const;

  const std::shared_ptr<const catalog_listing>& listing() const noexcept { return listing_; }

private:
  std::vector<exposed_tool> tools_; ///< by name, in byte order
  std::shared_ptr<const catalog_listing> listing_;
};

/// Exposures by resource and viewer, built when something they rest on has changed.
///
/// Thread rule: every member from any thread. Bounds: `kept_max` resources; beyond it one is
/// dropped.
class exposures {
public:
  explicit exposures(const catalogs& tools) : tools_(tools) {}

  std::shared_ptr<const exposure> find(const scope_view& view, const binding& at);

  /// Returns the connections of `view` that have no catalog yet.
  std::vector<connection_id> unlisted(const scope_view& view) const;

private:
  static constexpr std::size_t kept_max = 4096;

  using key = std::tuple<org_id, toolkit_id, user_id>;

  struct entry {
    std::shared_ptr<const exposure> tools;
    std::vector<stream_read> reads;
    std::vector<std::shared_ptr<const catalog>> listed;
  };

  const catalogs& tools_;
  std::mutex mutex_;
  std::map<key, entry> kept_;
};

} // namespace gatehouse
