#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/fault_stage.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

/// A data folder in which ordinary programs write, on a stage.
class power_loss : public testing::Test {
protected:
  power_loss() {
    fs::create_directory(data());
    std::ofstream{source()} << content_;
  }

  std::string data() const { return folder_ / "data"; }

  std::string source() const { return folder_ / "source"; }

  std::string at(const std::string& name) const { return data() + "/" + name; }

  int run(const std::vector<std::string>& command) const {
    return run_program({command, stage_.environment(data(), folder_ / "keys")});
  }

  int copy(const std::string& name) const { return run({"/bin/cp", source(), at(name)}); }

  int sync(const std::string& path) const { return run({"/bin/sync", path}); }

  const std::string content_ = std::string(50'000, 'x');
  temp_folder folder_;
  fault_stage stage_;
  std::mt19937_64 random_{1};
};

using PowerLoss = power_loss;

TEST_F(PowerLoss, LeavesWhatWasSynced) {
  for (int round = 0; round < 8; ++round) {
    ASSERT_EQ(copy("kept"), 0);
    ASSERT_EQ(sync(at("kept")), 0);
    ASSERT_EQ(sync(data()), 0);
    EXPECT_FALSE(stage_.cut_power(random_).lost_something());
    EXPECT_EQ(read_file(at("kept")), content_);
    fs::remove(at("kept"));
  }
}

TEST_F(PowerLoss, TakesBytesThatWereNotSynced) {
  lost_power all;
  for (int round = 0; round < 8; ++round) {
    ASSERT_EQ(copy("cut"), 0);
    ASSERT_EQ(sync(data()), 0);
    const auto lost = stage_.cut_power(random_);
    EXPECT_EQ(fs::file_size(at("cut")) + lost.bytes, content_.size());
    all.bytes += lost.bytes;
    fs::remove(at("cut"));
  }
  EXPECT_GT(all.bytes, 0u);
}

TEST_F(PowerLoss, TakesFilesOfAFolderThatWasNotSynced) {
  lost_power all;
  for (int round = 0; round < 8; ++round) {
    ASSERT_EQ(copy("unnamed"), 0);
    ASSERT_EQ(sync(at("unnamed")), 0);
    const auto lost = stage_.cut_power(random_);
    EXPECT_EQ(fs::exists(at("unnamed")), lost.entries == 0);
    all.entries += lost.entries;
    fs::remove(at("unnamed"));
  }
  EXPECT_GT(all.entries, 0u);
}

} // namespace
} // namespace gatehouse
