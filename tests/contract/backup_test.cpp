#include "events/core/limits.hpp"
#include "storage/backup/backup.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "tests/support/live_folder.hpp"
#include "tests/support/note_signer.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;

void ignore(std::string_view, std::uint64_t, std::uint64_t) {
  // nop
}

class Backup : public testing::Test {
protected:
  outcome<backup_manifest> back_up_to(const std::string& name) {
    return back_up(live_.path(), folder_ / name, stamp_, ignore);
  }

  outcome<backup_manifest> restore_from(const std::string& name) {
    return restore_backup(folder_ / name, folder_ / "restored", ignore);
  }

  /// Backs up to `name` and expects that this is refused.
  failure refusal_to(const std::string& name) {
    auto done = back_up_to(name);
    EXPECT_FALSE(done) << name;
    return done ? failure{} : done.error();
  }

  /// Restores `name` and expects that this is refused and leaves nothing behind.
  failure refusal_from(const std::string& name) {
    auto done = restore_from(name);
    EXPECT_FALSE(done) << name;
    EXPECT_FALSE(fs::exists(folder_ / "restored"));
    EXPECT_FALSE(fs::exists(folder_ / "restored.unfinished"));
    return done ? failure{} : done.error();
  }

  void write_file(const std::string& name, const std::string& content) {
    std::ofstream{folder_ / name} << content;
  }

  temp_folder folder_;
  live_folder live_{folder_ / "data"};
  unix_us made_at_{1'795'200'000'000'000};
  backup_stamp stamp_{[this] { return made_at_; }, "1.2.3"};
};

// -- what is right ------------------------------------------------------------------------------

TEST_F(Backup, OfALiveLogIsRestoredByteForByte) {
  live_.append(1'200); // more than a batch of the copy
  auto made = back_up_to("backup");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->held, *point_of(live_.log()));
  EXPECT_EQ(made->last_at, live_.now());
  EXPECT_EQ(made->made_at, made_at_);
  EXPECT_EQ(made->version, "1.2.3");
  live_.append(3);
  auto restored = restore_from("backup");
  ASSERT_TRUE(restored) << restored.error().detail;
  EXPECT_EQ(*restored, *made);
  auto expected = record_bytes(live_.log());
  expected.resize(1'200);
  EXPECT_EQ(record_bytes(folder_ / "restored"), expected);
  expect_good_views(folder_ / "restored");
}

TEST_F(Backup, IsBroughtUpToDate) {
  live_.append(10);
  ASSERT_TRUE(back_up_to("backup"));
  live_.append(10);
  auto made = back_up_to("backup");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->held.last.value, 20u);
  EXPECT_EQ(record_bytes(folder_ / "backup"), record_bytes(live_.log()));
  EXPECT_EQ(*back_up_to("backup"), *made) << "nothing is new";
}

TEST_F(Backup, OfAnEmptyLogHoldsNothing) {
  auto made = back_up_to("backup");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->held.last.value, 0u);
  EXPECT_EQ(refusal_from("backup").code, errc::invalid_argument);
}

TEST_F(Backup, IsForItsOwnerAlone) {
  ASSERT_TRUE(back_up_to("backup"));
  EXPECT_EQ(fs::status(folder_ / "backup").permissions(), fs::perms::owner_all);
  live_.append(1);
  ASSERT_TRUE(back_up_to("backup"));
  ASSERT_TRUE(restore_from("backup"));
  EXPECT_EQ(fs::status(folder_ / "restored").permissions(), fs::perms::owner_all);
}

TEST_F(Backup, ThatWasInterruptedIsWhatItsManifestSaysAndIsFinishedByTheNext) {
  live_.append(10);
  ASSERT_TRUE(back_up_to("backup"));
  live_.append(10);
  {
    auto log = open_rocksdb_log(folder_ / "backup/log", log_access::create_or_write);
    ASSERT_TRUE(log);
    ASSERT_TRUE(copy_records(live_.log(), **log, *point_of(live_.log()), {}));
  }
  ASSERT_TRUE(restore_from("backup"));
  EXPECT_EQ(record_bytes(folder_ / "restored").size(), 10u);
  live_.append(1);
  ASSERT_TRUE(back_up_to("backup"));
  EXPECT_EQ(record_bytes(folder_ / "backup"), record_bytes(live_.log()));
}

TEST_F(Backup, HasTheCheckpointsOfItsRecords) {
  live_.append(3);
  const note_signer signer{"test", note_key_type::note};
  auto signed_for = checkpoint_store::open(live_.path() + "/checkpoints", true);
  ASSERT_TRUE(signed_for);
  for (const std::uint64_t size : {1, 3, 9}) {
    checkpoint one{{"test", size, {}}, {}};
    one.note.text = one.head.to_string();
    signer.sign(one.note);
    ASSERT_TRUE(
        signed_for->put(one, size == 1 ? checkpoint_life::for_ever : checkpoint_life::pruned));
  }
  ASSERT_TRUE(back_up_to("backup"));
  ASSERT_TRUE(restore_from("backup"));
  auto restored = checkpoint_store::open(folder_ / "restored/checkpoints", false);
  ASSERT_TRUE(restored);
  auto names = *signed_for->names();
  ASSERT_EQ(names.size(), 3u);
  for (const auto& name : {names[0], names[1]})
    EXPECT_EQ(*restored->text(name), *signed_for->text(name));
  names.pop_back();
  EXPECT_EQ(*restored->names(), names) << "there are no nine records";
}

// -- what is refused ----------------------------------------------------------------------------

TEST_F(Backup, IsNeverMixedWithAnotherLog) {
  live_.append(5);
  live_folder other{folder_ / "other"};
  other.append(9, "another");
  ASSERT_TRUE(back_up(other.path(), folder_ / "backup", stamp_, ignore));
  EXPECT_EQ(refusal_to("backup").code, errc::conflict) << "it holds more";
  live_.append(5);
  EXPECT_EQ(refusal_to("backup").code, errc::conflict);
  EXPECT_EQ(record_bytes(folder_ / "backup"), record_bytes(other.log()));
  EXPECT_EQ(read_manifest(folder_ / "backup")->held, *point_of(other.log()));
}

TEST_F(Backup, LiesNeitherInsideNorAroundTheDataFolder) {
  live_.append(1);
  fs::create_directory_symlink(live_.path(), folder_ / "link");
  for (const auto* name : {"data", "data/", "data/backup", "data/../data/x", "link/backup", "."})
    EXPECT_EQ(refusal_to(name).code, errc::invalid_argument) << name;
  EXPECT_FALSE(fs::exists(live_.path() + "/backup"));
  EXPECT_TRUE(back_up_to("data2")) << "only the name begins alike";
}

TEST_F(Backup, LeavesAFolderOfSomethingElseAlone) {
  live_.append(1);
  fs::create_directory(folder_ / "photos");
  write_file("photos/1", "a photo");
  EXPECT_EQ(refusal_to("photos").code, errc::conflict);
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_ / "photos"}, {}), 1);
  write_file("file", "a file");
  EXPECT_EQ(refusal_to("file").code, errc::conflict);
  fs::create_directory(folder_ / "empty");
  EXPECT_TRUE(back_up_to("empty"));
}

TEST_F(Backup, NeedsADataFolder) {
  auto done = back_up(folder_ / "nowhere", folder_ / "backup", stamp_, ignore);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::invalid_argument);
  EXPECT_FALSE(fs::exists(folder_ / "backup"));
}

TEST_F(Backup, ThatIsBeingMadeIsLeftAlone) {
  live_.append(1);
  ASSERT_TRUE(back_up_to("backup"));
  auto other = open_rocksdb_log(folder_ / "backup/log", log_access::create_or_write);
  ASSERT_TRUE(other);
  EXPECT_EQ(refusal_to("backup").code, errc::journal_locked);
}

TEST_F(Backup, OfADamagedLogFailsAndKeepsTheOneBefore) {
  live_.append(5);
  ASSERT_TRUE(back_up_to("backup"));
  const auto before = *read_manifest(folder_ / "backup");
  live_.append(5);
  {
    auto damaged = open_rocksdb_log(folder_ / "damaged/log", log_access::create_or_write);
    ASSERT_TRUE(damaged);
    ASSERT_TRUE(copy_records(live_.log(), **damaged, *point_of(live_.log()), {}));
    stored_record changed;
    ASSERT_TRUE((*damaged)->read({7}, [&](const stored_record& one) {
      changed = one;
      return false;
    }));
    changed.bytes.back() = static_cast<char>(changed.bytes.back() ^ 1);
    ASSERT_TRUE((*damaged)->write({{changed}, {}}));
  }
  auto done = back_up(folder_ / "damaged", folder_ / "backup", stamp_, ignore);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::journal_damaged);
  EXPECT_THAT(done.error().detail, HasSubstr("position 7"));
  EXPECT_EQ(*read_manifest(folder_ / "backup"), before);
  ASSERT_TRUE(restore_from("backup"));
  EXPECT_EQ(record_bytes(folder_ / "restored").size(), 5u);
}

TEST_F(Backup, IsNotRestoredOverAnything) {
  live_.append(2);
  ASSERT_TRUE(back_up_to("backup"));
  const auto onto = [&](const std::string& name) {
    auto done = restore_backup(folder_ / "backup", folder_ / name, ignore);
    return done ? "" : std::string{to_string(done.error().code)};
  };
  EXPECT_EQ(onto("data"), "conflict") << "it is live";
  EXPECT_EQ(onto("backup"), "conflict");
  write_file("file", "a file");
  EXPECT_EQ(onto("file"), "conflict");
  fs::create_directory(folder_ / "left.unfinished");
  EXPECT_EQ(onto("left"), "conflict");
  EXPECT_EQ(onto("nowhere/data"), "io_failed");
  EXPECT_EQ(record_bytes(live_.log()).size(), 2u);
  fs::create_directory(folder_ / "empty");
  EXPECT_EQ(onto("empty/"), "");
  EXPECT_EQ(record_bytes(folder_ / "empty").size(), 2u);
}

TEST_F(Backup, IsRestoredOnlyWhole) {
  live_.append(4);
  ASSERT_TRUE(back_up_to("backup"));
  auto manifest = *read_manifest(folder_ / "backup");
  const auto refused_with = [&](const backup_manifest& one) {
    EXPECT_TRUE(write_manifest(folder_ / "backup", one));
    return refusal_from("backup").code;
  };
  auto more = manifest;
  more.held.last.value = 5;
  EXPECT_EQ(refused_with(more), errc::journal_damaged) << "a record is missing";
  auto other = manifest;
  other.held.root.bytes[0] ^= 1;
  EXPECT_EQ(refused_with(other), errc::journal_damaged) << "the root is another one";
  ASSERT_TRUE(write_manifest(folder_ / "backup", manifest));
  fs::rename(folder_ / "backup/log", folder_ / "backup/lag");
  EXPECT_EQ(refusal_from("backup").code, errc::invalid_argument) << "there is no log";
}

TEST_F(Backup, IsRestoredToANameInTheWorkingFolder) {
  live_.append(2);
  ASSERT_TRUE(back_up_to("copy"));
  const auto former = fs::current_path();
  fs::current_path(folder_.path());
  const auto restored = restore_backup("copy", "restored", ignore);
  fs::current_path(former);
  ASSERT_TRUE(restored) << restored.error().detail;
  EXPECT_TRUE(fs::exists(folder_ / "restored"));
}

TEST_F(Backup, IsTakenForOneByItsManifest) {
  EXPECT_EQ(refusal_from("nowhere").code, errc::invalid_argument);
  EXPECT_EQ(refusal_from("data").code, errc::invalid_argument);
  live_.append(1);
  ASSERT_TRUE(back_up_to("backup"));
  const auto good = manifest_to_json(*read_manifest(folder_ / "backup"));
  const auto with = [&](const std::string& text) {
    write_file("backup/backup.json", text);
    EXPECT_EQ(refusal_to("backup").code, refusal_from("backup").code);
    return refusal_from("backup").code;
  };
  EXPECT_EQ(with(""), errc::invalid_argument);
  EXPECT_EQ(with(good.substr(0, good.size() / 2)), errc::invalid_argument);
  EXPECT_EQ(with("{}"), errc::invalid_argument);
  EXPECT_EQ(with(R"({"format":2})"), errc::journal_newer);
  EXPECT_EQ(with(std::string(limits::manifest_bytes_max + 1, ' ')), errc::too_large);
  write_file("backup/backup.json", good);
  EXPECT_TRUE(restore_from("backup"));
}

TEST_F(Backup, IsDescribedByItsManifest) {
  EXPECT_EQ(manifest_to_json({{{3}, {}}, {1'000'000}, {2'000'000}, "1.2.3"}),
            R"({"format":1,"position":3,"root":")" + std::string(64, '0') +
                R"(","last_at":"1970-01-01T00:00:01.000000Z",)"
                R"("made_at":"1970-01-01T00:00:02.000000Z","version":"1.2.3"})"
                "\n");
}

} // namespace
} // namespace gatehouse
