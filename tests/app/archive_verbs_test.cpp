#include "storage/projections/audit_query.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/archive_folder.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A data folder with a session that is over and one that is not, archived up to its end.
class ArchiveVerbs : public testing::Test {
protected:
  ArchiveVerbs() {
    data_.write([this] {
      data_.add_org("org_1");
      data_.open_session("over");
      data_.add_call("over", "call_1");
      data_.close_session("over");
      data_.open_session("open");
      data_.add_call("open", "call_2");
    });
    data_.settle();
    std::ofstream{folder_ / "gatehouse.vkey"} << data_.signer().key.to_string() << "\n";
    dumped_ = run({"dump", "DATA", "--whole"}).out;
    proven_ = run({"prove", "call_1", "--data", "DATA"}).out;
    made_ = run({"archive", "SEGMENT", "--data", "DATA", "--before", "2999-01-01T00:00:00Z"});
  }

  /// Runs a command line in which DATA, SEGMENT and KEY stand for the files.
  command_result run(std::vector<std::string> words) const {
    for (auto& word : words) {
      if (word == "DATA")
        word = data_.path();
      if (word == "SEGMENT")
        word = folder_ / "segment";
      if (word == "KEY")
        word = folder_ / "gatehouse.vkey";
    }
    return run_words(words);
  }

  temp_folder folder_;
  archive_folder data_{folder_ / "data"};
  std::string dumped_;
  std::string proven_;
  command_result made_;
};

TEST_F(ArchiveVerbs, SayWhatWasArchived) {
  EXPECT_EQ(made_.code, exit_code::ok) << made_.err;
  EXPECT_THAT(made_.out, AllOf(HasSubstr("Archived positions 1 to 9 in "),
                               HasSubstr("4 records are no longer in the log, 6 are\n")));
  const auto again = run({"archive", "SEGMENT2", "--data", "DATA", "--before", "7"});
  EXPECT_EQ(again.code, exit_code::ok);
  EXPECT_EQ(again.out, "There is nothing to archive.\n");
  EXPECT_EQ(run({"archive", "SEGMENT", "--data", "DATA", "--before", "noon"}).code,
            exit_code::usage);
}

TEST_F(ArchiveVerbs, ArchiveUpToAPositionAndNotWithIt) {
  archive_folder other{folder_ / "other"};
  other.write([&] {
    for (const auto* id : {"org_1", "org_2", "org_3"})
      other.add_org(id);
  });
  other.settle();
  const auto made = run({"archive", folder_ / "two", "--data", other.path(), "--before", "3"});
  EXPECT_THAT(made.out, HasSubstr("positions 1 to 2 in"));
  const auto json =
      run({"archive", folder_ / "more", "--data", other.path(), "--before", "5", "--json"});
  EXPECT_EQ(json.out, "{\"first\":3,\"last\":4,\"moved\":0,\"kept\":5}\n") << json.err;
}

TEST_F(ArchiveVerbs, VerifyTheFolderTheSegmentAndBoth) {
  const auto folder = run({"verify", "DATA", "--public-key", "KEY", "--views"});
  EXPECT_EQ(folder.code, exit_code::ok) << folder.out;
  EXPECT_THAT(folder.out, AllOf(HasSubstr("10 records"), HasSubstr("4 of the records are archived"),
                                HasSubstr("\nwhole\n")));
  const auto segment = run({"verify", "SEGMENT", "--public-key", "KEY"});
  EXPECT_EQ(segment.code, exit_code::ok) << segment.out;
  EXPECT_THAT(segment.out, AllOf(HasSubstr("9 records"), HasSubstr("\nwhole\n")));
  const auto both = run({"verify", "DATA", "--archive", "SEGMENT", "--public-key", "KEY"});
  EXPECT_EQ(both.code, exit_code::ok) << both.out;
  EXPECT_THAT(both.out,
              AllOf(HasSubstr("10 records"), Not(HasSubstr("archived")), HasSubstr("\nwhole\n")));
  EXPECT_EQ(run({"verify", "SEGMENT", "--views"}).code, exit_code::usage);
  EXPECT_EQ(run({"verify", "DATA", "--archive", "DATA"}).code, exit_code::usage);
}

TEST_F(ArchiveVerbs, SeeThatASegmentsFilesWereChanged) {
  std::size_t files = 0;
  for (const auto& file : fs::recursive_directory_iterator{folder_ / "segment"}) {
    const auto name = file.path().filename().string();
    // The write-ahead log holds the records, the others what they are checked by.
    const bool counts = name == "segment.json" || name == "checkpoint" || name.ends_with(".log");
    if (!counts || file.file_size() == 0)
      continue;
    SCOPED_TRACE(name);
    ++files;
    std::ifstream in{file.path(), std::ios::binary};
    const std::string before{std::istreambuf_iterator<char>{in}, {}};
    for (const std::size_t at : {before.size() / 3, before.size() / 2}) {
      auto changed = before;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      std::ofstream{file.path(), std::ios::binary} << changed;
      EXPECT_NE(run({"verify", "SEGMENT", "--public-key", "KEY"}).code, exit_code::ok) << at;
    }
    std::ofstream{file.path(), std::ios::binary} << before.substr(0, before.size() / 2);
    EXPECT_NE(run({"verify", "SEGMENT", "--public-key", "KEY"}).code, exit_code::ok);
    EXPECT_NE(run({"verify", "DATA", "--archive", "SEGMENT"}).code, exit_code::ok);
    std::ofstream{file.path(), std::ios::binary} << before;
  }
  EXPECT_GE(files, 3u);
  EXPECT_EQ(run({"verify", "SEGMENT", "--public-key", "KEY"}).code, exit_code::ok);
}

TEST_F(ArchiveVerbs, GiveBackWhatWasThere) {
  const std::vector<std::vector<std::string>> questions{
      {"dump", "DATA", "--whole"},
      {"dump", "DATA"},
      {"replay", "DATA"},
      {"state", "DATA", "session/over"},
      {"rejudge", "DATA", "--org", "org_1"},
      {"prove", "call_1", "--data", "DATA"},
  };
  for (auto words : questions) {
    SCOPED_TRACE(words.front());
    const auto alone = run(words);
    EXPECT_EQ(alone.code, exit_code::refused) << alone.err;
    EXPECT_EQ(alone.out, "");
    EXPECT_THAT(alone.err, HasSubstr("positions 1 to 9 lie in the segment 'segment'"));
    words.insert(words.end(), {"--archive", "SEGMENT"});
    const auto joined = run(words);
    EXPECT_EQ(joined.code, exit_code::ok) << joined.err;
  }
  EXPECT_EQ(run({"dump", "DATA", "--whole", "--archive", "SEGMENT"}).out, dumped_);
  EXPECT_EQ(run({"prove", "call_1", "--data", "DATA", "--archive", "SEGMENT"}).out, proven_);
  EXPECT_EQ(run({"prove", "call_2", "--data", "DATA"}).code, exit_code::ok);
}

TEST_F(ArchiveVerbs, AnswerQueriesOfWhatIsThereOrOfAll) {
  const std::string text = "select call from audit where call is not null order by position";
  const auto query = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"query", text, "--org", "org_1", "--csv", "--data", "DATA"});
    return run(more).out;
  };
  EXPECT_EQ(query({}), "call\r\ncall_2\r\n");
  EXPECT_EQ(query({"--archive", "SEGMENT"}), "call\r\ncall_1\r\ncall_2\r\n");
}

TEST_F(ArchiveVerbs, RebuildAndRestoreWhatIsThere) {
  EXPECT_EQ(run({"rebuild", "DATA"}).code, exit_code::ok);
  EXPECT_EQ(run({"verify", "DATA", "--views"}).code, exit_code::ok);
  EXPECT_EQ(run({"backup", folder_ / "backup", "--data", "DATA"}).code, exit_code::ok);
  const auto restored = folder_ / "restored";
  EXPECT_EQ(run({"restore", folder_ / "backup", restored}).code, exit_code::ok);
  EXPECT_EQ(run({"verify", restored, "--archive", "SEGMENT", "--views"}).code, exit_code::ok);
}

} // namespace
} // namespace gatehouse
