#include "storage/rocksdb_checks.hpp"

#include "storage/rocksdb_failure.hpp"
#include "storage/rocksdb_options.hpp"

#include <rocksdb/db.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <vector>

namespace gatehouse {

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

outcome<nothing> refuse_newer(const database_layout& layout) {
  auto options = database_options(layout.damage, log_access::create_or_write);
  std::vector<std::string> present;
  if (!rocksdb::DB::ListColumnFamilies(options, layout.folder, &present).ok())
    return nothing{};
  if (std::find(present.begin(), present.end(), "meta") == present.end())
    return nothing{};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(options, layout.folder, family_descriptors({"meta"}), &handles,
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

outcome<nothing> refuse_broken(const database_layout& layout) {
  // A writer may replace files between our reading which there are and our opening them.
  constexpr int attempts = 5;
  rocksdb::Status status;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    status = rocksdb::DB::OpenForReadOnly(database_options(layout.damage, log_access::read_only),
                                          layout.folder, family_descriptors(layout.families),
                                          &handles, &opened);
    std::unique_ptr<rocksdb::DB> db{opened};
    for (auto* handle : handles)
      static_cast<void>(db->DestroyColumnFamilyHandle(handle));
    if (!status.IsCorruption() && !status.IsIOError())
      return nothing{}; // whatever else is wrong is for the real opening to report
  }
  const auto doing = "following " + layout.folder;
  if (status.IsPathNotFound())
    return failure{errc::journal_damaged, doing + ": a file is missing, " + status.ToString()};
  return describe(status, doing);
}

outcome<nothing> refuse_headless(const std::string& folder) {
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::path{folder} / "CURRENT", ignored))
    return nothing{};
  for (const auto& entry : std::filesystem::directory_iterator{folder, ignored}) {
    auto extension = entry.path().extension();
    if (extension == ".sst" || (extension == ".log" && entry.file_size(ignored) > 0))
      return failure{errc::journal_damaged, folder + " holds data but its file CURRENT is missing"};
  }
  return nothing{};
}

} // namespace gatehouse
