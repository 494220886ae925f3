#pragma once

#include "events/core/ids.hpp"

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gatehouse {

/// The committer's table of stream versions: all streams touched beyond what the copies cover, and
/// the most recently used others, up to a bound.
///
/// Thread rule: one thread.
/// Bounds: the settled part is bounded by `cached_max`; the other by how far the copies lag.
class stream_versions {
public:
  explicit stream_versions(std::size_t cached_max) : cached_max_(cached_max) {}

  /// Returns the version of `stream` if the table knows it.
  std::optional<stream_version> find(const stream_id& stream);

  /// Notes that the record at `position`, the newest of all, is `version` of `stream`.
  void advance(const stream_id& stream, stream_version version, journal_position position);

  /// Notes what the copies said about a stream that has no record beyond them.
  void cache(const stream_id& stream, stream_version version);

  /// Lets streams that have not moved since `covered` fall out of the part that is always kept.
  void settle(journal_position covered);

  std::size_t kept() const { return recent_.size(); }

  std::size_t cached() const { return by_use_.size(); }

private:
  struct recent {
    stream_version version;
    journal_position position;
  };

  struct touch {
    journal_position position;
    std::string stream;
  };

  struct settled {
    std::string stream;
    stream_version version;
  };

  std::size_t cached_max_;
  std::unordered_map<std::string, recent> recent_;
  std::deque<touch> touches_; ///< in journal order, one for each advance()
  std::list<settled> by_use_; ///< the most recently used first
  std::unordered_map<std::string_view, std::list<settled>::iterator> cached_;
};

} // namespace gatehouse
