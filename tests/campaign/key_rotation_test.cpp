#include "tests/campaign/call_oracle.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::HasSubstr;

/// A gateway whose master key is rotated while it is stopped.
class KeyRotation : public testing::Test {
protected:
  void rotate() {
    const std::vector<std::string> words{gatehouse_binary(), "keys", "rotate-master",
                                         world_.place().keys_folder()};
    ASSERT_EQ(run_program({words, {}}), 0);
  }

  /// Returns how many rotations are on the record.
  std::size_t recorded() const {
    std::string dumped;
    EXPECT_EQ(run_program({{gatehouse_binary(), "dump", world_.place().data}, {}}, &dumped), 0);
    std::size_t count = 0;
    for (auto at = dumped.find(event_); at != std::string::npos; at = dumped.find(event_, at + 1))
      ++count;
    return count;
  }

  const std::string event_ = R"("instance.master_key_rotated")";
  fault_stage stage_;
  campaign_world world_{{}, &stage_};
};

TEST_F(KeyRotation, IsOnTheRecordOnceWhereverTheNextStartIsKilled) {
  ASSERT_TRUE(world_.start());
  ASSERT_NO_FATAL_FAILURE(world_.set_up());
  ASSERT_EQ(world_.stop(), 0);
  bool survived = false;
  for (std::uint32_t step = 0; !survived; ++step) {
    SCOPED_TRACE("killed at step " + std::to_string(step) + " in the keys folder");
    ASSERT_NO_FATAL_FAILURE(rotate());
    ASSERT_EQ(recorded(), step) << "not before the next start";
    disk_fault fault;
    fault.place = file_place::keys;
    fault.passed = step;
    stage_.arm(fault);
    world_.start();
    survived = !stage_.call_off();
    if (survived)
      world_.kill();
    else
      ASSERT_TRUE(world_.server().is_killed_within(campaign_patience));
    stage_.heal();
    ASSERT_TRUE(world_.start());
    ASSERT_EQ(world_.stop(), 0);
    ASSERT_EQ(recorded(), step + 1);
    ASSERT_LT(step, 100u);
  }
  ASSERT_TRUE(world_.start());
  auto client = world_.client();
  ASSERT_TRUE(client.open());
  EXPECT_THAT(client.call("sample__echo", echo_arguments("after all")).text,
              HasSubstr("after all"));
}

} // namespace
} // namespace gatehouse
