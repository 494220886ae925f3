#pragma once

#include "events/org/org.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_reader.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/record_format.hpp"
#include "tests/support/journal_driver.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// A data folder whose log is being written: organizations are created in it.
class live_folder {
public:
  explicit live_folder(std::string path) : path_(std::move(path)) {
    auto log = open_rocksdb_log(path_ + "/log", log_access::create_or_write);
    if (!log)
      std::abort();
    log_ = std::move(*log);
    auto opened = journal::open(*log_, nullptr, clock_.source());
    if (!opened)
      std::abort();
    journal_ = std::move(*opened);
  }

  void append(int orgs, const std::string& prefix = "org") {
    for (int at = 0; at < orgs; ++at) {
      const auto name = prefix + std::to_string(++count_);
      clock_.set(now_ += 1'000'000);
      append_batch batch;
      batch.context.org.value = name;
      batch.streams.push_back({org::stream({name}), {}, {}});
      batch.streams.back().events.push_back(
          encode_event<org>(org::event{org_created{{name}, name, "", {"key_" + name}, {now_}}}));
      EXPECT_TRUE(append_now(*journal_, std::move(batch)));
    }
  }

  const std::string& path() const { return path_; }

  const log_store& log() const { return *log_; }

  unix_us now() const { return {now_}; }

private:
  std::string path_;
  test_clock clock_;
  std::int64_t now_ = 1'795'168'735'000'000;
  int count_ = 0;
  std::unique_ptr<log_store> log_;
  std::unique_ptr<journal> journal_;
};

/// Returns the bytes of all records of a log, the first one first.
inline std::vector<std::string> record_bytes(const log_store& log) {
  std::vector<std::string> all;
  auto read = log.read({1}, [&](const stored_record& one) {
    all.push_back(one.bytes);
    return true;
  });
  EXPECT_TRUE(read) << (read ? "" : read.error().detail);
  return all;
}

/// The same of the data folder or backup at `folder`.
inline std::vector<std::string> record_bytes(const std::string& folder) {
  auto log = open_rocksdb_log(folder + "/log", log_access::create_or_write);
  EXPECT_TRUE(log) << (log ? "" : log.error().detail);
  return log ? record_bytes(**log) : std::vector<std::string>{};
}

/// Expects that the views of the data folder at `folder` are what its log makes.
inline void expect_good_views(const std::string& folder) {
  auto views = view_store::open(folder + "/views", log_access::create_or_write);
  auto log = open_rocksdb_log(folder + "/log", log_access::read_only);
  ASSERT_TRUE(views && log);
  auto again = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(**log, *again, all_projections(), {}));
  EXPECT_EQ(*(*views)->digest(), *again->digest());
}

} // namespace gatehouse
