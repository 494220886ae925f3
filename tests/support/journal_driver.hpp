#pragma once

#include "storage/journal.hpp"

#include <atomic>
#include <future>
#include <string>
#include <vector>

namespace gatehouse {

/// A clock that shows what a test sets.
class test_clock {
public:
  void set(std::int64_t us) { us_ = us; }

  clock_source source() {
    return [this] { return unix_us{us_}; };
  }

private:
  std::atomic<std::int64_t> us_ = 1'000'000;
};

/// Returns `count` events whose payloads tell them apart.
inline std::vector<new_event> some_events(std::size_t count, const std::string& payload = "e") {
  std::vector<new_event> events;
  for (std::size_t i = 0; i < count; ++i)
    events.push_back({1, 1, payload + std::to_string(i)});
  return events;
}

/// Returns a batch that appends `count` events to `stream` at `expected`.
inline append_batch a_batch(const std::string& stream, std::uint64_t expected,
                            std::size_t count = 1) {
  append_batch batch;
  batch.streams.push_back({{stream}, {expected}, some_events(count, stream + ":")});
  batch.context.org = {"org_1"};
  return batch;
}

/// Appends and waits for the outcome.
inline outcome<append_receipt> append_now(journal& to, append_batch batch) {
  // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
  auto promise = std::make_shared<std::promise<outcome<append_receipt>>>();
  to.append(std::move(batch),
            [promise](outcome<append_receipt> done) { promise->set_value(done); });
  return promise->get_future().get();
}

/// Returns all committed records from `from` on.
inline std::vector<record> all_of(const journal& source, std::uint64_t from = 1) {
  std::vector<record> all;
  auto read = source.read_all({from}, [&](const record& one) {
    all.push_back(one);
    return true;
  });
  return read ? all : std::vector<record>{};
}

/// Returns the records of `stream` beyond `after`.
inline std::vector<record> stream_of(const journal& source, const std::string& stream,
                                     std::uint64_t after = 0) {
  std::vector<record> all;
  auto read = source.read_stream({stream}, {after}, [&](const record& one) {
    all.push_back(one);
    return true;
  });
  return read ? all : std::vector<record>{};
}

} // namespace gatehouse
