#pragma once

#include "events/audit/audit_entry.hpp"
#include "events/org/org.hpp"

namespace gatehouse {

/// What an entry says of captured content was true when the call was recorded; this makes it say
/// `erased` of what is not to be read any more.
inline void mark_erased(const org::state& owner, audit_entry& entry) {
  const auto mark = [&](const data_key_id& key, std::string& captured) {
    if (holds_content(captured) && !owner.keeps({entry.principal.value}, key))
      captured = "erased";
  };
  mark(entry.arguments_key, entry.arguments_captured);
  mark(entry.result_key, entry.result_captured);
}

} // namespace gatehouse
