#pragma once

#include "storage/archive/segment_manifest.hpp"
#include "storage/proof/checkpoint.hpp"
#include "storage/proof/record_check.hpp"
#include "storage/proof/verifier_key.hpp"
#include "storage/proof/verify_log.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// One verification of a segment on its way through the records.
///
/// Thread rule: one thread. Ownership: the manifest must outlive it.
class segment_check {
public:
  explicit segment_check(const segment_manifest& said);

  void take(const found_entry& found);
  void note_unreadable(const std::string& why);

  /// Called behind the last entry, if all could be read.
  void end();

  /// Looks at what signs for the segment.
  void judge(const checkpoint& under, const std::vector<verifier_key>& keys);

  verify_report result() &&;

private:
  void report(damage one) { report_.add(std::move(one)); }

  const segment_manifest& said_;
  verify_report report_;
  merkle_frontier tree_;
  record_check records_;
};

} // namespace gatehouse
