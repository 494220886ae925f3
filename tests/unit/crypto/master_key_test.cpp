#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/master_key.hpp"
#include "storage/crypto/vault.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

const std::string first_key(32, 'a');
const std::string second_key(32, 'b');
constexpr unix_us now{1'800'000'000'000'000};

master_key_source says(const std::string& text) {
  return [text] { return text; };
}

/// Items that fail at the n-th write or removal, counted from 1, as a disk or a crash would.
class failing_items final : public item_store {
public:
  std::size_t fails_at = 0; ///< 0: never

  outcome<nothing> put(std::string_view name, std::string_view content) override {
    return fails() ? refusal() : kept_->put(name, content);
  }

  outcome<std::optional<std::string>> get(std::string_view name) const override {
    return kept_->get(name);
  }

  outcome<nothing> erase(std::string_view name) override {
    return fails() ? refusal() : kept_->erase(name);
  }

  outcome<std::vector<std::string>> names() const override { return kept_->names(); }

  outcome<nothing> hold(item_hold how) override { return kept_->hold(how); }

private:
  /// What has failed once stays so: a process that is gone writes nothing more.
  bool fails() { return fails_at != 0 && ++done_ >= fails_at; }

  static outcome<nothing> refusal() { return failure{errc::io_failed, "crash"}; }

  std::unique_ptr<item_store> kept_ = make_memory_items();
  std::size_t done_ = 0;
};

/// Fills `items` as a vault with this master key does.
void fill(item_store& items, const master_key_source& source) {
  auto master = open_master_key(items, "keys", true, source);
  ASSERT_TRUE(master) << master.error().detail;
  for (const std::string name : {"key_1", "key_2", "sec_1", "sig_1"})
    ASSERT_TRUE(items.put(name, master->seal("content of " + name, name)));
  ASSERT_TRUE(items.put("operator.token", "token"));
}

/// Returns whether everything in `items` opens with what `source` says.
bool opens(item_store& items, const master_key_source& source) {
  auto master = open_master_key(items, "keys", false, source);
  if (!master)
    return false;
  for (const std::string name : {"key_1", "key_2", "sec_1", "sig_1"}) {
    auto box = items.get(name);
    if (!box || !*box || !master->open(**box, name))
      return false;
  }
  return true;
}

TEST(MasterKey, IsSaidAsBytesOrDigits) {
  auto items = make_memory_items();
  fill(*items, says(first_key));
  EXPECT_TRUE(opens(*items, says(first_key)));
  EXPECT_TRUE(opens(*items, says(to_hex(first_key))));
  EXPECT_TRUE(opens(*items, says(to_hex(first_key) + "\n")));
  EXPECT_FALSE(*items->get("master.key")) << "what is said is not kept";
  for (const auto* wrong : {"", "short", "\n"})
    EXPECT_EQ(open_master_key(*items, "keys", false, says(wrong)).error().code, errc::key_missing);
}

TEST(MasterKey, IsRefusedWhenItIsAnotherAndNothingIsChanged) {
  auto items = make_memory_items();
  fill(*items, says(first_key));
  auto wrong = open_master_key(*items, "keys", true, says(second_key));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, errc::key_missing);
  EXPECT_NE(wrong.error().detail.find("its command says is not the one of keys"),
            std::string::npos);
  EXPECT_EQ(rotate_master_key(*items, "keys", says(second_key), {}, now).error().code,
            errc::key_missing);
  auto lost = open_master_key(*items, "keys", true, {});
  ASSERT_FALSE(lost);
  EXPECT_NE(lost.error().detail.find("bring it back"), std::string::npos);
  EXPECT_TRUE(opens(*items, says(first_key)));
}

TEST(MasterKey, PassesTheSourcesFailureOn) {
  auto items = make_memory_items();
  const master_key_source broken = [] {
    return outcome<std::string>{failure{errc::key_missing, "no token is plugged in"}};
  };
  EXPECT_EQ(open_master_key(*items, "keys", true, broken).error().detail, "no token is plugged in");
  EXPECT_TRUE(items->names()->empty());
}

TEST(MasterKey, IsRotatedInTheFolder) {
  auto items = make_memory_items();
  fill(*items, {});
  const auto before = **items->get("master.key");
  ASSERT_TRUE(rotate_master_key(*items, "keys", {}, {}, now));
  EXPECT_NE(**items->get("master.key"), before);
  EXPECT_TRUE(opens(*items, {}));
  EXPECT_EQ(**items->get("operator.token"), "token");
  EXPECT_FALSE(*has_unfinished_rotation(*items));
  EXPECT_FALSE(opens(*items, says(before)));
}

TEST(MasterKey, MovesIntoACommandAndBack) {
  auto items = make_memory_items();
  fill(*items, {});
  ASSERT_TRUE(rotate_master_key(*items, "keys", {}, says(first_key), now));
  EXPECT_FALSE(*items->get("master.key"));
  EXPECT_TRUE(opens(*items, says(first_key)));
  ASSERT_TRUE(rotate_master_key(*items, "keys", says(first_key), says(second_key), now));
  EXPECT_TRUE(opens(*items, says(second_key)));
  ASSERT_TRUE(rotate_master_key(*items, "keys", says(second_key), {}, now));
  EXPECT_TRUE(opens(*items, {}));
}

TEST(MasterKey, IsTheOldOrTheNewWhereverARotationStops) {
  bool whole = false;
  for (std::size_t at = 1; !whole; ++at) {
    SCOPED_TRACE("stopped at write " + std::to_string(at));
    failing_items items;
    fill(items, says(first_key));
    items.fails_at = at;
    whole =
        static_cast<bool>(rotate_master_key(items, "keys", says(first_key), says(second_key), now));
    items.fails_at = 0;
    ASSERT_TRUE(settle_rotation(items));
    const bool rotated = opens(items, says(second_key));
    EXPECT_NE(rotated, opens(items, says(first_key)));
    EXPECT_EQ(unrecorded_rotations(items)->size(), rotated ? 1u : 0u) << "it counts";
    EXPECT_FALSE(*has_unfinished_rotation(items));
    ASSERT_LT(at, 100u);
  }
}

TEST(MasterKey, RemembersRotationsUntilTheyAreOnRecord) {
  auto items = make_memory_items();
  fill(*items, {});
  EXPECT_TRUE(unrecorded_rotations(*items)->empty());
  ASSERT_TRUE(rotate_master_key(*items, "keys", {}, says(first_key), now));
  ASSERT_TRUE(rotate_master_key(*items, "keys", says(first_key), {}, {now.value + 1}));
  const auto listed = *unrecorded_rotations(*items);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_TRUE(listed[0].by_command);
  EXPECT_EQ(listed[0].at, now);
  EXPECT_FALSE(listed[1].by_command);
  EXPECT_EQ(listed[1].at.value, now.value + 1);
  EXPECT_NE(listed[0].id, listed[1].id);
  ASSERT_TRUE(forget_rotations(*items));
  EXPECT_TRUE(unrecorded_rotations(*items)->empty());
}

TEST(MasterKey, IsNotRotatedOftenerThanTheRecordCanTakeAtOnce) {
  auto items = make_memory_items();
  fill(*items, {});
  std::string lines;
  for (std::size_t at = 1; at < limits::batch_events_max; ++at)
    lines += "file rot_" + std::to_string(at) + " 1\n";
  ASSERT_TRUE(items->put("rotations.unrecorded", lines));
  EXPECT_TRUE(rotate_master_key(*items, "keys", {}, {}, now));
  const auto before = **items->get("master.key");
  EXPECT_EQ(rotate_master_key(*items, "keys", {}, {}, now).error().code, errc::limit_reached);
  EXPECT_EQ(**items->get("master.key"), before);
}

TEST(MasterKey, SettlesARotationOfAVersionThatRecordedNone) {
  auto items = make_memory_items();
  fill(*items, says(first_key));
  ASSERT_TRUE(items->put("master.key", "of before"));
  ASSERT_TRUE(items->put("rotation.commit", "command\n"));
  ASSERT_TRUE(settle_rotation(*items));
  EXPECT_FALSE(*items->get("master.key"));
  EXPECT_TRUE(unrecorded_rotations(*items)->empty());
}

/// A keys folder on disk with one secret in it.
class KeysFolder : public testing::Test {
protected:
  KeysFolder() {
    auto one = vault::open(path(), true);
    EXPECT_TRUE(one);
    secret_ = *(*one)->put_secret("hunter2");
  }

  std::string path() const { return folder_ / "keys"; }

  temp_folder folder_;
  secret_ref secret_;
};

TEST_F(KeysFolder, IsRotatedOnlyWhileNobodyUsesIt) {
  auto user = vault::open(path(), false);
  ASSERT_TRUE(user);
  EXPECT_EQ(rotate_vault(path(), {}, {}, now).error().code, errc::conflict);
  EXPECT_EQ(*(*user)->secret(secret_), "hunter2");
  user->reset();
  ASSERT_TRUE(rotate_vault(path(), {}, {}, now));
  EXPECT_EQ(*(*vault::open(path(), false))->secret(secret_), "hunter2");
}

TEST_F(KeysFolder, SettlesAnInterruptedRotationWhenItIsOpened) {
  std::ofstream(path() + "/" + secret_.value + ".next") << "half a rotation";
  fs::permissions(path() + "/" + secret_.value + ".next",
                  fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(*(*vault::open(path(), false))->secret(secret_), "hunter2");
  EXPECT_FALSE(fs::exists(path() + "/" + secret_.value + ".next"));
}

TEST_F(KeysFolder, TellsOfARotationUntilItIsForgotten) {
  ASSERT_TRUE(rotate_vault(path(), {}, {}, now));
  EXPECT_EQ((*vault::open(path(), false))->unrecorded_rotations()->size(), 1u);
  auto user = *vault::open(path(), false);
  ASSERT_TRUE(user->forget_rotations());
  user.reset();
  EXPECT_TRUE((*vault::open(path(), false))->unrecorded_rotations()->empty());
}

TEST_F(KeysFolder, TakesItsMasterKeyFromACommand) {
  ASSERT_TRUE(rotate_vault(path(), {}, says(first_key), now));
  EXPECT_EQ(*(*vault::open(path(), false, says(first_key)))->secret(secret_), "hunter2");
  EXPECT_EQ(vault::open(path(), true).error().code, errc::key_missing);
  EXPECT_EQ(vault::open(path(), true, says(second_key)).error().code, errc::key_missing);
}

} // namespace
} // namespace gatehouse
