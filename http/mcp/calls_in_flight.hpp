#pragma once

#include "events/core/ids.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// The calls that run, by session and JSON-RPC id, so that `notifications/cancelled` finds them.
/// Two requests may carry the same id at the same time; both are kept, and both are meant by a
/// cancellation.
///
/// Thread rule: on the I/O loop only.
class calls_in_flight {
public:
  using entry = std::multimap<std::pair<session_id, std::string>, std::uint64_t>::iterator;

  /// `rpc_id` is the raw JSON of the id, `handle` the gateway's.
  entry add(const session_id& session, std::string rpc_id, std::uint64_t handle) {
    return calls_.emplace(std::pair{session, std::move(rpc_id)}, handle);
  }

  void remove(entry call) { calls_.erase(call); }

  std::vector<std::uint64_t> find(const session_id& session, const std::string& rpc_id) const {
    std::vector<std::uint64_t> handles;
    auto [at, end] = calls_.equal_range({session, rpc_id});
    for (; at != end; ++at)
      handles.push_back(at->second);
    return handles;
  }

private:
  std::multimap<std::pair<session_id, std::string>, std::uint64_t> calls_;
};

} // namespace gatehouse
