#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"
#include "events/core/record.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// An encoded record and its leaf hash, ready to be stored.
struct stored_record {
  journal_position position;
  std::string bytes; ///< encode_record; empty where the record is archived
  digest256 leaf;    ///< RFC 6962 leaf hash of the record
};

/// An entry of the log as it lies there, right or wrong.
struct found_entry {
  journal_position position; ///< what its key says; 0 if that is no position
  digest256 leaf;            ///< the leaf hash that lies with it; zero if it has none
  std::string_view bytes;    ///< valid until the visit ends
};

/// What one group commit writes, whole or not at all.
struct log_batch {
  std::vector<stored_record> records;                    ///< contiguous positions
  std::vector<std::pair<std::string, std::string>> meta; ///< e.g. the Merkle frontier
};

/// Where the journal keeps its bytes: RocksDB, memory, or one of these with faults.
///
/// Thread rule: one thread writes; any number may read at the same time.
/// Durability: when write() returns success the batch survives the loss of power.
class log_store {
public:
  virtual ~log_store() = default;

  /// Errors: `io_failed`; then nothing of the batch may be assumed and the caller stops writing.
  virtual outcome<nothing> write(const log_batch& batch) = 0;

  /// Visits the records from `from` on in order until `visit` returns false or they end; archived
  /// ones without bytes. Errors: `io_failed`, `journal_damaged` (a gap, or a leaf hash is wrong).
  outcome<nothing> read(journal_position from,
                        const std::function<bool(const stored_record&)>& visit) const;

  /// Visits what lies from `from` on, unchecked, until `visit` returns false or it ends: for
  /// finding out what is wrong. Errors: `io_failed`, `journal_damaged` (what follows the last
  /// entry visited cannot be read).
  virtual outcome<nothing> scan(journal_position from,
                                const std::function<bool(const found_entry&)>& visit) const = 0;

  virtual outcome<std::optional<std::string>> meta(std::string_view key) const = 0;

  /// Returns the position of the last record, 0 if there is none.
  virtual journal_position last() const = 0;
};

/// How a data folder's log is opened.
enum class log_access : std::uint8_t {
  create_or_write, ///< exclusive; creates what is missing
  read_only,       ///< a follower: also while another process writes
};

/// What a write survives. `process_crash` is for benchmarks that ask what the sync costs.
enum class log_durability : std::uint8_t { power_loss, process_crash };

/// Opens `folder` (the `log` database of a data folder).
/// Errors: `journal_locked`, `journal_newer`, `journal_damaged` (with the position if known),
/// `io_failed` (disk full, read-only mount: says which).
outcome<std::unique_ptr<log_store>>
open_rocksdb_log(const std::string& folder, log_access access,
                 log_durability durability = log_durability::power_loss);

/// Returns an empty store that forgets everything when destroyed.
std::unique_ptr<log_store> make_memory_log();

} // namespace gatehouse
