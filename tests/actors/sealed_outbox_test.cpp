#include "actors/sealed_outbox.hpp"
#include "actors/upstream/io_loop.hpp"
#include "events/core/limits.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace gatehouse {
namespace {

/// An outbox whose thread can be held, and whose clock stands still.
class SealedOutbox : public testing::Test {
protected:
  SealedOutbox() {
    auto state = std::make_shared<versioned<org>>();
    state->state.id = {"org_1"};
    state->state.data_key = *keys->create_data_key();
    state->state.user_keys[{"user_ann"}] = anns_key;
    current.publish({"org/org_1"}, std::move(state));
  }

  std::string read(std::uint64_t after) { return read(place, after); }

  std::string read(const event_outbox::stream& of, std::uint64_t after) {
    std::promise<std::string> found;
    kept.read(of, after, [&](outcome<std::vector<kept_message>> messages) {
      std::string all;
      if (messages)
        for (const auto& one : *messages)
          all += one.content + " ";
      found.set_value(messages ? all : std::string{to_string(messages.error().code)});
    });
    return found.get_future().get();
  }

  const event_outbox::stream place{{"org_1"}, {"s"}, "a"};
  const event_outbox::stream anns{{"org_1"}, {"t"}, "a", {"user_ann"}};
  std::unique_ptr<vault> keys = vault::in_memory();
  const data_key_id anns_key = *keys->create_data_key();
  std::unique_ptr<view_table> table = make_memory_table();
  published current;
  io_loop loop;
  std::atomic<std::int64_t> now{1'000'000'000};
  std::unique_ptr<background> chores = std::make_unique<background>("chores");
  sealed_outbox kept{*table, *keys, current, *chores, loop, [this] { return unix_us{now}; }};

  void TearDown() override { chores.reset(); }
};

TEST_F(SealedOutbox, KeepsInOrderWhatIsReadLater) {
  EXPECT_TRUE(kept.keep(place, {1, "one"}));
  EXPECT_TRUE(kept.keep(place, {2, "two"}));
  EXPECT_EQ(read(0), "one two ");
  EXPECT_EQ(read(1), "two ");
  kept.drop({"s"});
  EXPECT_EQ(read(0), "");
}

TEST_F(SealedOutbox, ForgetsAfterItsAge) {
  const auto later = [&](std::chrono::microseconds time) { now += time.count(); };
  kept.keep(place, {1, "old"});
  later(limits::outbox_age - std::chrono::seconds{1});
  kept.keep(place, {2, "new"});
  EXPECT_EQ(read(0), "old new ");
  later(limits::outbox_sweep_interval);
  kept.keep(place, {3, "newer"});
  EXPECT_EQ(read(0), "new newer ");
}

TEST_F(SealedOutbox, KeepsNothingMoreOverWhatMayWait) {
  std::promise<void> go;
  chores->post([&] { go.get_future().wait(); });
  const std::string large(limits::outbox_waiting_bytes_max / 8, 'x');
  for (std::uint64_t number = 1; number <= 8; ++number)
    EXPECT_TRUE(kept.keep({{"org_1"}, {std::to_string(number)}, "a"}, {number, large}));
  EXPECT_FALSE(kept.keep(place, {9, "x"}));
  go.set_value();
  EXPECT_EQ(read(0), ""); // behind all that waited
  EXPECT_TRUE(kept.keep(place, {10, "x"}));
}

TEST_F(SealedOutbox, TellsNothingAgainOfAUserWhoseKeyIsGone) {
  EXPECT_TRUE(kept.keep(place, {1, "one"}));
  EXPECT_TRUE(kept.keep(anns, {1, "hers"}));
  EXPECT_EQ(read(anns, 0), "hers ");
  ASSERT_TRUE(keys->destroy_data_key(anns_key));
  EXPECT_EQ(read(anns, 0), "key_missing");
  EXPECT_EQ(read(place, 0), "one ");
}

TEST_F(SealedOutbox, SignsForEachOrgWithItsOwnKey) {
  EXPECT_EQ(*kept.sign({"org_1"}, "text"), *kept.sign({"org_1"}, "text"));
  EXPECT_NE(*kept.sign({"org_1"}, "text"), *kept.sign({"org_1"}, "other"));
  EXPECT_FALSE(kept.sign({"org_2"}, "text"));
}

} // namespace
} // namespace gatehouse
