#include "actors/upstream/process_tree.hpp"
#include "storage/json/json_writer.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/dropping_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>
#include <unistd.h>

namespace gatehouse {
namespace {

/// How often each server is killed; the run under the label slow says how many times more.
std::size_t kills_wanted() {
  const auto* wanted = std::getenv("GATEHOUSE_UPSTREAM_KILLS");
  return wanted == nullptr ? 100 : static_cast<std::size_t>(std::atoll(wanted));
}

/// What a process holds, as /proc tells it.
struct holdings {
  std::size_t children = 0;
  std::size_t descriptors = 0;    ///< sockets, pipes and what else is not a file of the database
  std::size_t database_files = 0; ///< in the data folder; their number follows the record's size
  std::size_t threads = 0;
  std::size_t resident_bytes = 0;

  /// Memory is another matter, an allocator gives back when it likes; and so are the files that the
  /// database merges when it likes.
  bool is_within(const holdings& other) const {
    return children <= other.children && descriptors <= other.descriptors &&
           threads <= other.threads;
  }

  friend std::ostream& operator<<(std::ostream& out, const holdings& one) {
    return out << one.children << " children, " << one.descriptors << " descriptors, "
               << one.database_files << " files of the database, " << one.threads << " threads, "
               << (one.resident_bytes >> 10) << " KiB";
  }
};

std::vector<std::filesystem::path> entries_of(int pid, const std::string& folder) {
  std::error_code ignored;
  std::filesystem::directory_iterator all{"/proc/" + std::to_string(pid) + "/" + folder, ignored};
  return {begin(all), end(all)};
}

bool leads_into(const std::filesystem::path& link, const std::string& folder) {
  std::error_code gone;
  return std::filesystem::read_symlink(link, gone).string().starts_with(folder + "/");
}

holdings holdings_of(int pid, const std::string& data) {
  std::ifstream memory{"/proc/" + std::to_string(pid) + "/statm"};
  std::size_t all_pages = 0;
  std::size_t resident_pages = 0;
  memory >> all_pages >> resident_pages;
  const auto open = entries_of(pid, "fd");
  const auto in_data = static_cast<std::size_t>(std::count_if(
      open.begin(), open.end(), [&](const auto& link) { return leads_into(link, data); }));
  return {descendants_of(pid, list_processes()).size(), open.size() - in_data, in_data,
          entries_of(pid, "task").size(),
          resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE))};
}

/// A gateway and an upstream that is killed by a call again and again.
class Recovery : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_TRUE(world_.start());
    ASSERT_NO_FATAL_FAILURE(world_.set_up());
  }

  void TearDown() override { EXPECT_EQ(world_.stop(), 0); }

  /// Kills the server by a call and holds that the next one works.
  void kill_once(std::size_t number) {
    const auto lost = client_->call("rogue__crash", "{}");
    ASSERT_EQ(lost.code, "upstream_lost") << "kill " << number << ": " << lost.text;
    const auto text = "after " + std::to_string(number);
    const auto next = client_->call("rogue__echo", R"({"text":")" + text + R"("})");
    ASSERT_NE(next.text.find(text), std::string::npos)
        << "kill " << number << ": " << next.code << " " << next.text;
  }

  void kill(std::size_t times) {
    for (std::size_t done = 0; done < times && !HasFatalFailure(); ++done)
      kill_once(done);
  }

  holdings holdings_now() { return holdings_of(world_.server().pid(), world_.place().data); }

  /// Returns what the gateway holds once that is no more than `wanted`, or when it has been waited
  /// for long enough: sockets and children that end take their time.
  holdings settled(const holdings& wanted) {
    const auto until = std::chrono::steady_clock::now() + campaign_patience;
    auto now = holdings_now();
    while (!now.is_within(wanted) && std::chrono::steady_clock::now() < until) {
      std::this_thread::yield();
      now = holdings_now();
    }
    return now;
  }

  /// Kills the server as often as is wanted; afterwards the gateway must hold what it held before.
  void expect_nothing_is_left() {
    constexpr std::size_t warm_up = 30;
    // What is on the record lies in memory until there is enough of it to be written out.
    constexpr std::size_t unwritten_bytes_max = 32u << 20;
    constexpr std::size_t bytes_per_kill_max = 8u << 10;
    constexpr std::size_t more_database_files_max = 16;
    ASSERT_TRUE(world_.reach("rogue"));
    client_.emplace(world_.client());
    ASSERT_TRUE(client_->open());
    ASSERT_NO_FATAL_FAILURE(kill(warm_up));
    const auto before = holdings_now();
    const auto kills = kills_wanted();
    ASSERT_NO_FATAL_FAILURE(kill(kills));
    const auto after = settled(before);
    EXPECT_TRUE(after.is_within(before));
    EXPECT_LE(after.database_files, before.database_files + more_database_files_max);
    EXPECT_LE(after.resident_bytes,
              before.resident_bytes + unwritten_bytes_max + kills * bytes_per_kill_max);
    std::cout << "before: " << before << "\nafter " << kills << " kills: " << after << "\n";
  }

  campaign_world world_;
  std::optional<test_mcp_client> client_;
};

TEST_F(Recovery, OfAProcessThatDiesAgainAndAgainLeavesNothing) {
  world_.connect("rogue", sample_command(), {}, client_sharing::shared);
  expect_nothing_is_left();
}

TEST_F(Recovery, OfAProcessOfASessionsOwnLeavesNothing) {
  world_.connect("rogue", sample_command(), {}, client_sharing::session);
  expect_nothing_is_left();
}

TEST_F(Recovery, OfAServerThatHangsUpAgainAndAgainLeavesNothing) {
  dropping_server rogue;
  json_writer body;
  body.begin_object().key("name").value("rogue").key("url").value(rogue.url()).end_object();
  const auto added = world_.as_operator().post("/api/v1/orgs/acme/connections", body.take());
  ASSERT_EQ(added.status, 201) << added.body;
  expect_nothing_is_left();
}

} // namespace
} // namespace gatehouse
