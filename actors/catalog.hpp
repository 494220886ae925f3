#pragma once

#include "actors/upstream/upstream_client.hpp"
#include "events/core/bytes.hpp"
#include "events/core/ids.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

namespace gatehouse {

/// All lists a server may offer.
inline constexpr std::array<catalog_list, 4> all_catalog_lists{
    catalog_list::tools, catalog_list::prompts, catalog_list::resources, catalog_list::templates};

/// A tool, prompt, resource or template of a catalog.
struct catalog_item {
  std::string name;               ///< the server's own; of a resource its URI
  std::string json;               ///< the whole object as listed
  digest256 digest;               ///< of its canonical JSON
  bool requires_approval = false; ///< `annotations.requiresApproval` is true
  bool promises_output = false;   ///< it has an `outputSchema`
};

/// What a connection offers, as last listed. Immutable.
struct catalog {
  connection_id connection;
  std::uint64_t generation = 0; ///< raised at each listing that changed something
  upstream_hello hello;
  std::array<std::vector<catalog_item>, all_catalog_lists.size()> lists;
  digest256 digest;                    ///< over all lists in listing order
  std::vector<unusable_tool> left_out; ///< listed, and in none of these lists
  std::vector<catalog_item> gone{};    ///< tools of former listings, to compare them if they return

  const std::vector<catalog_item>& of(catalog_list what) const {
    return lists[static_cast<std::size_t>(what)];
  }

  std::vector<catalog_item>& of(catalog_list what) { return lists[static_cast<std::size_t>(what)]; }
};

/// A call's place among those that its connection has in hand, until it is let go. Taken before the
/// call is admitted, so that an overloaded connection refuses before anything is committed.
using held_place = std::shared_ptr<const void>;

/// The catalogs of all connections that have been listed, and those of sessions whose own server
/// lists something else than its connection does. Written by the upstream actors.
///
/// Thread rule: every member from any thread; what is returned is immutable and shared.
/// Bounds: a session's own catalog lives no longer than its client, see limits::upstream_lanes_max.
class catalogs {
public:
  using by_connection = std::map<connection_id, std::shared_ptr<const catalog>>;

  std::shared_ptr<const catalog> find(const connection_id& id) const;
  /// Ends also the own catalogs that say the same: they follow the connection again.
  void put(const connection_id& id, std::shared_ptr<const catalog> one);
  /// Forgets the catalog, and what sessions have of their own: the connection is gone.
  void erase(const connection_id& id);

  /// Returns what `session` sees of a connection: its own catalog, or else everybody's.
  std::shared_ptr<const catalog> find(const connection_id& id, const session_id& session) const;
  /// Returns the catalogs that `session` has of its own; mostly none.
  by_connection own_of(const session_id& session) const;
  /// One that says what the connection's says is not kept.
  void put_own(const connection_id& id, const session_id& session,
               std::shared_ptr<const catalog> one);
  /// Returns whether there was one.
  bool erase_own(const connection_id& id, const session_id& session);

  /// Returns null if the connection has limits::running_per_connection_max and
  /// waiting_per_connection_max calls in hand.
  held_place hold_place(const connection_id& id);

  /// A catalog is stale from when its server said that it changed until it is listed again.
  void note_stale(const connection_id& id);
  void note_listed(const connection_id& id);
  bool is_stale(const connection_id& id) const;

  /// A connection is being made from its start until it has listed or failed.
  void note_connecting(const connection_id& id, bool on);
  bool is_connecting(const connection_id& id) const;

  /// A connection is slow from when it was waited for in vain until it has listed.
  void note_slow(const connection_id& id);
  bool is_slow(const connection_id& id) const;

private:
  template <class Ends> void erase_own_where(const connection_id& id, Ends ends);

  mutable std::shared_mutex mutex_;
  by_connection catalogs_;
  std::map<session_id, by_connection> own_;
  std::map<connection_id, std::shared_ptr<std::atomic<std::size_t>>> in_hand_; ///< calls
  std::set<connection_id> slow_;
  std::set<connection_id> stale_;
  std::set<connection_id> connecting_;
};

} // namespace gatehouse
