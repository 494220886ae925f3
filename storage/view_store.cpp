#include "storage/view_store.hpp"

#include "storage/crypto/digest.hpp"
#include "storage/keys.hpp"
#include "storage/record_format.hpp"
#include "storage/view_table.hpp"
#include "storage/view_writer.hpp"

#include <algorithm>
#include <atomic>
#include <map>

namespace gatehouse {

namespace {

// Keys and values, by family; a name is followed by one zero byte, which no name holds:
//   meta      "copied", "folded" -> be64 position; "folds" -> what drop_rows() was told
//   entity    stream 00 be64 version -> record bytes
//   streams   stream -> be64 version, be64 position of its newest record
//   snapshot  stream -> be64 version, be64 format, state
//   rows      projection 00 key -> value
constexpr std::string_view copied_key = "copied";
constexpr std::string_view folded_key = "folded";
constexpr std::string_view folds_key = "folds";
constexpr std::size_t number_bytes = 8;

std::string prefix_of(std::string_view name) {
  std::string key{name};
  key.push_back('\0');
  return key;
}

std::string entity_key(const stream_id& stream, stream_version version) {
  auto key = prefix_of(stream.value);
  append_be64(key, version.value);
  return key;
}

failure damaged(const std::string& what) {
  return {errc::journal_damaged, "the views are damaged (" + what + "); rebuild them"};
}

outcome<std::uint64_t> number_at(std::string_view value, std::size_t index) {
  auto number = value.size() < (index + 1) * number_bytes
                    ? std::nullopt
                    : from_be64(value.substr(index * number_bytes, number_bytes));
  if (!number)
    return damaged("a number is cut short");
  return *number;
}

outcome<journal_position> position_at(const view_table& table, std::string_view key) {
  auto value = table.get(view_family::meta, key);
  if (!value)
    return value.error();
  if (!value->has_value())
    return journal_position{};
  auto number = number_at(**value, 0);
  if (!number)
    return number.error();
  return journal_position{*number};
}

/// The rows of one projection: what the batch changed, and behind it what the table holds.
class batch_rows final : public rows {
public:
  batch_rows(const view_table& table, std::string_view projection)
      : table_(table), prefix_(prefix_of(projection)) {}

  outcome<std::optional<std::string>> get(std::string_view key) const override {
    auto full = prefix_ + std::string{key};
    auto changed = changed_.find(full);
    if (changed != changed_.end())
      return changed->second;
    return table_.get(view_family::rows, full);
  }

  void put(std::string_view key, std::string_view value) override {
    changed_.insert_or_assign(prefix_ + std::string{key}, std::string{value});
  }

  void erase(std::string_view key) override {
    changed_.insert_or_assign(prefix_ + std::string{key}, std::nullopt);
  }

  void move_to(view_changes& all) {
    for (auto& [key, value] : changed_)
      all.changes.push_back({view_family::rows, key, std::move(value)});
  }

private:
  const view_table& table_;
  std::string prefix_;
  std::map<std::string, std::optional<std::string>> changed_;
};

class stored_views final : public view_store, public view_writer {
public:
  explicit stored_views(std::unique_ptr<view_table> table, log_access access)
      : table_(std::move(table)), follows_(access == log_access::read_only) {}

  /// Reads the checkpoints. Errors: `journal_damaged`, `io_failed`.
  outcome<nothing> load() {
    auto copied = position_at(*table_, copied_key);
    auto folded = position_at(*table_, folded_key);
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
    auto version = number_at(**head, 0);
    if (!version)
      return version.error();
    return stream_version{*version};
  }

  outcome<nothing> read(const stream_id& stream, stream_version after,
                        const std::function<bool(const record&)>& visit) const override {
    outcome<nothing> decoded = nothing{};
    auto prefix = prefix_of(stream.value);
    auto next = after.value + 1;
    auto read = table_->scan(view_family::entity, entity_key(stream, {next}), false,
                             [&](std::string_view key, std::string_view value) {
                               if (!key.starts_with(prefix))
                                 return false;
                               auto one = decode_record(value);
                               if (!one)
                                 decoded = one.error();
                               else if (one->version.value != next++)
                                 decoded = damaged(stream.value + " has a hole before version " +
                                                   std::to_string(one->version.value));
                               return decoded && visit(*one);
                             });
    return read ? decoded : read;
  }

  // -- rows --------------------------------------------------------------------------------------

  outcome<nothing>
  scan(std::string_view projection, std::string_view from, bool backwards,
       const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    auto prefix = prefix_of(projection);
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
    return table_->get(view_family::rows, prefix_of(projection) + std::string{key});
  }

  // -- snapshots ---------------------------------------------------------------------------------

  outcome<std::optional<snapshot>> find_snapshot(const stream_id& stream) const override {
    auto value = table_->get(view_family::snapshot, stream.value);
    if (!value)
      return value.error();
    if (!value->has_value())
      return std::optional<snapshot>{};
    auto version = number_at(**value, 0);
    auto format = number_at(**value, 1);
    if (!version || !format)
      return damaged("the snapshot of " + stream.value);
    return std::optional{snapshot{
        {*version}, static_cast<std::uint32_t>(*format), (*value)->substr(2 * number_bytes)}};
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

  std::unique_ptr<view_batch> begin() override;

  outcome<std::string> folds() const override {
    auto value = table_->get(view_family::meta, folds_key);
    if (!value)
      return value.error();
    return value->value_or(std::string{});
  }

  outcome<nothing> drop_rows(std::string_view folds) override {
    folded_ = 0;
    return table_->write({{view_family::rows},
                          {{view_family::meta, std::string{folded_key}, be64(0)},
                           {view_family::meta, std::string{folds_key}, std::string{folds}}}});
  }

  outcome<nothing> clear() override {
    copied_ = folded_ = 0;
    return table_->write({{view_family::meta, view_family::entity, view_family::streams,
                           view_family::snapshot, view_family::rows},
                          {}});
  }

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

private:
  /// A writer knows its checkpoints; a follower looks, and until it can, claims nothing.
  journal_position checkpoint(std::string_view key, const std::atomic<std::uint64_t>& known) const {
    if (!follows_)
      return {known};
    auto read = position_at(*table_, key);
    return read ? *read : journal_position{};
  }

  std::unique_ptr<view_table> table_;
  bool follows_;
  std::atomic<std::uint64_t> copied_ = 0;
  std::atomic<std::uint64_t> folded_ = 0;

  friend class stored_batch;
};

class stored_batch final : public view_batch {
public:
  explicit stored_batch(stored_views& views) : views_(views), copied_(views.covered()) {}

  void copy(const record& one) override {
    if (one.position <= copied_)
      return;
    all_.changes.push_back(
        {view_family::entity, entity_key(one.stream, one.version), encode_record(one)});
    heads_[one.stream.value] = be64(one.version.value) + be64(one.position.value);
  }

  rows& table(std::string_view projection) override {
    auto found = tables_.find(projection);
    if (found == tables_.end())
      found = tables_.try_emplace(std::string{projection}, *views_.table_, projection).first;
    return found->second;
  }

  outcome<nothing> commit(journal_position position) override {
    // Sorted keys go into a database faster than shuffled ones.
    std::sort(all_.changes.begin(), all_.changes.end(),
              [](const auto& left, const auto& right) { return left.key < right.key; });
    for (auto& [stream, head] : heads_)
      all_.changes.push_back({view_family::streams, stream, std::move(head)});
    for (auto& [name, changed] : tables_)
      changed.move_to(all_);
    return views_.write(all_, position);
  }

private:
  stored_views& views_;
  journal_position copied_;
  view_changes all_;
  std::map<std::string, std::string> heads_;
  std::map<std::string, batch_rows, std::less<>> tables_;
};

std::unique_ptr<view_batch> stored_views::begin() {
  return std::make_unique<stored_batch>(*this);
}

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
