#include "storage/rocksdb_database.hpp"
#include "storage/rocksdb_failure.hpp"
#include "storage/view_table.hpp"

#include <rocksdb/db.h>

namespace gatehouse {

namespace {

constexpr std::uint32_t views_schema = 1;

/// Beyond every key: they begin with the printable name of a stream or a projection.
constexpr std::string_view beyond_all = "\xff\xff\xff\xff";

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

class rocksdb_table final : public view_table {
public:
  explicit rocksdb_table(std::unique_ptr<rocksdb_database> base) : base_(std::move(base)) {}

  outcome<std::optional<std::string>> get(view_family family, std::string_view key) const override {
    if (auto fresh = base_->catch_up(); !fresh)
      return fresh.error();
    return base_->get(static_cast<std::size_t>(family), key);
  }

  outcome<nothing>
  scan(view_family family, std::string_view from, bool backwards,
       const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    if (auto fresh = base_->catch_up(); !fresh)
      return fresh;
    std::unique_ptr<rocksdb::Iterator> at{base_->db().NewIterator({}, of(family))};
    backwards ? at->SeekForPrev(slice(from)) : at->Seek(slice(from));
    while (at->Valid() && visit(at->key().ToStringView(), at->value().ToStringView()))
      backwards ? at->Prev() : at->Next();
    if (!at->status().ok())
      return describe(at->status(), "reading the views");
    return nothing{};
  }

  outcome<nothing> write(const view_changes& all) override {
    rocksdb::WriteBatch batch;
    auto status = rocksdb::Status::OK();
    for (auto family : all.emptied)
      if (status.ok())
        status = batch.DeleteRange(of(family), {}, slice(beyond_all));
    for (const auto& one : all.changes)
      if (status.ok())
        status = one.value ? batch.Put(of(one.family), one.key, *one.value)
                           : batch.Delete(of(one.family), one.key);
    if (status.ok())
      status = base_->db().Write({}, &batch);
    // What was emptied would slow down every scan until it is compacted away.
    for (auto family : all.emptied)
      if (status.ok())
        status = base_->db().CompactRange({}, of(family), nullptr, nullptr);
    if (!status.ok())
      return describe(status, "writing the views");
    return nothing{};
  }

private:
  rocksdb::ColumnFamilyHandle* of(view_family family) const {
    return base_->family(static_cast<std::size_t>(family));
  }

  std::unique_ptr<rocksdb_database> base_;
};

} // namespace

outcome<std::unique_ptr<view_table>> open_rocksdb_table(const std::string& folder,
                                                        log_access access) {
  // Each batch carries its checkpoint, so what is left of a damaged log of them is still true.
  database_layout layout{folder, {}, views_schema, wal_damage::cut_off};
  layout.families.assign(view_family_names.begin(), view_family_names.end());
  auto base = rocksdb_database::open(layout, access);
  if (!base) {
    auto hint = base.error().code == errc::journal_damaged
                    ? "; remove that folder, it is made again from the log"
                    : "";
    return failure{base.error().code, base.error().detail + hint};
  }
  return std::unique_ptr<view_table>{std::make_unique<rocksdb_table>(std::move(*base))};
}

} // namespace gatehouse
