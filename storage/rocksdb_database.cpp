#include "storage/rocksdb_database.hpp"

#include "storage/rocksdb_checks.hpp"
#include "storage/rocksdb_failure.hpp"
#include "storage/rocksdb_options.hpp"

#include <rocksdb/db.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t meta_index = 0;
constexpr std::string_view first_schema = "1";

} // namespace

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
    return describe_io(refused.message(), doing);
  if (auto complete = refuse_headless(layout.folder); !complete)
    return complete;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto status =
      rocksdb::DB::Open(database_options(layout.damage, log_access::create_or_write), layout.folder,
                        family_descriptors(layout.families), &handles, &opened);
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
                    {first_schema.data(), first_schema.size()});
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
  if (auto whole = refuse_broken(layout); !whole)
    return whole;
  following_ = std::make_unique<follow_lock>();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  auto status = rocksdb::DB::OpenAsSecondary(
      database_options(layout.damage, log_access::read_only), layout.folder, scratch_,
      family_descriptors(layout.families), &handles, &opened);
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
