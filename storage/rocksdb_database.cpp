#include "storage/rocksdb_database.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view schema_key = "schema";
constexpr std::size_t meta_index = 0;

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

rocksdb::ColumnFamilyOptions family_options(const std::string& name,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 32u << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = name == "meta" ? meta_memtable_bytes : memtable_bytes;
  return options;
}

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
  // A follower must keep every file open, for the writer may delete it.
  options.max_open_files = access == log_access::read_only ? -1 : open_files_max;
  options.info_log = std::make_shared<no_info_log>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const std::vector<std::string>& names) {
  // Not shared between databases: a file opened again is read again, not remembered.
  auto cache = rocksdb::NewLRUCache(block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options("meta", cache));
  for (const auto& name : names)
    all.emplace_back(name, family_options(name, cache));
  return all;
}

outcome<nothing> check_schema(const std::string& found, const database_layout& layout) {
  std::uint32_t version = 0;
  auto end = found.data() + found.size();
  auto [rest, error] = std::from_chars(found.data(), end, version);
  if (error != std::errc{} || rest != end)
    return failure{errc::journal_damaged, layout.folder + ": the schema version is unreadable"};
  if (version > layout.schema)
    return failure{errc::journal_newer, layout.folder + " has schema " + found +
                                            "; this version knows " +
                                            std::to_string(layout.schema) + " and changed nothing"};
  return nothing{};
}

/// Refuses a newer database before opening it for writing, which already changes files. Whatever
/// else is wrong is left for the real opening to report.
outcome<nothing> refuse_newer(const database_layout& layout) {
  auto options = database_options(layout.damage, log_access::create_or_write);
  std::vector<std::string> present;
  if (!rocksdb::DB::ListColumnFamilies(options, layout.folder, &present).ok())
    return nothing{};
  if (std::find(present.begin(), present.end(), "meta") == present.end())
    return nothing{};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(options, layout.folder, descriptors({"meta"}), &handles,
                                    &opened)
           .ok())
    return nothing{};
  std::unique_ptr<rocksdb::DB> db{opened};
  std::string found;
  auto status = db->Get({}, handles[1], {schema_key.data(), schema_key.size()}, &found);
  for (auto* handle : handles)
    static_cast<void>(db->DestroyColumnFamilyHandle(handle));
  if (!status.ok())
    return nothing{};
  if (auto fits = check_schema(found, layout); !fits)
    return fits;
  for (const auto& name : present)
    if (name != rocksdb::kDefaultColumnFamilyName &&
        std::find(layout.families.begin(), layout.families.end(), name) == layout.families.end())
      return failure{errc::journal_newer, layout.folder + " has an unknown part: " + name};
  return nothing{};
}

/// Refuses a folder that holds data but not the file that says which: RocksDB would take it for a
/// fresh one and delete what is there.
outcome<nothing> refuse_headless(const std::string& folder) {
  std::error_code ignored;
  if (fs::exists(fs::path{folder} / "CURRENT", ignored))
    return nothing{};
  for (const auto& entry : fs::directory_iterator{folder, ignored}) {
    auto extension = entry.path().extension();
    if (extension == ".sst" || (extension == ".log" && entry.file_size(ignored) > 0))
      return failure{errc::journal_damaged, folder + " holds data but its file CURRENT is missing"};
  }
  return nothing{};
}

bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// Says what the operating system's `text` means for whoever runs us.
failure io_failure(std::string_view doing, const std::string& text) {
  auto sentence = std::string{doing} + ": ";
  if (says(text, "No space left"))
    return {errc::io_failed, sentence + "the disk is full; free some space and start again"};
  if (says(text, "Read-only file system"))
    return {errc::io_failed, sentence + "the file system is mounted read-only; mount it writable"};
  if (says(text, "Permission denied"))
    return {errc::io_failed, sentence + "permission denied; check the owner of the folder"};
  return {errc::io_failed, sentence + text};
}

} // namespace

failure describe(const rocksdb::Status& status, std::string_view doing) {
  auto text = status.ToString();
  if (status.IsCorruption())
    return {errc::journal_damaged, std::string{doing} + ": " + text};
  if (says(text, "While lock file") || says(text, "lock hold by"))
    return {errc::journal_locked,
            std::string{doing} + ": another process has it open; stop that one first"};
  return io_failure(doing, text);
}

struct rocksdb_database::follow_lock {
  std::mutex one_at_a_time;
};

rocksdb_database::rocksdb_database() = default;

rocksdb_database::~rocksdb_database() {
  if (db_) {
    for (auto* handle : families_)
      static_cast<void>(db_->DestroyColumnFamilyHandle(handle));
    static_cast<void>(db_->DestroyColumnFamilyHandle(default_));
    static_cast<void>(db_->Close());
    db_.reset();
  }
  if (!scratch_.empty()) {
    std::error_code ignored;
    fs::remove_all(scratch_, ignored);
  }
}

outcome<std::unique_ptr<rocksdb_database>> rocksdb_database::open(const database_layout& layout,
                                                                  log_access access) {
  if (auto fits = refuse_newer(layout); !fits)
    return fits.error();
  std::unique_ptr<rocksdb_database> made{new rocksdb_database};
  auto opened =
      access == log_access::read_only ? made->open_follower(layout) : made->open_writer(layout);
  if (!opened)
    return opened.error();
  return made;
}

outcome<nothing> rocksdb_database::open_writer(const database_layout& layout) {
  auto doing = "opening " + layout.folder;
  std::error_code refused;
  fs::create_directories(layout.folder, refused);
  if (refused)
    return io_failure(doing, refused.message());
  if (auto complete = refuse_headless(layout.folder); !complete)
    return complete;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto status = rocksdb::DB::Open(database_options(layout.damage, log_access::create_or_write),
                                  layout.folder, descriptors(layout.families), &handles, &opened);
  if (!status.ok())
    return describe(status, doing);
  db_.reset(opened);
  adopt(std::move(handles));
  auto schema = get(meta_index, schema_key);
  if (!schema)
    return schema.error();
  if (schema->has_value())
    return check_schema(**schema, layout);
  rocksdb::WriteOptions durably;
  durably.sync = true;
  status = db_->Put(durably, family(meta_index), {schema_key.data(), schema_key.size()},
                    std::to_string(layout.schema));
  if (!status.ok())
    return describe(status, doing);
  return nothing{};
}

outcome<nothing> rocksdb_database::open_follower(const database_layout& layout) {
  auto doing = "following " + layout.folder;
  std::error_code refused;
  if (!fs::exists(layout.folder, refused))
    return failure{errc::io_failed, doing + ": there is no such folder"};
  auto pattern = (fs::temp_directory_path(refused) / "gatehouse-follower-XXXXXX").string();
  if (refused || ::mkdtemp(pattern.data()) == nullptr)
    return failure{errc::io_failed, doing + ": no temporary folder can be made"};
  scratch_ = pattern;
  following_ = std::make_unique<follow_lock>();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto status = rocksdb::DB::OpenAsSecondary(database_options(layout.damage, log_access::read_only),
                                             layout.folder, scratch_, descriptors(layout.families),
                                             &handles, &opened);
  if (!status.ok())
    return describe(status, doing);
  db_.reset(opened);
  adopt(std::move(handles));
  return nothing{};
}

void rocksdb_database::adopt(std::vector<rocksdb::ColumnFamilyHandle*> opened) {
  default_ = opened.front();
  families_.assign(opened.begin() + 1, opened.end());
}

outcome<nothing> rocksdb_database::catch_up() const {
  if (!follows())
    return nothing{};
  std::lock_guard lock{following_->one_at_a_time};
  auto status = db_->TryCatchUpWithPrimary();
  if (!status.ok())
    return describe(status, "following the writer");
  return nothing{};
}

outcome<std::optional<std::string>> rocksdb_database::get(std::size_t family_index,
                                                          std::string_view key) const {
  std::string value;
  auto status = db_->Get({}, family(family_index), {key.data(), key.size()}, &value);
  if (status.IsNotFound())
    return std::optional<std::string>{};
  if (!status.ok())
    return describe(status, "reading");
  return std::optional<std::string>{std::move(value)};
}

} // namespace gatehouse
