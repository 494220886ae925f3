#pragma once

#include "storage/event_codec.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "tests/support/journal_driver.hpp"

#include <cstdlib>
#include <map>
#include <memory>
#include <string>

namespace gatehouse {

/// A journal in memory with every projection behind it. Each append is a second later than the one
/// before.
class projected_journal {
public:
  projected_journal() : log_(make_memory_log()), views_(view_store::in_memory()) {
    auto opened = journal::open(*log_, views_.get(), clock_.source());
    if (!opened)
      std::abort();
    journal_ = std::move(*opened);
    projector_ = projector::start(*journal_, *views_, all_projections());
  }

  /// Appends `events` to the end of `stream` and returns where the last one is.
  template <aggregate A>
  journal_position append(const stream_id& stream, const events_of<A>& events,
                          const record_context& context = {}) {
    append_batch batch;
    batch.context = context;
    batch.streams.push_back({stream, {versions_[stream.value]}, {}});
    for (const auto& event : events)
      batch.streams.back().events.push_back(encode_event<A>(event));
    clock_.set(now_ += step);
    auto done = append_now(*journal_, std::move(batch));
    if (!done)
      std::abort();
    versions_[stream.value] += events.size();
    return done->last;
  }

  /// Returns the views, once they are complete.
  const view_store& views() {
    if (!projector_->wait(journal_->head(), patience))
      std::abort();
    return *views_;
  }

  /// Returns the time of the newest append.
  unix_us now() const { return {now_}; }

  const log_store& log() const { return *log_; }

  /// Returns what has stopped the projector, if something has.
  outcome<nothing> health() { return projector_->wait(journal_->head(), patience); }

private:
  static constexpr std::int64_t step = 1'000'000;
  static constexpr std::chrono::seconds patience{60}; ///< a deadline that only a hang reaches

  test_clock clock_;
  std::int64_t now_ = 1'795'168'735'000'000;
  std::unique_ptr<log_store> log_;
  std::unique_ptr<view_store> views_;
  std::unique_ptr<journal> journal_;
  std::unique_ptr<projector> projector_;
  std::map<std::string, std::uint64_t> versions_;
};

} // namespace gatehouse
