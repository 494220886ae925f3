#pragma once

#include "actors/caller.hpp"
#include "actors/client_request.hpp"
#include "actors/published.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace gatehouse {

/// The clients that want to hear of something outside their requests, and how loud each session
/// wants its log. Told by the upstream actors, and by the aggregates when what is exposed changes.
///
/// Thread rule: every member from any thread; `hear` is called on the telling one and must only
/// post. Bounds: limits::watches_max.
class watchers {
public:
  using hearing = std::function<void(const client_message&)>;

  explicit watchers(const published& current) : current_(current) {}

  /// Returns a handle for remove(); 0 over the bound.
  std::uint64_t add(const session_id& session, const binding& at, watch_filter what, hearing hear);
  void remove(std::uint64_t handle);

  /// What `connection` offers in `list` has changed.
  void list_changed(const connection_id& connection, catalog_list list);
  /// What `session` sees in `list` has changed for it alone.
  void list_changed(const session_id& session, catalog_list list);
  /// What is published has changed: whoever may see other lists than before is told.
  void changed(const org::state& before, const org::state& now);
  void changed(const toolkit::state& before, const toolkit::state& now);
  void changed(const connection::state& before, const connection::state& now);
  /// A server said something to one session that belongs to none of its requests.
  void tell(const session_id& session, const client_message& message);

  /// Sets the lowest level of log messages a session wants.
  void set_log_level(const session_id& session, const std::string& level);
  /// Returns it; empty: whatever the server sends.
  std::string log_level(const session_id& session) const;
  /// The session is over.
  void forget(const session_id& session);

private:
  struct watcher {
    session_id session;
    binding at;
    watch_filter what;
    hearing hear;
  };

  bool wants(const watcher& one, const client_message& message) const;
  template <class Concerns> void announce(catalog_list list, Concerns concerns);
  template <class Concerns> void announce_all(Concerns concerns);

  const published& current_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, watcher> all_;
  std::map<session_id, std::string> levels_;
  std::uint64_t last_handle_ = 0;
};

/// Returns whether a log message of `params` is at least of `lowest`, both of RFC 5424's levels as
/// MCP spells them; an unknown level counts as the lowest.
bool is_loud_enough(std::string_view params, std::string_view lowest);

} // namespace gatehouse
