#pragma once

#include "events/core/outcome.hpp"
#include "storage/log_store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
} // namespace rocksdb

namespace gatehouse {

/// What is done with a write-ahead log that is damaged before its end.
enum class wal_damage : std::uint8_t {
  reported, ///< as `journal_damaged`; for what exists only once
  cut_off,  ///< what follows is dropped; for what can be made again from its own checkpoint
};

/// What a database of ours looks like. Every one has a family `meta`, whose key `schema` says by
/// which version of the layout it was written.
struct database_layout {
  std::string folder;
  std::vector<std::string> families; ///< beside RocksDB's own `default`; the first is `meta`
  std::uint32_t schema = 0; ///< the newest that is known; a new database begins with the first
  wal_damage damage = wal_damage::reported;
};

/// An open RocksDB database: either its only writer or a follower of a writer elsewhere.
///
/// Thread rule: const members from any thread.
/// Ownership: families live as long as this object.
class rocksdb_database {
public:
  /// Errors: `journal_locked`, `journal_newer` (found before anything is changed),
  /// `journal_damaged`, `io_failed`.
  static outcome<std::unique_ptr<rocksdb_database>> open(const database_layout& layout,
                                                         log_access access);
  ~rocksdb_database();

  rocksdb::DB& db() const { return *db_; }

  /// Returns the family at `index` of database_layout::families.
  rocksdb::ColumnFamilyHandle* family(std::size_t index) const { return families_[index]; }

  bool follows() const { return !scratch_.empty(); }

  /// Lets a follower see what the writer has done meanwhile; for a writer nothing.
  outcome<nothing> catch_up() const;

  outcome<std::optional<std::string>> get(std::size_t family_index, std::string_view key) const;

private:
  struct follow_lock;

  rocksdb_database();
  outcome<nothing> open_writer(const database_layout& layout);
  outcome<nothing> open_follower(const database_layout& layout);
  void adopt(std::vector<rocksdb::ColumnFamilyHandle*> opened);

  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::ColumnFamilyHandle* default_ = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::string scratch_; ///< a follower's own folder for its info log
  std::unique_ptr<follow_lock> following_;
};

} // namespace gatehouse
