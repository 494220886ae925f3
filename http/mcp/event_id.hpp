#pragma once

#include "actors/event_outbox.hpp"
#include "http/exchange.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// What an event id of ours means: which message of which stream of the session.
struct event_place {
  std::string stream; ///< its name
  std::uint64_t number = 0;
  stream_kind kind = stream_kind::answer;
};

/// Returns the id of an event: opaque to clients, valid in its session only, and made by nobody
/// else, for it carries an authentication code of the org. Empty if there is no key for that.
std::string to_event_id(const event_place& place, const org_id& org, const session_id& session,
                        event_outbox& kept);

/// Returns what an id says that was made for this session; nothing for any other text.
std::optional<event_place> read_event_id(std::string_view id, const org_id& org,
                                         const session_id& session, event_outbox& kept);

} // namespace gatehouse
