#pragma once

#include "events/instance/instance.hpp"
#include "events/org/org.hpp"
#include "events/session/session.hpp"
#include "storage/archive/archive.hpp"
#include "storage/archive/joined_log.hpp"
#include "storage/backup/log_copy.hpp"
#include "storage/event_codec.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/proof/verify_log.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/note_signer.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace gatehouse {

inline void quiet_count(std::uint64_t, std::uint64_t) {
  // nop
}

inline void quiet(std::string_view, std::uint64_t, std::uint64_t) {
  // nop
}

/// Verifies `log`, also against what others say that it was.
inline verify_report report_of(const log_store& log, std::vector<known_tree> trees = {}) {
  auto report = verify_log(log, {std::move(trees), {}}, quiet_count);
  EXPECT_TRUE(report) << (report ? "" : report.error().detail);
  return report ? *report : verify_report{};
}

/// Archives what is before some moment of the data folder at `data`.
inline outcome<archive_report> archive_folder_at(const std::string& data, const std::string& to,
                                                 moment before = {},
                                                 const copy_progress& progress = quiet) {
  const backup_stamp stamp{[] { return unix_us{1'795'200'000'000'000}; }, "1.2.3"};
  return archive_records({data, to, before}, stamp, progress);
}

/// A stopped data folder with organizations and sessions, and who signs for it.
class archive_folder {
public:
  explicit archive_folder(std::string path) : path_(std::move(path)) {
    write([&] {
      append("instance",
             {encode_event<instance>(instance_created{{1}}),
              encode_event<instance>(checkpoint_key_named{signer_.key.to_string(), {"op"}, {1}})});
    });
  }

  const std::string& path() const noexcept { return path_; }

  const note_signer& signer() const noexcept { return signer_; }

  /// The time of the last record.
  std::int64_t now() const noexcept { return now_; }

  /// Does what `body` says with the log opened once for all of it.
  template <class Body> void write(const Body& body) {
    if (target_ != nullptr)
      return body();
    auto log = open_rocksdb_log(path_ + "/log", log_access::create_or_write);
    ASSERT_TRUE(log) << log.error().detail;
    auto opened = journal::open(**log, nullptr, clock_.source());
    ASSERT_TRUE(opened) << opened.error().detail;
    target_ = opened->get();
    body();
    target_ = nullptr;
  }

  /// Two organizations, a session that is over (six records) and one that is not, and who signs
  /// for all of it.
  void tell() {
    write([this] {
      add_org("org_1");           // 3
      open_session("over");       // 4
      add_call("over", "call_1"); // 5, 6
      open_session("open");       // 7
      add_call("open", "call_2"); // 8, 9
      add_call("over", "call_3"); // 10, 11
      close_session("over");      // 12
      add_org("org_2");           // 13
    });
    settle();
  }

  void add_org(const std::string& id) {
    write([&] {
      append("org/" + id,
             {encode_event<org>(org::event{org_created{{id}, id, "", {"key_" + id}, {now_}}})});
    });
  }

  void open_session(const std::string& id) {
    write([&] {
      append("session/" + id,
             {encode_event<session>(session_opened{
                 {id}, {"org_1"}, {"user_1"}, {}, "", "2025-11-25", "client", "1", {1}})});
    });
  }

  void add_call(const std::string& id, const std::string& call) {
    call_admitted admitted;
    admitted.subject.call = {call};
    call_completed completed;
    completed.call = {call};
    write([&] {
      append("session/" + id, {encode_event<session>(admitted), encode_event<session>(completed)});
    });
  }

  void begin_call(const std::string& id, const std::string& call) {
    call_admitted admitted;
    admitted.subject.call = {call};
    write([&] { append("session/" + id, {encode_event<session>(admitted)}); });
  }

  void close_session(const std::string& id) {
    write([&] {
      append("session/" + id,
             {encode_event<session>(session::event{session_closed{close_reason::idle, {}}})});
    });
  }

  /// Folds the views and signs for all there is, as a gateway does before it stops.
  void settle() {
    auto log = open_rocksdb_log(path_ + "/log", log_access::create_or_write);
    ASSERT_TRUE(log) << log.error().detail;
    auto views = view_store::open(path_ + "/views", log_access::create_or_write);
    ASSERT_TRUE(views);
    ASSERT_TRUE(rebuild_views(**log, **views, all_projections(), {}));
    const auto end = *point_of(**log);
    checkpoint one{{signer_.key.name, end.last.value, end.root}, {}};
    one.note.text = one.head.to_string();
    signer_.sign(one.note);
    auto signed_for = checkpoint_store::open(path_ + "/checkpoints", true);
    ASSERT_TRUE(signed_for);
    ASSERT_TRUE(signed_for->put(one, checkpoint_life::pruned));
  }

  outcome<archive_report> archive(const std::string& to, moment before = {},
                                  const copy_progress& progress = quiet) const {
    return archive_folder_at(path_, to, before, progress);
  }

  std::unique_ptr<log_store> log() const {
    auto log = open_rocksdb_log(path_ + "/log", log_access::read_only);
    EXPECT_TRUE(log) << (log ? "" : log.error().detail);
    return log ? *std::move(log) : make_memory_log();
  }

  /// The log with the records of its segments.
  std::unique_ptr<log_store> joined(const std::vector<std::string>& folders) const {
    std::vector<segment> segments;
    for (const auto& folder : folders) {
      auto one = segment::open(folder);
      EXPECT_TRUE(one) << (one ? "" : one.error().detail);
      if (one)
        segments.push_back(*std::move(one));
    }
    return join_segments(log(), std::move(segments));
  }

private:
  void append(const std::string& stream, std::vector<new_event> events) {
    clock_.set(now_ += 1'000'000);
    append_batch batch;
    batch.context.org = {"org_1"};
    batch.context.principal = {"user_1"};
    batch.streams.push_back({{stream}, {versions_[stream]}, events});
    versions_[stream] += events.size();
    auto done = append_now(*target_, std::move(batch));
    EXPECT_TRUE(done) << (done ? "" : done.error().detail);
  }

  std::string path_;
  note_signer signer_{"gatehouse/log_1", note_key_type::note};
  test_clock clock_;
  std::int64_t now_ = 1'795'168'735'000'000;
  std::map<std::string, std::uint64_t> versions_;
  journal* target_ = nullptr;
};

} // namespace gatehouse
