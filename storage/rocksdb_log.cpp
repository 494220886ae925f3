#include "storage/crypto/digest.hpp"
#include "storage/keys.hpp"
#include "storage/log_frontier.hpp"
#include "storage/log_store.hpp"
#include "storage/rocksdb_database.hpp"
#include "storage/rocksdb_failure.hpp"

#include <rocksdb/db.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <atomic>
#include <cstring>

namespace gatehouse {

namespace {

constexpr std::uint32_t log_schema = 2; ///< 2: some records are archived
constexpr std::size_t meta_family = 0;
constexpr std::size_t journal_family = 1;

/// Family `journal`: be64 position -> 32 bytes of leaf hash, then the record's bytes if they are
/// not archived.
/// Family `meta`: the schema version and what the journal keeps beside its records.
class rocksdb_log final : public log_store {
public:
  rocksdb_log(std::unique_ptr<rocksdb_database> base, log_durability durability)
      : base_(std::move(base)), durability_(durability), last_(find_last()) {}

  outcome<nothing> write(const log_batch& batch) override {
    rocksdb::WriteBatch changes;
    for (const auto& one : batch.records) {
      auto key = be64(one.position.value);
      rocksdb::Slice key_part{key};
      rocksdb::Slice parts[] = {
          {reinterpret_cast<const char*>(one.leaf.bytes.data()), one.leaf.bytes.size()}, one.bytes};
      auto added = changes.Put(base_->family(journal_family), {&key_part, 1}, {parts, 2});
      if (!added.ok())
        return describe(added, "writing the journal");
    }
    for (const auto& [key, value] : batch.meta)
      if (auto added = changes.Put(base_->family(meta_family), key, value); !added.ok())
        return describe(added, "writing the journal");
    rocksdb::WriteOptions options;
    options.sync = durability_ == log_durability::power_loss;
    if (auto status = base_->db().Write(options, &changes); !status.ok())
      return describe(status, "writing the journal");
    if (!batch.records.empty())
      last_ = batch.records.back().position.value;
    return nothing{};
  }

  outcome<nothing> scan(journal_position from,
                        const std::function<bool(const found_entry&)>& visit) const override {
    if (auto fresh = base_->catch_up(); !fresh)
      return fresh;
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    std::unique_ptr<rocksdb::Iterator> at{
        base_->db().NewIterator(options, base_->family(journal_family))};
    auto next = std::max<std::uint64_t>(from.value, 1);
    for (at->Seek(be64(next)); at->Valid(); at->Next()) {
      const auto one = unpack(at->key().ToStringView(), at->value().ToStringView());
      if (!visit(one))
        return nothing{};
      next = one.position.value + 1;
    }
    if (!at->status().ok())
      return describe(at->status(), "reading the journal at position " + std::to_string(next));
    return nothing{};
  }

  outcome<std::optional<std::string>> meta(std::string_view key) const override {
    if (auto fresh = base_->catch_up(); !fresh)
      return fresh.error();
    return base_->get(meta_family, key);
  }

  journal_position last() const override {
    if (!base_->follows())
      return {last_};
    static_cast<void>(base_->catch_up());
    return {find_last()};
  }

  /// Reports a hole anywhere before the last record, without reading the records: nothing is ever
  /// overwritten or deleted, so the counts in the tables' properties are exact.
  outcome<nothing> check_whole() const {
    rocksdb::TablePropertiesCollection tables;
    auto status = base_->db().GetPropertiesOfAllTables(base_->family(journal_family), &tables);
    if (!status.ok())
      return describe(status, "counting the records");
    std::uint64_t count = 0;
    for (const auto& [name, properties] : tables)
      count += properties->num_entries;
    for (const auto* name :
         {"rocksdb.num-entries-active-mem-table", "rocksdb.num-entries-imm-mem-tables"}) {
      std::uint64_t buffered = 0;
      if (base_->db().GetIntProperty(base_->family(journal_family), name, &buffered))
        count += buffered;
    }
    if (count == last().value)
      return nothing{};
    auto scanned = read({1}, [](const stored_record&) { return true; });
    if (!scanned)
      return scanned;
    return failure{errc::journal_damaged, "the log counts " + std::to_string(count) +
                                              " records but ends at position " +
                                              std::to_string(last().value)};
  }

private:
  std::uint64_t find_last() const {
    std::unique_ptr<rocksdb::Iterator> at{
        base_->db().NewIterator({}, base_->family(journal_family))};
    at->SeekToLast();
    return at->Valid() ? from_be64(at->key().ToStringView()).value_or(0) : 0;
  }

  static found_entry unpack(std::string_view key, std::string_view value) {
    found_entry one;
    one.position.value = from_be64(key).value_or(0);
    if (value.size() < sizeof one.leaf.bytes)
      return one;
    std::memcpy(one.leaf.bytes.data(), value.data(), sizeof one.leaf.bytes);
    one.bytes = value.substr(sizeof one.leaf.bytes);
    return one;
  }

  std::unique_ptr<rocksdb_database> base_;
  log_durability durability_;
  std::atomic<std::uint64_t> last_;
};

} // namespace

outcome<std::unique_ptr<log_store>> open_rocksdb_log(const std::string& folder, log_access access,
                                                     log_durability durability) {
  auto base = rocksdb_database::open(
      {folder, {"meta", "journal"}, log_schema, wal_damage::reported}, access);
  if (!base)
    return base.error();
  auto log = std::make_unique<rocksdb_log>(std::move(*base), durability);
  if (access == log_access::create_or_write) {
    if (auto whole = log->check_whole(); !whole)
      return whole.error();
    if (auto frontier = read_frontier(*log); !frontier)
      return frontier.error();
  }
  return std::unique_ptr<log_store>{std::move(log)};
}

} // namespace gatehouse
