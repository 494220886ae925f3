#pragma once

#include "events/core/ids.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace gatehouse {

/// How many streams of a session listen for changes of a resource: streams of one client share a
/// session, and none may end what another still waits for.
///
/// Thread rule: on the I/O loop only.
class resource_watches {
public:
  void add(const session_id& session, const std::string& uri) { ++watches_[{session, uri}]; }

  /// Returns whether nobody listens any more.
  bool remove(const session_id& session, const std::string& uri) {
    const auto found = watches_.find({session, uri});
    if (found == watches_.end() || --found->second > 0)
      return false;
    watches_.erase(found);
    return true;
  }

private:
  std::map<std::pair<session_id, std::string>, std::size_t> watches_;
};

} // namespace gatehouse
