#pragma once

#include "actors/upstream/upstream_client.hpp"
#include "events/core/bytes.hpp"
#include "events/core/ids.hpp"

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

/// A tool of a catalog.
struct catalog_tool {
  std::string name;               ///< the server's own
  std::string json;               ///< the whole tool object as listed
  digest256 digest;               ///< of its canonical JSON
  bool requires_approval = false; ///< `annotations.requiresApproval` is true
};

/// What a connection offers, as last listed. Immutable.
struct catalog {
  connection_id connection;
  std::uint64_t generation = 0; ///< raised at each listing that changed something
  upstream_hello hello;
  std::vector<catalog_tool> tools;
  digest256 digest; ///< over the tools in listing order
};

/// How many calls a connection has in hand; read before a call is admitted, so that an overloaded
/// connection refuses before anything is committed.
struct connection_load {
  std::atomic<std::uint32_t> in_hand{0};
};

/// The catalogs of all connections that have been listed. Written by the upstream actors.
///
/// Thread rule: every member from any thread; what is returned is immutable and shared.
class catalogs {
public:
  std::shared_ptr<const catalog> find(const connection_id& id) const;
  void put(const connection_id& id, std::shared_ptr<const catalog> one);
  /// Forgets the catalog: the connection is gone.
  void erase(const connection_id& id);

  std::shared_ptr<connection_load> load_of(const connection_id& id);

  /// A connection is slow from when it was waited for in vain until it has listed.
  void note_slow(const connection_id& id);
  bool is_slow(const connection_id& id) const;

private:
  mutable std::shared_mutex mutex_;
  std::map<connection_id, std::shared_ptr<const catalog>> catalogs_;
  std::map<connection_id, std::shared_ptr<connection_load>> loads_;
  std::set<connection_id> slow_;
};

} // namespace gatehouse
