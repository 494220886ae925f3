#pragma once

#include "events/connection/connection.hpp"
#include "events/org/org.hpp"
#include "events/toolkit/toolkit.hpp"
#include "storage/folded_state.hpp"
#include "storage/past/moment.hpp"

#include <map>
#include <string>

namespace gatehouse {

/// An organization at a moment, folded from the log alone: what its decisions rested on.
struct past_org {
  folded_state<org> own;
  std::map<toolkit_id, folded_state<toolkit>> toolkits;
  std::map<connection_id, folded_state<connection>> connections;

  /// Returns the toolkit of that id, or the one that was dialled by that slug: a live one, else one
  /// that is gone; null if there was none.
  const folded_state<toolkit>* find_toolkit(const std::string& slug_or_id) const;
};

/// Folds one organization, given by its slug or its id. Bounds: its states are held in memory.
/// Errors: `not_found` (it was not there at that moment), those of read_until.
outcome<past_org> fold_org(const log_store& log, const std::string& slug_or_id, const moment& at);

/// Returns the user a principal is, the empty id for the operator and for tokens of no user.
user_id user_of(const principal_id& principal);

} // namespace gatehouse
