#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/call_load.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/data_folder.hpp"
#include "tests/campaign/seed.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <random>
#include <thread>

namespace gatehouse {
namespace {

using testing::IsEmpty;

constexpr std::size_t clients = 6;

/// A gateway that is killed again and again while clients call through it.
class crash_campaign {
public:
  explicit crash_campaign(std::uint64_t seed) : random_(seed) {
    up_ = world_.start();
    if (!up_)
      return;
    world_.set_up();
    book_.emplace(world_.place().keys_folder());
    load_.emplace(world_, oracle_, clients);
  }

  bool up() const { return up_ && !testing::Test::HasFatalFailure(); }

  /// Kills the gateway at some moment, starts it again and holds what it says against the oracle.
  void kill_and_check() {
    ASSERT_TRUE(oracle_.wait_for_more(below(60))) << "no call is answered any more";
    linger();
    const auto left = world_.kill();
    EXPECT_FALSE(left.empty()) << "the guard, at least, outlives it for a moment";
    if (below(5) == 0)
      kill_while_it_starts();
    ASSERT_TRUE(world_.start());
    load_->wait_until_quiet();
    EXPECT_TRUE(all_ended(left)) << "a process of the killed gateway is left";
    auto rest = world_.as_operator();
    ASSERT_THAT(book_->check(rest, oracle_), IsEmpty());
    ASSERT_THAT(load_->complaints(), IsEmpty());
    check_effects();
    load_->go_on(world_.server().port());
  }

  /// Ends it in order; everything that was ever seen must be there, and be all that there is.
  void finish() {
    ASSERT_TRUE(oracle_.wait_for_more(clients)) << "old sessions work after the last kill";
    load_->stop();
    auto rest = world_.as_operator();
    EXPECT_THAT(book_->check(rest, oracle_), IsEmpty());
    EXPECT_EQ(read_audit(rest), book_->lines()) << "a line has changed since it was read";
    EXPECT_EQ(sessions_of(book_->lines()).size(), clients);
    EXPECT_EQ(world_.stop(), 0);
    const auto& data = world_.place().data;
    const auto live = digest_of_views(data);
    EXPECT_FALSE(live.empty());
    EXPECT_EQ(live, digest_of_rebuilt(data));
    const auto state = replayed_state(data);
    EXPECT_FALSE(state.empty());
    EXPECT_EQ(state, replayed_state(data));
  }

  std::size_t answered() const { return oracle_.answered().size(); }

private:
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
  }

  /// Lets a random while of less than a few milliseconds pass.
  void linger() {
    for (auto left = below(4'000); left > 0; --left)
      std::this_thread::yield();
  }

  void kill_while_it_starts() {
    gateway_process doomed{world_.place()};
    linger();
    doomed.kill();
  }

  /// What reached the server is on record, and reached it once.
  void check_effects() {
    std::set<std::string> reached;
    const auto tried = oracle_.tried();
    for (const auto& [text, times] : texts_in(read_file(world_.requests_file()))) {
      EXPECT_EQ(times, 1) << text << " was sent again";
      if (tried.contains(text)) // else its end was cut off by the kill
        reached.insert(text);
    }
    EXPECT_THAT(book_->unrecorded(reached), IsEmpty()) << "an effect without an event";
  }

  static std::set<std::string> sessions_of(const std::vector<audit_line>& lines) {
    std::set<std::string> sessions;
    for (const auto& line : lines)
      sessions.insert(line.session);
    return sessions;
  }

  std::mt19937_64 random_;
  campaign_world world_;
  call_oracle oracle_;
  std::optional<audit_book> book_;
  std::optional<call_load> load_;
  bool up_ = false;
};

TEST(Crash, LosesNoAnsweredCallAndRepeatsNone) {
  const auto kills = campaign_kills();
  const auto seed = campaign_seed();
  SCOPED_TRACE("GATEHOUSE_SEED=" + std::to_string(seed));
  crash_campaign campaign{seed};
  ASSERT_TRUE(campaign.up());
  std::size_t done = 0;
  for (; done < kills && !testing::Test::HasFailure(); ++done)
    campaign.kill_and_check();
  if (!testing::Test::HasFailure())
    campaign.finish();
  std::printf("%zu kills, %zu calls answered, seed %llu\n", done, campaign.answered(),
              static_cast<unsigned long long>(seed));
}

} // namespace
} // namespace gatehouse
