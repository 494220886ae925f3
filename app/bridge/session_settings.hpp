#pragma once

#include "app/bridge/bridge_message.hpp"

#include <map>
#include <string>
#include <vector>

namespace gatehouse {

/// What a client has set in its session, so that the same can be set in the next one when a server
/// has forgotten it: the level of the log, and the resources it watches.
///
/// Bounds: limits::watched_uris_max resources; of one more the server alone knows.
class session_settings {
public:
  /// Learns from a request that the server has granted.
  void learn(const bridge_message& granted);

  /// Returns the requests that set the same again, under ids that no client makes up.
  std::vector<bridge_message> to_repeat() const;

  void clear();

private:
  std::string level_;                          ///< raw params of logging/setLevel; empty: not set
  std::map<std::string, std::string> watched_; ///< raw params of resources/subscribe, by URI
};

} // namespace gatehouse
