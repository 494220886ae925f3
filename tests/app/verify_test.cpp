#include "events/instance/instance.hpp"
#include "events/session/session.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_frontier.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/proof/checkpointer.hpp"
#include "storage/record_format.hpp"
#include "storage/view_store.hpp"
#include "storage/view_table.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <map>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A data folder as a gateway leaves it: a session with a call, views, and a checkpoint. What an
/// auditor holds lies beside it.
class Verify : public testing::Test {
protected:
  Verify() {
    clock.set(1'800'000'000'000'000);
    write("gatehouse.vkey", name_key() + "\n");
    append_call("call_1");
    copy("early");
    append_call("call_2");
    copy("data");
    write("held.checkpoint", text_of(folder / "data/checkpoints/00000000000000000007.checkpoint"));
  }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream{folder / name, std::ios::binary} << content;
  }

  static std::string text_of(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  std::string name_key() {
    const auto key =
        verifier_key{"gatehouse/log_1", note_key_type::note, *keys->create_signing_key()};
    signers.current = key.to_string();
    append("instance",
           {encode_event<instance>(instance_created{{1}}),
            encode_event<instance>(checkpoint_key_named{key.to_string(), {"op"}, {1}})});
    return key.to_string();
  }

  void append_call(const std::string& call) {
    const session_id id{"s1"};
    std::vector<new_event> events;
    if (versions["session/s1"] == 0)
      events.push_back(encode_event<session>(
          session_opened{id, {"org_1"}, {"user_1"}, {}, "", "2025-11-25", "client", "1", {1}}));
    call_admitted admitted;
    admitted.subject.call = {call};
    events.push_back(encode_event<session>(admitted));
    call_completed completed;
    completed.call = {call};
    events.push_back(encode_event<session>(completed));
    append("session/s1", std::move(events));
  }

  void append(const std::string& stream, std::vector<new_event> events) {
    auto log = open_rocksdb_log(folder / "made/log", log_access::create_or_write);
    ASSERT_TRUE(log) << log.error().detail;
    auto views = view_store::open(folder / "made/views", log_access::create_or_write);
    ASSERT_TRUE(views);
    auto target = journal::open(**log, views->get(), clock.source());
    ASSERT_TRUE(target);
    append_batch batch;
    batch.context.org = {"org_1"};
    batch.context.session = {"s1"};
    batch.streams.push_back({{stream}, {versions[stream]}, events});
    versions[stream] += events.size();
    ASSERT_TRUE(append_now(**target, std::move(batch)));
    auto follower = projector::start(**target, **views, all_projections());
    ASSERT_TRUE(follower->wait((*target)->head(), 60s));
    auto signer = checkpointer::open(**log, *keys, folder / "made/checkpoints", {});
    ASSERT_TRUE(signer);
    ASSERT_TRUE((*signer)->write(signers, {1}));
  }

  void copy(const std::string& name) const {
    fs::copy(folder / "made", folder / name, fs::copy_options::recursive);
  }

  command_result verify(std::vector<std::string> more = {}, const std::string& name = "data") {
    more.insert(more.begin(), {"verify", folder / name});
    return run_words(more);
  }

  command_result verify_held(const std::string& name = "data") {
    return verify(
        {"--checkpoint", folder / "held.checkpoint", "--public-key", folder / "gatehouse.vkey"},
        name);
  }

  /// Changes the log of the folder as somebody could who knows its format.
  void rewrite(const std::function<void(log_batch&)>& change) {
    auto log = open_rocksdb_log(folder / "data/log", log_access::create_or_write);
    ASSERT_TRUE(log) << log.error().detail;
    log_batch batch;
    ASSERT_TRUE((*log)->read({1}, [&](const stored_record& one) {
      batch.records.push_back(one);
      return true;
    }));
    change(batch);
    ASSERT_TRUE((*log)->write(batch));
  }

  temp_folder folder;
  test_clock clock;
  std::unique_ptr<vault> keys = vault::in_memory();
  checkpoint_signers signers;
  std::map<std::string, std::uint64_t> versions;
};

TEST_F(Verify, FindsAWholeFolderWhole) {
  const auto found = verify_held();
  EXPECT_EQ(found.code, exit_code::ok) << found.out << found.err;
  EXPECT_THAT(found.out, AllOf(StartsWith("7 records"), HasSubstr("\nwhole\n"),
                               HasSubstr(" checkpoints, 0 cosignatures;"),
                               HasSubstr("the newest covers 7 records")));
  EXPECT_THAT(found.out, Not(HasSubstr("views")));
  const auto with_views = verify({"--views"});
  EXPECT_EQ(with_views.code, exit_code::ok);
  EXPECT_THAT(with_views.out, HasSubstr("The views were folded again and compared.\nwhole\n"));
  EXPECT_THAT(verify({"--json"}).out,
              AllOf(HasSubstr(R"("whole":true)"), HasSubstr(R"("records":7)")));
}

TEST_F(Verify, IsNotFooledByAFolderRolledBack) {
  EXPECT_EQ(verify({}, "early").code, exit_code::ok) << "it is what it once was";
  const auto found = verify_held("early");
  EXPECT_EQ(found.code, exit_code::damaged);
  EXPECT_THAT(found.out, AllOf(HasSubstr("tail_missing at position 6"), HasSubstr("\ndamaged\n")));
}

TEST_F(Verify, IsNotFooledByAnotherHistoryWithACarefulTree) {
  rewrite([](log_batch& batch) {
    auto one = decode_record(batch.records[3].bytes);
    one->context.principal.value = "somebody";
    batch.records[3].bytes = encode_record(*one);
    merkle_frontier tree;
    for (auto& record : batch.records)
      tree.append(record.leaf = merkle_leaf(record.bytes));
    batch.meta.emplace_back(frontier_key, tree.encode());
  });
  const auto found = verify();
  EXPECT_EQ(found.code, exit_code::damaged);
  EXPECT_THAT(found.out, AllOf(HasSubstr("tree_differs at position 5"),
                               Not(HasSubstr("tree_differs at position 2"))))
      << "it is above the checkpoint that agrees";
  fs::remove_all(folder / "data/checkpoints");
  EXPECT_EQ(verify().code, exit_code::ok) << "from inside nothing can be seen";
  EXPECT_THAT(verify_held().out, HasSubstr("tree_differs at position 7"));
}

TEST_F(Verify, NamesTheRecordThatWasChanged) {
  rewrite([](log_batch& batch) { batch.records[4].bytes.back() ^= 1; });
  const auto found = verify({"--json"});
  EXPECT_EQ(found.code, exit_code::damaged);
  EXPECT_THAT(found.out, AllOf(HasSubstr(R"("kind":"record_changed","position":5)"),
                               HasSubstr(R"("damages":1)")));
}

TEST_F(Verify, NamesATableThatIsBroken) {
  { auto into_a_table = open_rocksdb_log(folder / "data/log", log_access::create_or_write); }
  for (const auto& entry : fs::directory_iterator{folder / "data/log"})
    if (entry.path().extension() == ".sst")
      fs::resize_file(entry.path(), entry.file_size() / 2);
  const auto found = verify();
  EXPECT_EQ(found.code, exit_code::damaged) << found.err;
  EXPECT_THAT(found.out, AllOf(HasSubstr("log_unreadable"), Not(HasSubstr("signature_wrong")),
                               HasSubstr("Not checked: 3 checkpoints")))
      << "a signature that cannot be judged is not accused";
}

TEST_F(Verify, NamesATailThatTheWriteAheadLogHasLost) {
  for (const auto& entry : fs::directory_iterator{folder / "data/log"})
    if (entry.path().extension() == ".log")
      fs::resize_file(entry.path(), entry.file_size() / 2);
  const auto found = verify();
  EXPECT_EQ(found.code, exit_code::damaged) << found.out << found.err;
}

TEST_F(Verify, NamesATableThatIsGoneEvenWhereNothingElseKnowsOfIt) {
  { auto into_a_table = open_rocksdb_log(folder / "data/log", log_access::create_or_write); }
  fs::remove_all(folder / "data/views");
  fs::remove_all(folder / "data/checkpoints");
  for (const auto& entry : fs::directory_iterator{folder / "data/log"})
    if (entry.path().extension() == ".sst")
      fs::remove(entry.path());
  const auto found = verify();
  EXPECT_EQ(found.code, exit_code::damaged) << found.out << found.err;
  EXPECT_THAT(found.out, HasSubstr("log_unreadable"));
}

TEST_F(Verify, NamesCheckpointsThatAreWrong) {
  const auto name = "data/checkpoints/00000000000000000005.checkpoint";
  auto text = text_of(folder / name);
  write(name, text.substr(0, text.size() / 2));
  EXPECT_THAT(verify().out, HasSubstr("checkpoint_unreadable"));
  text[text.size() - 4] = text[text.size() - 4] == 'A' ? 'B' : 'A';
  write(name, text);
  EXPECT_THAT(verify().out, HasSubstr("signature_wrong at position 5"));
}

TEST_F(Verify, TrustsOnlyTheKeyThatIsGiven) {
  write("gatehouse.vkey",
        verifier_key{"gatehouse/log_1", note_key_type::note, *keys->create_signing_key()}
            .to_string());
  const auto found = verify_held().out;
  const auto first = found.find("key_untrusted");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(found.find("key_untrusted", first + 1), std::string::npos) << "once for each key";
}

TEST_F(Verify, HoldsABackupToItsManifest) {
  ASSERT_EQ(run_words({"backup", folder / "backup", "--data", folder / "data"}).code,
            exit_code::ok);
  EXPECT_EQ(verify({}, "backup").code, exit_code::ok);
  auto said = text_of(folder / "backup/backup.json");
  auto& digit = said[said.find("\"root\"") + 12];
  digit = digit == '0' ? '1' : '0';
  write("backup/backup.json", said);
  const auto found = verify({}, "backup");
  EXPECT_EQ(found.code, exit_code::damaged) << found.err;
  EXPECT_THAT(found.out, HasSubstr("backup.json has another root"));
}

TEST_F(Verify, CountsViewsThatCannotBeReadAsDamage) {
  { auto into_a_table = view_store::open(folder / "data/views", log_access::create_or_write); }
  for (const auto& entry : fs::directory_iterator{folder / "data/views"})
    if (entry.path().extension() == ".sst")
      fs::resize_file(entry.path(), entry.file_size() / 2);
  const auto found = verify({"--views"});
  EXPECT_EQ(found.code, exit_code::damaged) << found.err;
  EXPECT_THAT(found.out, HasSubstr("views_differ"));
}

TEST_F(Verify, SeesViewsThatAreNotWhatTheLogSays) {
  {
    auto views = view_store::open(folder / "data/views", log_access::create_or_write);
    ASSERT_TRUE(views);
    ASSERT_TRUE((*views)->table().write(
        {{}, {{view_family::rows, std::string{"audit\0entry/org_1\0x", 19}, "x"}}}));
  }
  EXPECT_EQ(verify().code, exit_code::ok) << "the record itself is whole";
  const auto found = verify({"--views"});
  EXPECT_EQ(found.code, exit_code::damaged);
  EXPECT_THAT(found.out, AllOf(HasSubstr("views_differ"), HasSubstr("a row of audit")));
}

TEST_F(Verify, ProvesACallOffline) {
  const auto prove = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"prove", "call_1", "--data", folder / "data"});
    return run_words(more);
  };
  for (const auto& [more, type] :
       {std::pair{std::vector<std::string>{}, "session.call_admitted"},
        std::pair{std::vector<std::string>{"--end"}, "session.call_completed"}}) {
    const auto proof = prove(more);
    ASSERT_EQ(proof.code, exit_code::ok) << proof.err;
    write("call.tlog-proof", proof.out);
    const auto checked = run_words(
        {"verify-proof", folder / "call.tlog-proof", "--public-key", folder / "gatehouse.vkey"});
    EXPECT_EQ(checked.code, exit_code::ok) << checked.err;
    EXPECT_THAT(checked.out, HasSubstr(type));
    EXPECT_THAT(checked.err, HasSubstr("gatehouse/log_1"));
  }
  auto forged = prove({}).out;
  forged[forged.find("extra ") + 40] ^= 1;
  write("call.tlog-proof", forged);
  EXPECT_EQ(run_words({"verify-proof", folder / "call.tlog-proof", "--public-key",
                       folder / "gatehouse.vkey"})
                .code,
            exit_code::damaged);
  EXPECT_EQ(run_words({"prove", "call_9", "--data", folder / "data"}).code, exit_code::refused);
  EXPECT_EQ(run_words({"prove", "call_1"}).code, exit_code::usage);
}

TEST_F(Verify, ProvesThatTheLogGoesOnFromAHeldCheckpoint) {
  const auto early = folder / "early/checkpoints/00000000000000000005.checkpoint";
  const auto check = [&](const std::string& held) {
    return run_words({"verify-proof", folder / "since.proof", "--checkpoint", held, "--public-key",
                      folder / "gatehouse.vkey"});
  };
  const auto proof = run_words({"prove", "--from", early, "--data", folder / "data"});
  ASSERT_EQ(proof.code, exit_code::ok) << proof.err;
  write("since.proof", proof.out);
  const auto checked = check(early);
  EXPECT_EQ(checked.code, exit_code::ok) << checked.err;
  EXPECT_EQ(checked.out, text_of(folder / "held.checkpoint")) << "it can be held from now on";
  EXPECT_THAT(checked.err, HasSubstr("goes on from 5 records to 7, 0 cosignatures."));
  EXPECT_EQ(check(folder / "held.checkpoint").code, exit_code::damaged) << "another size";
  EXPECT_EQ(
      run_words({"verify-proof", folder / "since.proof", "--public-key", folder / "gatehouse.vkey"})
          .code,
      exit_code::usage);
  EXPECT_EQ(run_words({"prove", "--data", folder / "data"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"prove", "call_1", "--from", early, "--data", folder / "data"}).code,
            exit_code::usage);
  EXPECT_EQ(
      run_words({"prove", "--from", folder / "held.checkpoint", "--data", folder / "early"}).code,
      exit_code::refused)
      << "a log that was rolled back has no such proof";
}

TEST_F(Verify, SaysWhatIsNoDataFolder) {
  EXPECT_EQ(verify({}, "nowhere").code, exit_code::usage);
  EXPECT_EQ(verify({"--checkpoint", folder / "nowhere"}).code, exit_code::usage);
  EXPECT_EQ(verify({"--public-key", folder / "held.checkpoint"}).code, exit_code::refused);
}

} // namespace
} // namespace gatehouse
