#include "actors/fold_stream.hpp"
#include "actors/key_duties.hpp"
#include "storage/projections/all.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace gatehouse {

namespace {

namespace fs = std::filesystem;

constexpr unix_us now{1'000'000};

upstream_config config_with(const secret_ref& secret) {
  upstream_config config;
  config.command = {"serve"};
  config.environment["T"] = secret;
  return config;
}

/// A folder in memory, as a start finds it.
class KeyDuties : public testing::Test {
protected:
  KeyDuties() {
    folder.keys = vault::in_memory();
    folder.store = make_memory_log();
    folder.views = view_store::in_memory();
    folder.log = *journal::open(*folder.store, folder.views.get(), clock.source());
    folder.follower = projector::start(*folder.log, *folder.views, all_projections());
    key = *folder.keys->create_data_key();
    append<org>(org::stream(id), {org_created{id, "acme", "Acme", key, now}});
  }

  template <aggregate A> void append(const stream_id& stream, const events_of<A>& events) {
    append_batch batch;
    batch.streams.push_back({stream, fold<A>(stream).version, {}});
    for (const auto& event : events)
      batch.streams.back().events.push_back(encode_event<A>(event));
    ASSERT_TRUE(append_now(*folder.log, std::move(batch)));
  }

  template <aggregate A> loaded<A> fold(const stream_id& stream) {
    return fold_stream<A>(*folder.log, *folder.views, stream);
  }

  void begin() {
    ASSERT_TRUE(folder.follower->wait(folder.log->head(), std::chrono::seconds{60}));
    const auto done = do_key_duties(
        folder, [] { return now; }, [this](const std::string& line) { logged.push_back(line); });
    ASSERT_TRUE(done) << done.error().detail;
  }

  org::state state() { return fold<org>(org::stream(id)).state; }

  org_id id{"org_1"};
  user_id ada{"user_1"};
  test_clock clock;
  opened_folder folder;
  data_key_id key;
  std::vector<std::string> logged;
};

TEST_F(KeyDuties, CompletesAnErasureThatWasRecordedAndNotCarriedOut) {
  const auto box = *folder.keys->seal(key, "content", "call_1");
  const auto fresh = *folder.keys->create_data_key();
  append<org>(org::stream(id), {content_erased{{}, {key}, {{user_id{}, fresh}}, now}});
  EXPECT_TRUE(folder.keys->unseal(box, "call_1")) << "the crash was before";
  begin();
  EXPECT_FALSE(folder.keys->unseal(box, "call_1"));
  EXPECT_TRUE(folder.keys->seal(fresh, "content", "call_2"));
  EXPECT_TRUE(state().dying_keys.empty()) << "the record says so";
}

TEST_F(KeyDuties, RecordsAnErasureThatWasCarriedOutAndNotRecordedAsDone) {
  const auto fresh = *folder.keys->create_data_key();
  append<org>(org::stream(id), {content_erased{{}, {key}, {{user_id{}, fresh}}, now}});
  ASSERT_TRUE(folder.keys->destroy_data_key(key));
  begin();
  EXPECT_TRUE(state().dying_keys.empty());
  const auto head = folder.log->head();
  begin();
  EXPECT_EQ(folder.log->head(), head) << "once";
}

TEST_F(KeyDuties, RecordsRotationsOfTheMasterKeyOnce) {
  const temp_folder place;
  const auto path = place / "keys";
  const auto list = path + "/rotations.unrecorded";
  folder.keys = *vault::open(path, true);
  folder.keys.reset();
  ASSERT_TRUE(rotate_vault(path, {}, {}, {7}));
  folder.keys = *vault::open(path, false);
  fs::copy_file(list, path + ".kept");
  const auto head = folder.log->head();
  begin();
  EXPECT_FALSE(fs::exists(list));
  EXPECT_EQ(folder.log->head().value, head.value + 1);
  const auto rotation = fold<instance>(instance::stream()).state.master_key_rotation;
  EXPECT_TRUE(rotation.starts_with("rot_")) << rotation;
  fs::copy_file(path + ".kept", list); // a crash before the folder has forgotten it
  begin();
  EXPECT_FALSE(fs::exists(list));
  EXPECT_EQ(folder.log->head().value, head.value + 1);
}

TEST_F(KeyDuties, RepeatsAnErasureThatTheRecordIsFromBefore) {
  append<org>(org::stream(id), {member_set{ada, "ada", role::member, now}});
  begin();
  const auto adas = state().key_of(ada);
  ASSERT_TRUE(folder.keys->destroy_data_key(adas)) << "after the backup that this is";
  begin();
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_NE(logged.front().find("An erasure is repeated"), std::string::npos);
  const auto fresh = state().key_of(ada);
  EXPECT_NE(fresh, adas);
  EXPECT_TRUE(folder.keys->seal(fresh, "content", "call_1"));
  EXPECT_FALSE(state().keeps(ada, adas)) << "what was captured under it reads as erased";
  EXPECT_TRUE(state().keeps({}, key)) << "the organization's was not erased";
  EXPECT_TRUE(state().dying_keys.empty());
  const auto head = folder.log->head();
  begin();
  EXPECT_EQ(folder.log->head(), head) << "once";
  EXPECT_EQ(logged.size(), 1u);
}

TEST_F(KeyDuties, RepeatsTheErasureOfAnOrganizationForEverybody) {
  append<org>(org::stream(id), {member_set{ada, "ada", role::member, now}});
  begin();
  const auto adas = state().key_of(ada);
  ASSERT_TRUE(folder.keys->destroy_data_key(key)) << "and the crash was before hers";
  begin();
  EXPECT_EQ(logged.size(), 1u);
  EXPECT_NE(state().data_key, key);
  EXPECT_NE(state().key_of(ada), adas);
  EXPECT_EQ(*folder.keys->fate_of(adas), key_fate::destroyed);
  EXPECT_EQ(*folder.keys->fate_of(state().key_of(ada)), key_fate::kept);
}

TEST_F(KeyDuties, GivesMembersOfOlderFoldersKeysOfTheirOwn) {
  append<org>(org::stream(id), {member_set{ada, "ada", role::member, now}});
  begin();
  const auto given = state().key_of(ada);
  EXPECT_NE(given, key);
  EXPECT_TRUE(folder.keys->seal(given, "content", "call_1"));
  const auto head = folder.log->head();
  begin();
  EXPECT_EQ(folder.log->head(), head) << "once";
}

TEST_F(KeyDuties, CompletesTheErasureOfASecret) {
  const auto secret = *folder.keys->put_secret("hunter2");
  const connection_id one{"conn_1"};
  append<connection>(
      connection::stream(one),
      {connection_created{
           one, id, "github.org.main", owner_kind::org, {}, config_with(secret), now},
       secret_erased{secret_place::environment, "T", secret, now}});
  EXPECT_TRUE(folder.keys->secret(secret));
  begin();
  EXPECT_FALSE(folder.keys->secret(secret));
}

} // namespace

} // namespace gatehouse
