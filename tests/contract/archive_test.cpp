#include "storage/archive/archive.hpp"
#include "storage/archive/folder_lock.hpp"
#include "storage/archive/segment.hpp"
#include "storage/backup/backup.hpp"
#include "storage/backup/dump.hpp"
#include "storage/log_reader.hpp"
#include "storage/past/past_state.hpp"
#include "storage/past/rejudge.hpp"
#include "storage/proof/record_proof.hpp"
#include "storage/replay.hpp"
#include "tests/support/archive_folder.hpp"
#include "tests/support/live_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;

/// Returns the state of each stream that `log` has whole, as bytes.
std::map<std::string, std::string> states_of(const log_store& log) {
  replay all;
  std::map<std::string, std::string> states;
  EXPECT_TRUE(read_kept_records(log, {1}, [&](const record& one) {
    const auto applied = all.apply(one);
    EXPECT_TRUE(applied) << (applied ? "" : applied.error().detail);
    states[one.stream.value] = all.state_of(one.stream)->state;
    return static_cast<bool>(applied);
  }));
  return states;
}

class Archive : public testing::Test {
protected:
  Archive() {
    data_.tell();
    before_ = record_bytes(*data_.log());
    states_before_ = states_of(*data_.log());
    root_ = point_of(*data_.log())->root;
  }

  std::string segment_at(const std::string& name = "segment") const { return folder_ / name; }

  archive_report archived(const std::string& name = "segment", moment before = {}) {
    auto made = data_.archive(segment_at(name), before);
    EXPECT_TRUE(made) << (made ? "" : made.error().detail);
    return made ? *made : archive_report{};
  }

  failure refusal(const std::string& name = "segment") {
    auto made = data_.archive(segment_at(name));
    EXPECT_FALSE(made);
    return made ? failure{} : made.error();
  }

  /// Expects the folder as it was before any archiving.
  void expect_untouched() {
    EXPECT_EQ(record_bytes(*data_.log()), before_);
    expect_good_views(data_.path());
  }

  /// Expects that the log is the same, with hashes in the place of some records.
  void expect_cut(std::uint64_t moved) {
    const auto log = data_.log();
    const auto report = report_of(*log, {{before_.size(), root_, "before"}});
    EXPECT_EQ(report.damages, 0u) << (report.damages ? report.first_damages[0].detail : "");
    EXPECT_EQ(report.records, before_.size());
    EXPECT_EQ(report.archived, moved);
    EXPECT_EQ(report.root, root_);
    expect_good_views(data_.path());
    EXPECT_FALSE(fs::exists(data_.path() + "/archiving"));
  }

  temp_folder folder_;
  archive_folder data_{folder_ / "data"};
  std::vector<std::string> before_;
  std::map<std::string, std::string> states_before_;
  digest256 root_;
};

// -- what is left --------------------------------------------------------------------------------

TEST_F(Archive, MovesSessionsThatAreOverAndKeepsTheStateOfAllElse) {
  const auto made = archived();
  EXPECT_EQ(made.part.first, 1u);
  EXPECT_EQ(made.part.last, 12u) << "the last record stays";
  EXPECT_EQ(made.moved, 6u);
  EXPECT_EQ(made.kept, 7u);
  expect_cut(6);
  auto expected = states_before_;
  EXPECT_EQ(expected.erase("session/over"), 1u);
  EXPECT_EQ(states_of(*data_.log()), expected);
}

TEST_F(Archive, KeepsASessionWithACallThatHasNotEnded) {
  data_.open_session("running");
  data_.begin_call("running", "call_9");
  data_.close_session("running");
  data_.add_org("org_3");
  data_.settle();
  EXPECT_EQ(archived().moved, 6u);
  EXPECT_TRUE(states_of(*data_.log()).contains("session/running"));
}

TEST_F(Archive, StopsAtTheMomentItIsGiven) {
  const auto made = archived("segment", moment{{11}, moment{}.until});
  EXPECT_EQ(made.part.last, 11u);
  EXPECT_EQ(made.moved, 0u) << "the session was closed later";
  expect_cut(0);
  EXPECT_EQ(record_bytes(*data_.log()), before_);
}

TEST_F(Archive, LetsTheGatewayGoOnAndArchivesTheNextPart) {
  archived("first");
  data_.add_call("open", "call_4");
  data_.close_session("open");
  data_.add_org("org_3");
  data_.settle();
  const auto made = archived("second");
  EXPECT_EQ(made.part.first, 13u);
  EXPECT_EQ(made.part.last, 16u);
  EXPECT_EQ(made.moved, 6u) << "what the first segment has of the session goes now, too";
  EXPECT_EQ(report_of(*data_.log()).archived, 12u);
  const auto joined = data_.joined({segment_at("second"), segment_at("first")});
  const auto report = report_of(*joined);
  EXPECT_EQ(report.damages, 0u);
  EXPECT_EQ(report.archived, 0u);
  auto bytes = record_bytes(*joined);
  bytes.resize(before_.size());
  EXPECT_EQ(bytes, before_);
}

TEST_F(Archive, HasNothingToDoASecondTime) {
  archived();
  const auto again = archived("again");
  EXPECT_LT(again.part.last, again.part.first);
  EXPECT_FALSE(fs::exists(segment_at("again")));
  expect_cut(6);
}

// -- joined with its segment ---------------------------------------------------------------------

TEST_F(Archive, JoinedWithItsSegmentIsTheLogBefore) {
  const auto said_before = *replay_log(*data_.log(), quiet_count);
  archived();
  const auto joined = data_.joined({segment_at()});
  EXPECT_EQ(record_bytes(*joined), before_);
  const auto said = replay_log(*joined, quiet_count);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->state, said_before.state);
  EXPECT_EQ(said->events, said_before.events);
  EXPECT_TRUE(dump_whole(*joined, "1", [](std::string_view) { return true; }));
  EXPECT_TRUE(state_at(*joined, {"session/over"}, {}));
  EXPECT_TRUE(rejudge(*joined, {}, nullptr, {}));
}

// -- who needs the past --------------------------------------------------------------------------

TEST_F(Archive, NamesTheSegmentToWhoeverNeedsWhatIsInIt) {
  archived();
  const auto log = data_.log();
  const auto expect_gone = [](const auto& result, const char* what) {
    SCOPED_TRACE(what);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, errc::gone);
    EXPECT_THAT(result.error().detail, HasSubstr("positions 1 to 12 lie in the segment 'segment'"));
  };
  const auto under = *checkpoint_store::open(data_.path() + "/checkpoints", false)->newest();
  expect_gone(replay_log(*log, quiet_count), "replay");
  expect_gone(dump_whole(*log, "1", [](std::string_view) { return true; }), "dump");
  expect_gone(state_at(*log, {"session/over"}, {}), "state");
  expect_gone(rejudge(*log, {}, nullptr, {}), "rejudge");
  expect_gone(prove_record(*log, {5}, *under), "prove");
  expect_gone(read_records(*log, {4}, [](const record&) { return true; }), "read");
}

TEST_F(Archive, AnswersWhatItStillHasWithoutASegment) {
  const auto early = moment{{3}, moment{}.until};
  const auto org_before = *state_at(*data_.log(), {"org/org_1"}, early);
  archived();
  const auto log = data_.log();
  EXPECT_EQ(*state_at(*log, {"org/org_1"}, early), org_before);
  EXPECT_TRUE(state_at(*log, {"session/open"}, {}));
  rejudge_range later;
  later.from = moment{{12}, moment{}.until};
  later.from->until.value = data_.now() - 1;
  EXPECT_TRUE(rejudge(*log, {}, nullptr, later));
}

TEST_F(Archive, ProvesWhatItHasAndJoinedWhatItHad) {
  const auto under = **checkpoint_store::open(data_.path() + "/checkpoints", false)->newest();
  const auto kept = prove_record(*data_.log(), {8}, under)->to_string();
  const auto gone = prove_record(*data_.log(), {5}, under)->to_string();
  archived();
  EXPECT_EQ(prove_record(*data_.log(), {8}, under)->to_string(), kept);
  EXPECT_EQ(prove_record(*data_.joined({segment_at()}), {5}, under)->to_string(), gone);
}

// -- backups -------------------------------------------------------------------------------------

TEST_F(Archive, IsBackedUpAndRestoredAsItIs) {
  const backup_stamp stamp{[] { return unix_us{1}; }, "1"};
  ASSERT_TRUE(back_up(data_.path(), folder_ / "older", stamp, quiet));
  archived();
  ASSERT_TRUE(back_up(data_.path(), folder_ / "newer", stamp, quiet));
  ASSERT_TRUE(restore_backup(folder_ / "newer", folder_ / "restored", quiet));
  auto restored = open_rocksdb_log(folder_ / "restored/log", log_access::read_only);
  ASSERT_TRUE(restored);
  const auto report = report_of(**restored);
  EXPECT_EQ(report.damages, 0u);
  EXPECT_EQ(report.archived, 6u);
  expect_good_views(folder_ / "restored");

  ASSERT_TRUE(back_up(data_.path(), folder_ / "older", stamp, quiet));
  EXPECT_EQ(record_bytes(folder_ / "older"), before_) << "it has what was archived since";
}

// -- what is refused -----------------------------------------------------------------------------

TEST_F(Archive, IsNotDoneWhileAGatewayRuns) {
  {
    auto held = open_rocksdb_log(data_.path() + "/log", log_access::create_or_write);
    ASSERT_TRUE(held);
    EXPECT_EQ(refusal().code, errc::journal_locked);
  }
  expect_untouched();
  EXPECT_FALSE(fs::exists(segment_at()));
}

TEST_F(Archive, IsNotDoneWithoutACheckpointThatHolds) {
  fs::remove_all(data_.path() + "/checkpoints");
  EXPECT_EQ(refusal().code, errc::checkpoint_invalid);
  checkpoint wrong{{"gatehouse/log_1", before_.size(), {}}, {}};
  wrong.note.text = wrong.head.to_string();
  data_.signer().sign(wrong.note);
  auto store = checkpoint_store::open(data_.path() + "/checkpoints", true);
  ASSERT_TRUE(store->put(wrong, checkpoint_life::pruned));
  EXPECT_EQ(refusal().code, errc::journal_damaged);
  EXPECT_FALSE(fs::exists(segment_at()));
  expect_untouched();
}

TEST_F(Archive, NeverWritesOverWhatIsThere) {
  fs::create_directory(segment_at());
  std::ofstream{segment_at() + "/letter"} << "dear";
  EXPECT_EQ(refusal().code, errc::conflict);
  EXPECT_EQ(refusal("data/segment").code, errc::invalid_argument);
  EXPECT_EQ(refusal("data").code, errc::invalid_argument);
  expect_untouched();
  archived("first");
  data_.close_session("open");
  data_.add_org("org_3");
  data_.settle();
  EXPECT_EQ(refusal("first").code, errc::conflict);
}

// -- interruptions -------------------------------------------------------------------------------

TEST_F(Archive, InterruptedAnywhereIsEitherDoneOrNotAndGoesOn) {
  // What a kill would leave is what the files are at that moment.
  fs::create_directory(folder_ / "world");
  fs::rename(data_.path(), folder_ / "world/data");
  int moments = 0;
  const auto keep = [&](std::string_view, std::uint64_t, std::uint64_t) {
    fs::copy(folder_ / "world", folder_ / ("moment" + std::to_string(++moments)),
             fs::copy_options::recursive);
  };
  ASSERT_TRUE(archive_folder_at(folder_ / "world/data", folder_ / "world/segment", {}, keep));
  EXPECT_GE(moments, 8);
  int done = 0;
  for (int at = 1; at <= moments; ++at) {
    SCOPED_TRACE(at);
    const auto place = folder_ / ("moment" + std::to_string(at));
    const auto archived_in = [&] {
      const auto log = open_rocksdb_log(place + "/data/log", log_access::read_only);
      EXPECT_TRUE(log) << (log ? "" : log.error().detail);
      const auto report = report_of(**log, {{before_.size(), root_, "before"}});
      EXPECT_EQ(report.damages, 0u);
      return report.archived;
    };
    const auto archived = archived_in();
    if (archived == 0) {
      EXPECT_EQ(record_bytes(place + "/data"), before_);
    } else {
      EXPECT_EQ(archived, 6u);
      ++done;
    }
    fs::remove_all(place + "/segment.unfinished");
    const auto again = archive_folder_at(place + "/data", place + "/segment");
    EXPECT_TRUE(again || again.error().code == errc::conflict) << again.error().detail;
    EXPECT_EQ(archived_in(), 6u);
    EXPECT_FALSE(fs::exists(place + "/data/archiving"));
    EXPECT_EQ(verify_segment(*segment::open(place + "/segment"), {}, quiet)->damages, 0u);
  }
  EXPECT_EQ(done, 2) << "the log changes in one step";
}

TEST_F(Archive, KeepsTheFolderFromOthersUntilItIsInPlace) {
  int tried = 0;
  auto made = data_.archive(segment_at(), {}, [&](std::string_view doing, auto, auto) {
    if (doing != "put in place")
      return;
    ++tried;
    const auto child = ::fork();
    if (child == 0)
      ::_exit(folder_lock::take(data_.path() + "/log") ? 1 : 0);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0) << "step " << tried;
  });
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(tried, 4);
  EXPECT_TRUE(folder_lock::take(data_.path() + "/log"));
}

} // namespace
} // namespace gatehouse
