#pragma once

#include "events/core/ids.hpp"
#include "storage/view_store.hpp"

#include <string>

namespace gatehouse {

/// The keys of the audit's rows. Positions are eight bytes big-endian, so rows lie in the order of
/// the journal; a zero byte, which no id holds, ends the id of an org.
///
///   entry/ org 00 position -> the entry, as fields of audit_entry
///   place/ position        -> the key of that entry, for reads across all orgs
///   call/ call             -> the key of that entry
///   open/ session          -> what the entries of an open session begin as
struct audit_keys {
  static std::string entries(const org_id& org);
  static std::string entry(const org_id& org, journal_position position);
  static std::string places();
  static std::string place(journal_position position);
  static std::string call(const call_id& call);
  static std::string open(const session_id& session);
};

/// The audit: one entry for every admitted or denied call, at the position of that decision for
/// ever, and brought up to date when the call ends.
class audit_projection final : public projection {
public:
  std::string_view name() const override { return "audit"; }

  std::uint32_t version() const override { return 2; }

  outcome<nothing> apply(const record& one, rows& table) const override;
};

} // namespace gatehouse
