#pragma once

#include "actors/caller.hpp"
#include "events/audit/audit_entry.hpp"
#include "events/capture/capture.hpp"
#include "events/connection/connection_events.hpp"
#include "events/core/outcome.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// What is given of an organization's capture settings.
struct org_capture_change {
  std::optional<capture_level> level;
  std::optional<capture_level> most;
  std::optional<std::vector<std::string>> redact;
};

/// What is given of a connection's; an inner empty level leaves it to the organization.
struct connection_capture_change {
  std::optional<std::optional<capture_level>> level;
  std::optional<std::vector<std::string>> redact;
};

/// One secret value of a connection.
struct secret_name {
  secret_place place = secret_place::environment;
  std::string name; ///< empty for the query
};

/// What was captured of a call; raw JSON, absent what was not captured or is erased.
struct call_content {
  std::optional<std::string> arguments;
  std::optional<std::string> result;
};

/// What is kept of private content, who reads it, and its erasure. Authorization has happened.
///
/// Thread rule and callbacks as in gateway.hpp. A callback with a value means: durable, and in
/// force for whatever is asked next. Errors: `not_found`, `conflict`, `invalid_argument`,
/// `limit_reached`, `journal_failed`, `key_missing`, `io_failed`.
class privacy {
public:
  template <class T> using answer = std::function<void(outcome<T>)>;

  virtual ~privacy() = default;

  virtual void set_capture(const caller& by, org_id org, org_capture_change what,
                           answer<nothing> done) = 0;
  virtual void set_capture(const caller& by, org_id org, connection_id id,
                           connection_capture_change what, answer<nothing> done) = 0;
  /// An empty level leaves it to the organization.
  virtual void set_capture(const caller& by, org_id org, toolkit_id id,
                           std::optional<capture_level> level, answer<nothing> done) = 0;

  /// Seals new content of `user` (empty: what belongs to no user) under a new key; what the former
  /// one sealed stays readable.
  virtual void rotate_data_key(const caller& by, org_id org, user_id user,
                               answer<nothing> done) = 0;
  /// Destroys the keys of `user`'s content, or of the organization's and all its users'. The
  /// content is not to be read from the moment this is on the record; the answer comes when the
  /// keys are gone.
  virtual void erase_content(const caller& by, org_id org, user_id user, answer<nothing> done) = 0;
  /// Destroys a secret value and ends what was started with it.
  virtual void erase_secret(const caller& by, org_id org, connection_id id, secret_name what,
                            answer<nothing> done) = 0;

  /// Records the read, then answers with what was captured of the call of an audit entry.
  /// Errors besides: `not_found` (nothing was captured), `content_erased` (all of it is).
  virtual void read_content(const caller& by, audit_entry of, answer<call_content> done) = 0;
};

} // namespace gatehouse
