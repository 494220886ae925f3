#pragma once

#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"

#include <string>

namespace gatehouse {

/// One line of the list of sessions.
struct session_row {
  session_id session;
  org_id org;
  principal_id principal;
  toolkit_id toolkit;
  std::string resource; ///< the toolkit's slug as dialled, or empty
  std::string protocol_version;
  std::string client_name;
  std::string client_version;
  unix_us opened;
  unix_us closed; ///< 0 while open
  std::string close_reason;
  std::uint64_t calls = 0;
  journal_position position; ///< of its opening

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "session", s.session);
    f(2, "org", s.org);
    f(3, "principal", s.principal);
    f(4, "toolkit", s.toolkit);
    f(5, "resource", s.resource);
    f(6, "protocol_version", s.protocol_version);
    f(7, "client_name", s.client_name);
    f(8, "client_version", s.client_version);
    f(9, "opened", s.opened);
    f(10, "closed", s.closed);
    f(11, "close_reason", s.close_reason);
    f(12, "calls", s.calls);
    f(13, "position", s.position);
  }
};

} // namespace gatehouse
