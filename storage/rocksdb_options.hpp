#pragma once

#include "storage/log_store.hpp"
#include "storage/rocksdb_database.hpp"

#include <string>
#include <vector>

namespace rocksdb {
struct ColumnFamilyDescriptor;
struct DBOptions;
} // namespace rocksdb

namespace gatehouse {

/// How our databases are opened.
rocksdb::DBOptions database_options(wal_damage damage, log_access access);

/// Returns what a database with `families` consists of: RocksDB's own `default`, then those.
std::vector<rocksdb::ColumnFamilyDescriptor>
family_descriptors(const std::vector<std::string>& families);

} // namespace gatehouse
