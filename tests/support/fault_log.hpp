#pragma once

#include "storage/log_store.hpp"

#include <algorithm>
#include <cstdint>

namespace gatehouse {

/// What goes wrong with a write.
enum class fault : std::uint8_t {
  refuse,      ///< nothing is stored, and the store says so
  tear,        ///< half of the records are stored, and the store says it failed
  lose_answer, ///< all is stored, and the store says it failed
};

/// A log whose n-th write goes wrong, the first being 1; those after it work again, so that a
/// journal that goes on writing is found out.
///
/// Ownership: `inner` must outlive it.
class fault_log final : public log_store {
public:
  fault_log(log_store& inner, fault kind, std::uint64_t nth)
      : inner_(inner), kind_(kind), nth_(nth) {}

  outcome<nothing> write(const log_batch& batch) override {
    if (++writes_ != nth_)
      return inner_.write(batch);
    const failure broken{errc::io_failed, "the disk was told to fail"};
    if (kind_ == fault::refuse)
      return broken;
    auto stored = batch;
    if (kind_ == fault::tear) {
      stored.records.resize(stored.records.size() / 2);
      stored.meta.clear();
    }
    auto written = inner_.write(stored);
    return written ? broken : written;
  }

  outcome<nothing> scan(journal_position from,
                        const std::function<bool(const found_entry&)>& visit) const override {
    return inner_.scan(from, visit);
  }

  outcome<std::optional<std::string>> meta(std::string_view key) const override {
    return inner_.meta(key);
  }

  journal_position last() const override { return inner_.last(); }

  /// Returns how many writes were tried.
  std::uint64_t writes() const { return writes_; }

private:
  log_store& inner_;
  fault kind_;
  std::uint64_t nth_;
  std::uint64_t writes_ = 0;
};

} // namespace gatehouse
