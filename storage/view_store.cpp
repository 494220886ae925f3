#include "storage/view_store.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/keys.hpp"
#include "storage/record_format.hpp"
#include "storage/view_batch.hpp"
#include "storage/view_layout.hpp"
#include "storage/view_table.hpp"
#include "storage/view_writer.hpp"

#include <algorithm>
#include <atomic>

namespace gatehouse {

namespace {

class stored_views final : public view_store, public view_writer {
public:
  explicit stored_views(std::unique_ptr<view_table> table, log_access access)
      : table_(std::move(table)), follows_(access == log_access::read_only) {}

  /// Reads the checkpoints. Errors: `journal_damaged`, `io_failed`.
  outcome<nothing> load() {
    auto copied = view_position(*table_, copied_key);
    auto folded = view_position(*table_, folded_key);
    if (!copied || !folded)
      return copied ? folded.error() : copied.error();
    copied_ = copied->value;
    folded_ = folded->value;
    return nothing{};
  }

  // -- copies ------------------------------------------------------------------------------------

  journal_position covered() const override { return checkpoint(copied_key, copied_); }

  journal_position folded() const override { return checkpoint(folded_key, folded_); }

  outcome<stream_version> version_of(const stream_id& stream) const override {
    auto head = table_->get(view_family::streams, stream.value);
    if (!head)
      return head.error();
    if (!head->has_value())
      return stream_version{};
    auto version = view_number(**head, 0);
    if (!version)
      return version.error();
    return stream_version{*version};
  }

  outcome<nothing> read(const stream_id& stream, stream_version after,
                        const std::function<bool(const record&)>& visit) const override {
    outcome<nothing> decoded = nothing{};
    auto prefix = view_prefix(stream.value);
    auto next = after.value + 1;
    auto read = table_->scan(view_family::entity, entity_key(stream, {next}), false,
                             [&](std::string_view key, std::string_view value) {
                               if (!key.starts_with(prefix))
                                 return false;
                               auto one = decode_record(value);
                               if (!one)
                                 decoded = one.error();
                               else if (one->version.value != next++)
                                 decoded =
                                     views_damaged(stream.value + " has a hole before version " +
                                                   std::to_string(one->version.value));
                               return decoded && visit(*one);
                             });
    return read ? decoded : read;
  }

  // -- rows --------------------------------------------------------------------------------------

  outcome<nothing>
  scan(std::string_view projection, std::string_view from, bool backwards,
       const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    auto prefix = view_prefix(projection);
    auto start = prefix + std::string{from};
    if (backwards && from.empty())
      start.back() = '\1';
    return table_->scan(view_family::rows, start, backwards,
                        [&](std::string_view key, std::string_view value) {
                          return key.starts_with(prefix) && visit(key.substr(prefix.size()), value);
                        });
  }

  outcome<std::optional<std::string>> row(std::string_view projection,
                                          std::string_view key) const override {
    return table_->get(view_family::rows, view_prefix(projection) + std::string{key});
  }

  // -- snapshots ---------------------------------------------------------------------------------

  outcome<std::optional<snapshot>> find_snapshot(const stream_id& stream) const override {
    auto value = table_->get(view_family::snapshot, stream.value);
    if (!value)
      return value.error();
    if (!value->has_value())
      return std::optional<snapshot>{};
    auto version = view_number(**value, 0);
    auto format = view_number(**value, 1);
    if (!version || !format)
      return views_damaged("the snapshot of " + stream.value);
    return std::optional{snapshot{
        {*version}, static_cast<std::uint32_t>(*format), (*value)->substr(2 * view_number_bytes)}};
  }

  outcome<nothing> put_snapshot(const stream_id& stream, const snapshot& one) override {
    auto value = be64(one.version.value) + be64(one.format) + one.state;
    return table_->write({{}, {{view_family::snapshot, stream.value, std::move(value)}}});
  }

  outcome<std::string> digest() const override {
    digest256 chain;
    for (auto family : {view_family::entity, view_family::streams, view_family::rows}) {
      auto read =
          table_->scan(family, {}, false, [&](std::string_view key, std::string_view value) {
            std::string link{chain.bytes.begin(), chain.bytes.end()};
            link.push_back(static_cast<char>(family));
            append_be64(link, key.size());
            chain = sha256(link.append(key).append(value));
            return true;
          });
      if (!read)
        return read.error();
    }
    return to_hex(chain);
  }

  // -- writing -----------------------------------------------------------------------------------

  view_writer& writer() override { return *this; }

  view_table& table() override { return *table_; }

  std::unique_ptr<view_batch> begin() override {
    return make_view_batch(
        *table_, recent_, covered(),
        [this](view_changes& all, journal_position position) { return write(all, position); });
  }

  outcome<std::string> folds() const override {
    auto value = table_->get(view_family::meta, folds_key);
    if (!value)
      return value.error();
    return value->value_or(std::string{});
  }

  outcome<nothing> drop_rows(std::string_view folds) override {
    folded_ = 0;
    recent_.clear();
    return table_->write({{view_family::rows},
                          {{view_family::meta, std::string{folded_key}, be64(0)},
                           {view_family::meta, std::string{folds_key}, std::string{folds}}}});
  }

  outcome<nothing> clear() override {
    copied_ = folded_ = 0;
    recent_.clear();
    return table_->write({{view_family::meta, view_family::entity, view_family::streams,
                           view_family::snapshot, view_family::rows},
                          {}});
  }

private:
  outcome<nothing> write(view_changes& all, journal_position position) {
    auto copied = std::max(copied_.load(), position.value);
    all.changes.push_back({view_family::meta, std::string{copied_key}, be64(copied)});
    all.changes.push_back({view_family::meta, std::string{folded_key}, be64(position.value)});
    if (auto written = table_->write(all); !written)
      return written;
    copied_ = copied;
    folded_ = position.value;
    return nothing{};
  }

  /// A writer knows its checkpoints; a follower looks, and until it can, claims nothing.
  journal_position checkpoint(std::string_view key, const std::atomic<std::uint64_t>& known) const {
    if (!follows_)
      return {known};
    auto read = view_position(*table_, key);
    return read ? *read : journal_position{};
  }

  std::unique_ptr<view_table> table_;
  bool follows_;
  recent_rows recent_; ///< of the writer
  std::atomic<std::uint64_t> copied_ = 0;
  std::atomic<std::uint64_t> folded_ = 0;
};

} // namespace

outcome<std::unique_ptr<view_store>> view_store::open(const std::string& folder,
                                                      log_access access) {
  auto table = open_rocksdb_table(folder, access);
  if (!table)
    return table.error();
  auto views = std::make_unique<stored_views>(std::move(*table), access);
  if (auto loaded = views->load(); !loaded)
    return loaded.error();
  return std::unique_ptr<view_store>{std::move(views)};
}

std::unique_ptr<view_store> view_store::in_memory() {
  return std::make_unique<stored_views>(make_memory_table(), log_access::create_or_write);
}

} // namespace gatehouse
