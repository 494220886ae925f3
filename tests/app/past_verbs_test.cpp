#include "events/org/org.hpp"
#include "events/session/session.hpp"
#include "events/toolkit/toolkit.hpp"
#include "storage/event_codec.hpp"
#include "storage/journal.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/golden_file.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <map>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// Verbs that look at the record as it was, on a data folder with one call of one session.
class PastVerbs : public testing::Test {
protected:
  PastVerbs() {
    auto log = *open_rocksdb_log(folder / "data/log", log_access::create_or_write);
    auto book = *journal::open(*log, nullptr, [] { return unix_us{1'795'168'735'000'000}; });
    record_context by;
    by.org = {"org_1"};
    by.principal = {"operator"};
    org_created acme{{"org_1"}, "acme", "Acme", {"key_1"}, {}};
    tell<org>(*book, org::stream({"org_1"}), {acme, toolkit_claimed{{"tk_1"}, "kit", {}, {}}}, by);
    toolkit_created kit{{"tk_1"}, {"org_1"}, owner_kind::org,       {},
                        "kit",    "kit",     tool_naming::prefixed, {}};
    grant_added inside{{{"g_1"}, "files.*", "a0"}, {}};
    toolkit_policy_added rule{{{"p_1"}, "files.*", policy_action::block, "a0"}, {}};
    tell<toolkit>(*book, toolkit::stream({"tk_1"}), {kit, inside, rule}, by);
    session_opened opened{{"s-1"},      {"org_1"}, {"tok_1"}, {"tk_1"}, "kit",
                          "2025-11-25", "c",       "1",       {}};
    call_admitted read{{{"call_1"}, "files__read", "files.org.main.read", {"conn_1"}, {}, {}},
                       {policy_action::approve, rule_source::tool_default, "", {}, {2}},
                       {}};
    by.principal = {"tok_1"};
    tell<session>(*book, session::stream({"s-1"}), {opened, read}, by);
  }

  template <aggregate A>
  void tell(journal& book, const stream_id& stream, const events_of<A>& events,
            const record_context& by) {
    append_batch batch;
    batch.context = by;
    batch.streams.push_back({stream, {}, {}});
    for (const auto& event : events)
      batch.streams.back().events.push_back(encode_event<A>(event));
    ASSERT_TRUE(append_now(book, std::move(batch)));
  }

  /// Returns the bytes of every file of the folder, by name.
  std::map<std::string, std::string> bytes() const {
    std::map<std::string, std::string> all;
    for (const auto& file : std::filesystem::recursive_directory_iterator(data()))
      if (file.is_regular_file())
        all[file.path().string()] = text_of_file(file.path().string());
    return all;
  }

  std::string data() const { return folder / "data"; }

  temp_folder folder;
};

TEST_F(PastVerbs, TellWhatAnotherPolicyWouldChange) {
  const auto now = run_words({"rejudge", data(), "--org", "acme", "--toolkit", "kit"});
  EXPECT_EQ(now.code, exit_code::ok) << now.err;
  EXPECT_THAT(now.out, AllOf(HasSubstr("newly_blocked: 1\n"), HasSubstr("files__read"),
                             HasSubstr("call_1")));
  const auto then = run_words({"rejudge", data(), "--org", "acme", "--toolkit", "kit@2", "--json"});
  EXPECT_THAT(then.out, HasSubstr(R"("unchanged":1,)"));
  std::ofstream(folder / "rules.json") << R"([{"pattern":"*","action":"require_approval"}])";
  const auto file = run_words({"rejudge", data(), "--org", "acme", "--toolkit", "kit", "--policy",
                               folder / "rules.json", "--json"});
  EXPECT_THAT(file.out, HasSubstr(R"("newly_held":1,)"));
  EXPECT_THAT(run_words({"rejudge", data(), "--org", "acme", "--json"}).out,
              HasSubstr(R"("calls":0,)"));
}

TEST_F(PastVerbs, SayWhatIsWrong) {
  EXPECT_EQ(run_words({"rejudge", data(), "--org", "beta"}).code, exit_code::refused);
  EXPECT_EQ(run_words({"rejudge", folder / "none", "--org", "acme"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"rejudge", data(), "--org", "acme", "--toolkit", "kit@x"}).code,
            exit_code::usage);
  EXPECT_EQ(run_words({"rejudge", data(), "--org", "acme", "--toolkit", "kit@9"}).code,
            exit_code::refused);
  EXPECT_EQ(run_words({"rejudge", data(), "--org", "acme", "--policy", folder / "no"}).code,
            exit_code::failed);
  EXPECT_EQ(run_words({"state", data(), "org/org_1", "--at", "noon"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"state", data(), "org/org_9"}).code, exit_code::refused);
  EXPECT_EQ(run_words({"access", data(), "tok_9", "--org", "acme"}).code, exit_code::refused);
}

TEST_F(PastVerbs, TellAStateAndWhatCouldBeCalled) {
  EXPECT_THAT(run_words({"state", data(), "toolkit/tk_1", "--at", "4"}).out,
              AllOf(HasSubstr("version: 2\n"), HasSubstr("files.*")));
  EXPECT_THAT(run_words({"access", data(), "operator", "--org", "acme", "--json"}).out,
              StartsWith(R"({"items":[]})"));
}

TEST_F(PastVerbs, AnswerAQueryInEachForm) {
  const auto query = [&](const std::string& form) {
    return run_words({"query", "select call, tool, reason, 1 - 2 as n from audit", "--org", "acme",
                      "--data", data(), form});
  };
  EXPECT_EQ(query("--csv").out, "call,tool,reason,n\r\ncall_1,files__read,,-1\r\n");
  EXPECT_EQ(query("--json").out, R"({"columns":["call","tool","reason","n"],)"
                                 R"("rows":[["call_1","files__read",null,-1]],"cut":false})"
                                 "\n");
  const auto table =
      run_words({"query", "-", "--org", "acme", "--data", data()}, {}, "select 'a' as x, 'b' as x");
  EXPECT_EQ(table.out, "x  x\na  b\n") << table.err;
  const auto bad = run_words({"query", "drop table audit", "--org", "acme", "--data", data()});
  EXPECT_EQ(bad.code, exit_code::refused);
}

TEST_F(PastVerbs, LeaveTheFolderAsItIs) {
  const auto before = bytes();
  run_words({"rejudge", data(), "--org", "acme", "--toolkit", "kit"});
  run_words({"state", data(), "toolkit/tk_1"});
  run_words({"access", data(), "operator", "--org", "acme"});
  run_words({"query", "select * from audit", "--org", "acme", "--data", data()});
  EXPECT_FALSE(before.empty());
  EXPECT_TRUE(bytes() == before) << "a file was changed, added or removed";
}

} // namespace
} // namespace gatehouse
