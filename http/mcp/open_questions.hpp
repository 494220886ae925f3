#pragma once

#include "events/core/ids.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// What servers have asked the clients of sessions and have not been answered yet, by session and
/// by the id that we gave the question.
///
/// Thread rule: on the I/O loop only.
class open_questions {
public:
  struct entry {
    std::uint64_t handle = 0; ///< of the call or watch it came through
    std::uint64_t reply_to = 0;
  };

  void add(const session_id& session, const std::string& id, entry asked) {
    asked_[{session, id}] = asked;
  }

  /// Returns the question with that id and forgets it; nothing if there is none.
  std::optional<entry> take(const session_id& session, const std::string& id) {
    const auto found = asked_.find({session, id});
    if (found == asked_.end())
      return {};
    const auto asked = found->second;
    asked_.erase(found);
    return asked;
  }

  void drop(const session_id& session, const std::vector<std::string>& ids) {
    for (const auto& id : ids)
      asked_.erase({session, id});
  }

  std::size_t size() const noexcept { return asked_.size(); }

private:
  std::map<std::pair<session_id, std::string>, entry> asked_;
};

} // namespace gatehouse
