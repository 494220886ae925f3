#include "storage/rocksdb_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

namespace gatehouse {

namespace {

// Small enough for an appliance: about 100 MiB at most for each of the two databases.
constexpr std::size_t block_cache_bytes = 32u << 20;
constexpr std::size_t memtable_bytes = 32u << 20;
constexpr std::size_t meta_memtable_bytes = 2u << 20;
constexpr std::size_t wal_bytes_max = 96u << 20; ///< bounds the time a restart takes
constexpr int open_files_max = 256;

/// Takes RocksDB's own log, which it would write into the data folder. Debian builds RocksDB with
/// its assertions, and the second line that does not fit on a full disk would end the process. What
/// goes wrong is in the statuses.
class no_info_log final : public rocksdb::Logger {
public:
  using rocksdb::Logger::Logv;

  void Logv(const char*, va_list) override {
    // nop
  }
};

/// What keys that end in a counted number have in common: the next one is put in beside the last
/// one with the same stem, without a search. A key whose last eight bytes begin with no zero byte
/// ends in a name.
class counted_key_stem final : public rocksdb::SliceTransform {
public:
  const char* Name() const override { return "gatehouse.counted_key_stem"; }

  bool InDomain(const rocksdb::Slice& key) const override {
    return key.size() > number_bytes && key[key.size() - number_bytes] == '\0';
  }

  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - number_bytes};
  }

private:
  static constexpr std::size_t number_bytes = 8;
};

rocksdb::ColumnFamilyOptions family_options(const std::string& name,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 32u << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.memtable_insert_with_hint_prefix_extractor = std::make_shared<counted_key_stem>();
  options.write_buffer_size = name == "meta" ? meta_memtable_bytes : memtable_bytes;
  return options;
}

} // namespace

rocksdb::DBOptions database_options(wal_damage damage, log_access access) {
  rocksdb::DBOptions options;
  options.create_if_missing = access == log_access::create_or_write;
  options.create_missing_column_families = options.create_if_missing;
  options.paranoid_checks = true;
  // RocksDB's default mode drops everything behind a damaged record in silence.
  const bool reported = damage == wal_damage::reported;
  options.wal_recovery_mode = reported ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                                       : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.track_and_verify_wals_in_manifest = reported;
  options.max_total_wal_size = wal_bytes_max;
  options.db_write_buffer_size = 2 * memtable_bytes;
  // One thread writes, and its batches are sorted: then each key is looked for beside the last one.
  options.allow_concurrent_memtable_write = false;
  // A follower must keep every file open, for the writer may delete it.
  options.max_open_files = access == log_access::read_only ? -1 : open_files_max;
  options.info_log = std::make_shared<no_info_log>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor>
family_descriptors(const std::vector<std::string>& families) {
  // Not shared between databases: a file opened again is read again, not remembered.
  auto cache = rocksdb::NewLRUCache(block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options("meta", cache));
  for (const auto& name : families)
    all.emplace_back(name, family_options(name, cache));
  return all;
}

} // namespace gatehouse
