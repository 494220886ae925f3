#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/damage.hpp"
#include "storage/proof/verifier_key.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gatehouse {

/// What somebody says the log was: so many records, and the root they gave.
struct known_tree {
  std::uint64_t size = 0;
  digest256 root;
  std::string source; ///< who says so, for people
};

/// What somebody has seen of the log, without its root.
struct known_position {
  journal_position position;
  std::string source;
};

/// What a log is held to besides itself.
struct verify_request {
  std::vector<known_tree> trees;
  std::vector<known_position> positions;
};

/// A key that signs the checkpoints of what the log is from a position on.
struct named_key {
  journal_position position;
  verifier_key key;
};

struct verify_report {
  std::uint64_t records = 0;
  std::uint64_t archived = 0;  ///< of them, only the hash is here and was looked at
  digest256 root;              ///< of all of them, if nothing is wrong
  std::vector<named_key> keys; ///< in the order of the log
  std::uint64_t damages = 0;
  std::vector<damage> first_damages; ///< as they were found, limits::damages_shown_max

  void add(damage one);
};

/// Checks every record of `log`, the tree over them, and that the log is what `wanted` says it was.
///
/// Works on a log that is being written: what is committed after the call began is not looked at.
/// Calls `progress(done, total)` now and then.
/// Errors: `io_failed`, `journal_newer`; damage is no error but in the report.
outcome<verify_report>
verify_log(const log_store& log, verify_request wanted,
           const std::function<void(std::uint64_t, std::uint64_t)>& progress);

} // namespace gatehouse
