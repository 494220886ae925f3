#pragma once

#include "storage/log_store.hpp"

#include <map>
#include <string>
#include <vector>

namespace gatehouse {

/// A copy of a log whose entries a test may change as somebody with a disk editor could.
class tampered_log final : public log_store {
public:
  struct entry {
    journal_position position;
    digest256 leaf;
    std::string bytes;
  };

  tampered_log() = default;

  explicit tampered_log(const log_store& source) {
    auto copied = source.scan({1}, [&](const found_entry& found) {
      entries.push_back({found.position, found.leaf, std::string{found.bytes}});
      return true;
    });
    auto tree = source.meta("merkle_frontier");
    if (copied && tree && *tree)
      meta_values["merkle_frontier"] = **tree;
  }

  outcome<nothing> write(const log_batch&) override {
    return failure{errc::io_failed, "this log is only read"};
  }

  outcome<nothing> scan(journal_position from,
                        const std::function<bool(const found_entry&)>& visit) const override {
    for (const auto& one : entries)
      if (one.position >= from && !visit({one.position, one.leaf, one.bytes}))
        break;
    return nothing{};
  }

  outcome<std::optional<std::string>> meta(std::string_view key) const override {
    auto found = meta_values.find(key);
    return found == meta_values.end() ? std::nullopt : std::optional{found->second};
  }

  journal_position last() const override {
    return entries.empty() ? journal_position{} : entries.back().position;
  }

  std::vector<entry> entries;
  std::map<std::string, std::string, std::less<>> meta_values;
};

} // namespace gatehouse
