#include "storage/view_batch.hpp"

#include "storage/keys.hpp"
#include "storage/record_format.hpp"
#include "storage/view_layout.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace gatehouse {

namespace {

/// The rows of one projection: what the batch changed, and behind it what the table holds.
class batch_rows final : public rows {
public:
  batch_rows(const view_table& table, std::string_view projection)
      : table_(table), prefix_(view_prefix(projection)) {}

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

class stored_batch final : public view_batch {
public:
  stored_batch(const view_table& table, journal_position copied, view_commit commit)
      : table_(table), copied_(copied), commit_(std::move(commit)) {}

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
      found = tables_.try_emplace(std::string{projection}, table_, projection).first;
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
    return commit_(all_, position);
  }

private:
  const view_table& table_;
  journal_position copied_;
  view_commit commit_;
  view_changes all_;
  std::map<std::string, std::string> heads_;
  std::map<std::string, batch_rows, std::less<>> tables_;
};

} // namespace

std::unique_ptr<view_batch> make_view_batch(const view_table& table, journal_position copied,
                                            view_commit commit) {
  return std::make_unique<stored_batch>(table, copied, std::move(commit));
}

} // namespace gatehouse
