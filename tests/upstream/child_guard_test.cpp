#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/descriptor.hpp"
#include "actors/upstream/process_tree.hpp"
#include "events/core/limits.hpp"
#include "tests/upstream/process_watch.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse {
namespace {

/// A child started through the guard, and how it ended.
struct test_child {
  outcome<child_process> process = failure{errc::internal, "never started"};
  std::shared_future<std::string> exited;
  descriptor input;
  descriptor output;
  descriptor errors;
};

test_child spawn(upstream_harness& harness, child_command command) {
  auto started = std::make_shared<std::promise<outcome<child_process>>>();
  auto exited = std::make_shared<std::promise<std::string>>();
  test_child child;
  child.exited = exited->get_future().share();
  harness.guard->spawn(
      std::move(command),
      [started](outcome<child_process> process) { started->set_value(std::move(process)); },
      [exited](std::string status) { exited->set_value(std::move(status)); });
  child.process = await<outcome<child_process>>(started->get_future(),
                                                failure{errc::internal, "spawn never ended"});
  if (child.process) {
    child.input.reset(child.process->stdin_fd);
    child.output.reset(child.process->stdout_fd);
    child.errors.reset(child.process->stderr_fd);
  }
  return child;
}

child_command shell(std::string script) {
  return {{"/bin/sh", "-c", std::move(script)}, {{"PATH", "/usr/bin:/bin"}}, {}};
}

std::string read_all(const descriptor& from) {
  std::string text;
  std::array<char, 4096> bytes;
  for (ssize_t got = 0; (got = ::read(from.get(), bytes.data(), bytes.size())) > 0;)
    text.append(bytes.data(), static_cast<std::size_t>(got));
  return text;
}

std::string status_of(const test_child& child) {
  return child.exited.wait_for(patience) == std::future_status::ready ? child.exited.get()
                                                                      : "still running";
}

TEST(ChildGuard, RunsAProgramAndReportsItsEnd) {
  upstream_harness harness;
  auto child = spawn(harness, shell("read line; echo \"got $line\"; echo aside >&2; exit 7"));
  ASSERT_TRUE(child.process);
  ASSERT_EQ(::write(child.input.get(), "word\n", 5), 5);
  EXPECT_EQ(read_all(child.output), "got word\n");
  EXPECT_EQ(read_all(child.errors), "aside\n");
  EXPECT_EQ(status_of(child), "exit status 7");
}

TEST(ChildGuard, GivesTheChildNothingButItsPipesAndItsEnvironment) {
  descriptor inheritable{::open("/dev/null", O_RDONLY)};
  upstream_harness harness;
  auto command = shell("ls /proc/self/fd; env");
  command.environment["ONLY"] = "this";
  auto child = spawn(harness, command);
  ASSERT_TRUE(child.process);
  // 3 is the folder that ls reads.
  const auto text = read_all(child.output);
  EXPECT_EQ(text.substr(0, 8), "0\n1\n2\n3\n");
  EXPECT_NE(text.find("\nONLY=this\n"), std::string::npos);
  EXPECT_EQ(text.find("HOME="), std::string::npos);
}

TEST(ChildGuard, PutsTheChildInASessionOfItsOwnWithDefaultSignals) {
  upstream_harness harness;
  auto child = spawn(harness, shell("awk '/SigBlk|SigIgn/ { print $2 }' /proc/self/status; "
                                    "read line"));
  ASSERT_TRUE(child.process);
  EXPECT_EQ(::getsid(child.process->group), child.process->group);
  EXPECT_EQ(::getpgid(child.process->group), child.process->group);
  child.input.reset();
  std::istringstream masks{read_all(child.output)};
  std::uint64_t blocked = ~0ULL;
  std::uint64_t ignored = ~0ULL;
  masks >> std::hex >> blocked >> ignored;
  EXPECT_EQ(blocked, 0U);
  EXPECT_EQ(ignored & 0x7fffffffU, 0U) << "beyond these are two of the C library's own";
}

TEST(ChildGuard, SaysWhyAProgramCannotBeRun) {
  upstream_harness harness;
  auto missing = spawn(harness, {{"no-such-program"}, {{"PATH", "/usr/bin:/bin"}}, {}});
  ASSERT_FALSE(missing.process);
  EXPECT_EQ(missing.process.error().code, errc::upstream_unavailable);
  EXPECT_EQ(missing.process.error().detail,
            "cannot run 'no-such-program': No such file or directory");
  auto forbidden = spawn(harness, {{"/etc/passwd"}, {}, {}});
  ASSERT_FALSE(forbidden.process);
  EXPECT_EQ(forbidden.process.error().detail, "cannot run '/etc/passwd': Permission denied");
  auto nowhere = spawn(harness, {{"/bin/true"}, {}, "/no/such/folder"});
  ASSERT_FALSE(nowhere.process);
  EXPECT_EQ(nowhere.process.error().detail,
            "cannot enter the working directory: No such file or directory");
}

TEST(ChildGuard, RefusesWhatCannotBeACommand) {
  upstream_harness harness;
  EXPECT_EQ(spawn(harness, {{}, {}, {}}).process.error().code, errc::invalid_argument);
  EXPECT_EQ(spawn(harness, {{std::string("a\0b", 3)}, {}, {}}).process.error().code,
            errc::invalid_argument);
  EXPECT_EQ(spawn(harness, {{"/bin/true"}, {{"A=B", "c"}}, {}}).process.error().code,
            errc::invalid_argument);
  child_command many{std::vector<std::string>(limits::command_line_args_max + 1, "x"), {}, {}};
  EXPECT_EQ(spawn(harness, many).process.error().code, errc::invalid_argument);
  child_command large{
      {"/bin/true"}, {{"A", std::string(limits::child_request_bytes_max, 'x')}}, {}};
  EXPECT_EQ(spawn(harness, large).process.error().code, errc::invalid_argument);
}

TEST(ChildGuard, SurvivesACommandLargerThanTheKernelTakes) {
  upstream_harness harness;
  child_command large{
      {"/bin/true"}, {{"A", std::string(limits::child_request_bytes_max / 2, 'x')}}, {}};
  auto refused = spawn(harness, large);
  ASSERT_FALSE(refused.process);
  EXPECT_EQ(refused.process.error().detail, "cannot run '/bin/true': Argument list too long");
  EXPECT_EQ(status_of(spawn(harness, {{"/bin/true"}, {}, {}})), "exit status 0");
}

TEST(ChildGuard, EndsAChildThatHeedsTheTermSignal) {
  upstream_harness harness;
  auto child = spawn(harness, {{"/bin/sleep", "600"}, {}, {}});
  ASSERT_TRUE(child.process);
  harness.guard->end(child.process->group);
  EXPECT_EQ(status_of(child), "ended by signal 15 (Terminated)");
}

TEST(ChildGuard, KillsAChildThatIgnoresTheTermSignalWithItsDescendants) {
  upstream_harness harness;
  // The grandchild leaves the session; it is still below the child when the end begins.
  auto child = spawn(harness, shell("trap '' TERM; setsid sh -c 'echo $$; while :; do sleep 600; "
                                    "done' & while :; do sleep 600; done"));
  ASSERT_TRUE(child.process);
  std::array<char, 32> text{};
  ASSERT_GT(::read(child.output.get(), text.data(), text.size() - 1), 0);
  const int grandchild = std::atoi(text.data());
  auto family = family_of(child.process->group);
  ASSERT_TRUE(family.contains(grandchild));
  harness.guard->end(child.process->group);
  EXPECT_EQ(status_of(child), "ended by signal 9 (Killed)");
  EXPECT_TRUE(all_end(family));
}

TEST(ChildGuard, EndsWhatAChildLeavesBehind) {
  upstream_harness harness;
  auto child = spawn(harness, shell("sleep 600 & echo $!"));
  ASSERT_TRUE(child.process);
  EXPECT_EQ(status_of(child), "exit status 0");
  std::array<char, 32> text{};
  ASSERT_GT(::read(child.output.get(), text.data(), text.size() - 1), 0);
  EXPECT_TRUE(all_end({std::atoi(text.data())}));
}

TEST(ChildGuard, EndsEveryChildWhenItIsDestroyed) {
  auto harness = std::make_unique<upstream_harness>();
  auto child = spawn(*harness, shell("trap '' TERM HUP; setsid sleep 600 & sleep 600"));
  ASSERT_TRUE(child.process);
  const auto family = family_of(::getpid());
  EXPECT_TRUE(family.contains(child.process->group));
  harness.reset();
  EXPECT_TRUE(all_end(family));
}

TEST(ChildGuard, ReportsEveryChildEndedWhenTheGuardItselfDies) {
  upstream_harness harness;
  auto child = spawn(harness, shell("sleep 600 & while :; do sleep 600; done"));
  ASSERT_TRUE(child.process);
  int guard = 0;
  for (const auto& process : list_processes())
    if (process.pid == child.process->group)
      guard = process.parent;
  const auto family = family_of(guard);
  ASSERT_EQ(::kill(guard, SIGKILL), 0);
  EXPECT_EQ(status_of(child), "ended with the guard process");
  EXPECT_TRUE(all_end(family));
  // and the next child gets a new guard
  EXPECT_EQ(status_of(spawn(harness, {{"/bin/true"}, {}, {}})), "exit status 0");
}

TEST(ChildGuard, LeaksNoDescriptors) {
  upstream_harness harness;
  constexpr int cycles = 50;
  spawn(harness, {{"/bin/true"}, {}, {}});
  const int before = open_descriptors();
  for (int i = 0; i < cycles; ++i) {
    EXPECT_EQ(status_of(spawn(harness, {{"/bin/true"}, {}, {}})), "exit status 0");
    EXPECT_FALSE(spawn(harness, {{"/no/such/program"}, {}, {}}).process);
  }
  harness.run([] {}); // so that the last callback has returned
  EXPECT_EQ(open_descriptors(), before);
}

TEST(ChildGuard, LeavesNoProcessWhenTheGatewayIsKilled) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  descriptor reading{ends[0]};
  descriptor writing{ends[1]};
  const int host = ::fork();
  if (host == 0) {
    ::dup2(writing.get(), STDOUT_FILENO);
    ::execl("/proc/self/exe", "upstream_tests", "--doomed-host", nullptr);
    ::_exit(127);
  }
  writing.reset();
  std::array<char, 32> text{};
  ASSERT_GT(::read(reading.get(), text.data(), text.size() - 1), 0);
  const int grandchild = std::atoi(text.data());
  const auto family = family_of(host);
  EXPECT_EQ(family.size(), 3U) << "guard, server and grandchild";
  EXPECT_TRUE(family.contains(grandchild));
  ASSERT_EQ(::kill(host, SIGKILL), 0);
  ::waitpid(host, nullptr, 0);
  EXPECT_TRUE(all_end(family));
}

} // namespace
} // namespace gatehouse
