#include "storage/view_batch.hpp"

#include "storage/keys.hpp"
#include "storage/record_format.hpp"
#include "storage/view_layout.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace gatehouse {

namespace {

constexpr std::size_t recent_rows_max = 8'192;

/// The rows of one projection: what the batch changed, and behind it what the table holds.
class batch_rows final : public rows {
public:
  batch_rows(const view_table& table, recent_rows& recent, std::string_view projection)
      : table_(table), recent_(recent), prefix_(view_prefix(projection)) {}

  outcome<std::optional<std::string>> get(std::string_view key) const override {
    auto full = prefix_ + std::string{key};
    auto changed = changed_.find(full);
    if (changed != changed_.end())
      return changed->second.value;
    auto known = recent_.find(full);
    if (known != recent_.end())
      return known->second;
    auto found = table_.get(view_family::rows, full);
    if (found)
      recent_.emplace(std::move(full), *found);
    return found;
  }

  void put(std::string_view key, std::string_view value) override {
    changed_[prefix_ + std::string{key}].value = value;
  }

  void put_new(std::string_view key, std::string_view value) override {
    changed_.try_emplace(prefix_ + std::string{key}, change{std::string{value}, true});
  }

  void erase(std::string_view key) override {
    const auto at = changed_.try_emplace(prefix_ + std::string{key}).first;
    if (at->second.is_new)
      changed_.erase(at);
    else
      at->second.value.reset();
  }

  void move_to(view_changes& all) {
    for (auto& [key, one] : changed_)
      all.changes.push_back({view_family::rows, key, std::move(one.value)});
  }

private:
  struct change {
    std::optional<std::string> value; ///< none: erased
    bool is_new = false;              ///< the table has nothing at its key
  };

  const view_table& table_;
  recent_rows& recent_;
  std::string prefix_;
  std::map<std::string, change> changed_;
};

class stored_batch final : public view_batch {
public:
  stored_batch(const view_table& table, recent_rows& recent, journal_position copied,
               view_commit commit)
      : table_(table), recent_(recent), copied_(copied), commit_(std::move(commit)) {}

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
      found = tables_.try_emplace(std::string{projection}, table_, recent_, projection).first;
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
    auto written = commit_(all_, position);
    if (written)
      remember();
    return written;
  }

private:
  void remember() {
    if (recent_.size() > recent_rows_max)
      recent_.clear();
    for (auto& one : all_.changes)
      if (one.family == view_family::rows)
        recent_.insert_or_assign(std::move(one.key), std::move(one.value));
  }

  const view_table& table_;
  recent_rows& recent_;
  journal_position copied_;
  view_commit commit_;
  view_changes all_;
  std::map<std::string, std::string> heads_;
  std::map<std::string, batch_rows, std::less<>> tables_;
};

} // namespace

std::unique_ptr<view_batch> make_view_batch(const view_table& table, recent_rows& recent,
                                            journal_position copied, view_commit commit) {
  return std::make_unique<stored_batch>(table, recent, copied, std::move(commit));
}

} // namespace gatehouse
