#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/data_folder.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* far_future = "2999-01-01T00:00:00Z";
constexpr int calls_each = 3;

/// Runs the program; returns its exit code, puts its output into `output` and what it complained
/// about at the end of `said`.
int run_gatehouse(std::vector<std::string> words, const std::string& said,
                  const std::map<std::string, std::string>& environment = {},
                  std::string* output = nullptr) {
  words.insert(words.begin(), gatehouse_binary());
  return run_program({words, environment, said}, output);
}

/// A gateway that has answered calls of a session that is over and of one that is not, and stopped.
class archive_world {
public:
  void set_up() {
    ASSERT_TRUE(world.start());
    ASSERT_NO_FATAL_FAILURE(world.set_up());
    auto rest = world.as_operator();
    over = talk();
    open = talk();
    ASSERT_EQ(rest.ask("DELETE", "/api/v1/orgs/acme/sessions/" + over).status, 204);
    talk();
    before = read_audit(rest);
    ASSERT_THAT(before, SizeIs(3 * calls_each));
    ASSERT_EQ(world.stop(), 0);
  }

  /// Opens a session and calls in it; returns its id.
  std::string talk() {
    auto client = world.client();
    EXPECT_TRUE(client.open());
    for (int at = 0; at < calls_each; ++at)
      EXPECT_EQ(client.call("sample__echo", R"({"text":"hello"})").text, "hello");
    return client.session();
  }

  int archive(const std::string& name, const std::map<std::string, std::string>& environment = {}) {
    return run_gatehouse(
        {"archive", world.file(name), "--data", world.place().data, "--before", far_future},
        world.file("said"), environment);
  }

  int verify(const std::string& name) {
    return run_gatehouse({"verify", world.place().data, "--archive", world.file(name)},
                         world.file("said"));
  }

  /// Says what the gateway complained about.
  std::string said() const { return read_file(world.file("said")); }

  campaign_world world;
  std::string over;
  std::string open;
  std::vector<audit_line> before;
};

/// Returns the lines of sessions but that one.
std::vector<audit_line> without(std::vector<audit_line> lines, const std::string& session) {
  std::erase_if(lines, [&](const audit_line& one) { return one.session == session; });
  return lines;
}

TEST(Archive, LetsTheGatewayGoOnWithAllItsState) {
  archive_world on;
  ASSERT_NO_FATAL_FAILURE(on.set_up());
  auto& world = on.world;
  ASSERT_EQ(on.archive("first"), 0) << on.said();
  EXPECT_THAT(verify_folder(world.place().data), IsEmpty());
  EXPECT_EQ(on.verify("first"), 0) << on.said();
  EXPECT_EQ(digest_of_views(world.place().data), digest_of_rebuilt(world.place().data));

  ASSERT_TRUE(world.start());
  auto rest = world.as_operator();
  EXPECT_EQ(read_audit(rest), without(on.before, on.over));
  EXPECT_EQ(rest.get("/api/v1/orgs/acme/audit/" + on.before.front().call).status, 404);
  on.talk();
  ASSERT_EQ(rest.ask("DELETE", "/api/v1/orgs/acme/sessions/" + on.open).status, 204);
  on.talk();
  ASSERT_EQ(world.stop(), 0);
  ASSERT_EQ(on.archive("second"), 0) << on.said();
  std::string found;
  EXPECT_EQ(run_gatehouse({"verify", world.place().data, "--json", "--archive",
                           world.file("second"), "--archive", world.file("first")},
                          world.file("said"), {}, &found),
            0)
      << found;
  EXPECT_THAT(found, HasSubstr(R"("archived":0,)"));
  ASSERT_TRUE(world.start());
  auto again = world.as_operator();
  EXPECT_THAT(read_audit(again), SizeIs(3 * calls_each));
  EXPECT_EQ(on.archive("third"), 1) << "a gateway runs";
  on.talk();
}

TEST(Archive, KilledAtAnyStepOfItsFilesLosesNothing) {
  fault_stage stage;
  archive_world on;
  ASSERT_NO_FATAL_FAILURE(on.set_up());
  const auto data = on.world.place().data;
  fs::copy(data, on.world.file("whole"), fs::copy_options::recursive);
  int kills = 0;
  for (std::uint32_t passed = 0;; passed += 1 + passed / 3) {
    SCOPED_TRACE(passed);
    fs::remove_all(data);
    fs::copy(on.world.file("whole"), data, fs::copy_options::recursive);
    for (const auto* left : {"segment", "segment.unfinished"})
      fs::remove_all(on.world.file(left));
    disk_fault kill;
    kill.passed = passed;
    stage.arm(kill);
    const auto code = on.archive("segment", stage.environment(data, on.world.place().keys));
    const bool killed = stage.fired();
    stage.heal();
    EXPECT_EQ(code, killed ? -SIGKILL : 0) << on.said();
    if (!killed)
      break;
    ++kills;
    EXPECT_EQ(run_gatehouse({"verify", data}, on.world.file("said")), 0) << on.said();
    fs::remove_all(on.world.file("segment.unfinished"));
    const auto again = on.archive("segment");
    EXPECT_TRUE(again == 0 || again == 3) << on.said();
    EXPECT_EQ(on.verify("segment"), 0) << on.said();
    ASSERT_TRUE(on.world.start());
    auto rest = on.world.as_operator();
    EXPECT_EQ(read_audit(rest), without(on.before, on.over));
    EXPECT_EQ(on.world.stop(), 0);
  }
  EXPECT_GE(kills, 8);
}

} // namespace
} // namespace gatehouse
