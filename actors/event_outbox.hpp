#pragma once

#include "events/core/bytes.hpp"
#include "events/core/ids.hpp"
#include "events/core/outcome.hpp"
#include "storage/outbox.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What is said on event streams, kept for clients that come back for it (storage/outbox.hpp).
///
/// Thread rule: on the I/O loop, where callbacks run too, never inside the call that registered
/// them; the writing is done elsewhere, in order.
/// Bounds: limits::outbox_waiting_bytes_max not yet written.
class event_outbox {
public:
  struct stream {
    org_id org;
    session_id session;
    std::string name;
    user_id user{}; ///< whose session it is, if a user's: what is erased of him goes with it
  };

  using messages = std::function<void(outcome<std::vector<kept_message>>)>;

  virtual ~event_outbox() = default;

  /// Returns an authentication code of `text` under a key of the org, the same after a restart.
  /// Errors: `key_missing`.
  virtual outcome<digest256> sign(const org_id& org, std::string_view text) = 0;

  /// Keeps a message for limits::outbox_age. Returns false if too much is waiting to be written.
  virtual bool keep(const stream& of, kept_message one) = 0;

  /// Reads what was kept behind number `after`. Errors: those of outbox.
  virtual void read(const stream& of, std::uint64_t after, messages done) = 0;

  /// Forgets all of a session that is no more.
  virtual void drop(const session_id& session) = 0;
};

} // namespace gatehouse
