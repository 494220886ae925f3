#pragma once

#include "storage/query/query_table.hpp"

#include <map>
#include <string>

namespace gatehouse {

/// Tells which records and streams are the scope's organization's, and may be shown to its viewer:
/// a user's own connection or toolkit is that user's alone, as everywhere else.
///
/// Thread rule: one thread. Ownership: the scope must outlive it.
class org_records {
public:
  explicit org_records(const query_scope& scope) : scope_(scope) {}

  outcome<bool> shows(const record& one);

  /// Returns whether the viewer may see a stream of the organization.
  outcome<bool> shows(const stream_id& stream);

private:
  outcome<org_id> org_of(const stream_id& stream);
  outcome<user_id> owner_of(const stream_id& stream) const;

  const query_scope& scope_;
  std::map<std::string, bool> shown_;
  std::map<std::string, org_id> orgs_;
};

} // namespace gatehouse
