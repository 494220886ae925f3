#include "actors/upstream/environment.hpp"
#include "actors/upstream/process_tree.hpp"
#include "events/core/limits.hpp"
#include "tests/upstream/process_watch.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace gatehouse {
namespace {

using how = upstream_reply::kind;
using namespace std::chrono_literals;

/// A server that is a shell script.
upstream_target script_target(std::string script) {
  upstream_target target;
  target.label = "script";
  target.era = server_era::sessions;
  target.command = {"/bin/sh", "-c", std::move(script)};
  return target;
}

std::string number_argument(const char* name, std::size_t value) {
  return std::string{"{\""} + name + "\":" + std::to_string(value) + "}";
}

struct StdioClient : testing::Test {
  upstream_harness harness;
};

TEST_F(StdioClient, IntroducesItselfAndListsTools) {
  test_client client{harness, sample_target()};
  auto hello = client.open();
  ASSERT_TRUE(hello) << hello.error().detail;
  EXPECT_EQ(hello->protocol_version, "2025-11-25");
  EXPECT_EQ(hello->server_name, "gatehouse-sample");
  EXPECT_EQ(hello->capabilities, R"({"tools":{"listChanged":true}})");
  auto tools = client.list();
  ASSERT_TRUE(tools);
  ASSERT_GE(tools->size(), 3U);
  EXPECT_EQ(tools->front().name, "echo");
  EXPECT_EQ(tools->front().json,
            R"({"name":"echo","description":"Returns the text it is given.",)"
            R"("inputSchema":{"type":"object","properties":{"text":{"type":"string"}},)"
            R"("required":["text"]}})");
  EXPECT_TRUE(client.ping());
}

TEST_F(StdioClient, ShowsThreeHarmlessToolsWithoutMischief) {
  auto target = sample_target();
  target.command.pop_back();
  test_client client{harness, target};
  ASSERT_TRUE(client.open());
  auto tools = client.list();
  ASSERT_TRUE(tools);
  EXPECT_EQ(tools->size(), 3U);
  EXPECT_EQ(client.call("crash").how, how::rpc_error);
}

// S-STDIO-01
TEST_F(StdioClient, ReturnsResultsAndErrorsAsTheServerWroteThem) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  auto sum = client.call("add", "{ \"a\": 2,\n  \"b\": 3 }");
  EXPECT_EQ(sum.how, how::result);
  EXPECT_EQ(sum.body, R"({"content":[{"type":"text","text":"5"}]})");
  EXPECT_FALSE(sum.is_error);
  auto failed = client.call("fail");
  EXPECT_EQ(failed.how, how::result);
  EXPECT_TRUE(failed.is_error);
  auto refused = client.call("refuse");
  EXPECT_EQ(refused.how, how::rpc_error);
  EXPECT_EQ(refused.body, R"({"code":-32602,"message":"Unknown tool: refuse"})");
}

// S-STDIO-01, S-STDIO-03
TEST_F(StdioClient, WritesMessagesOnlyAndEachOnALine) {
  test_client client{
      harness, script_target(R"(
      strays=0
      while read -r line; do
        case "$line" in
          '{"jsonrpc":"2.0",'*'}') ;;
          *) strays=$((strays + 1)) ;;
        esac
        case "$line" in
          *'"initialize"'*)
            echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25",)"
                             R"("capabilities":{},"serverInfo":{"name":"n","version":"1"}}}' ;;
          *tools/call*) echo '{"jsonrpc":"2.0","id":2,"result":{"strays":'$strays'}}' ;;
        esac
      done)")};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("tool", "{\r\n  \"a\" : [\n 1 ]\n}").body, R"({"strays":0})");
}

TEST_F(StdioClient, RunsCallsSideBySide) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  auto slow = client.start("sleep", number_argument("ms", 600'000));
  EXPECT_EQ(text_of(client.call("echo", R"({"text":"meanwhile"})")), "meanwhile");
  client.cancel(slow.handle);
  EXPECT_EQ(test_client::reply_of(slow).how, how::cancelled);
}

TEST_F(StdioClient, TellsTheServerWhatItGaveUp) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  auto late = client.start("sleep", number_argument("ms", 600'000), 50ms);
  EXPECT_EQ(test_client::reply_of(late).how, how::timeout);
  EXPECT_TRUE(client.logged("cancelled " + std::to_string(late.handle)));
  auto dropped = client.start("sleep", number_argument("ms", 600'000));
  client.cancel(dropped.handle);
  client.cancel(dropped.handle);
  client.cancel(12345);
  EXPECT_EQ(test_client::reply_of(dropped).how, how::cancelled);
  EXPECT_TRUE(client.logged("cancelled " + std::to_string(dropped.handle)));
  EXPECT_EQ(text_of(client.call("echo", R"({"text":"alive"})")), "alive");
}

TEST_F(StdioClient, TakesAResultAtItsBoundAndRefusesOneOverIt) {
  auto target = sample_target();
  target.result_bytes_max = 100'000;
  test_client client{harness, target};
  ASSERT_TRUE(client.open());
  const std::string around = R"({"content":[{"type":"text","text":""}]})";
  auto fits = client.call("flood", number_argument("bytes", 100'000 - around.size()));
  EXPECT_EQ(fits.how, how::result);
  EXPECT_EQ(fits.body.size(), 100'000U);
  auto over = client.call("flood", number_argument("bytes", 100'001 - around.size()));
  EXPECT_EQ(over.how, how::too_large);
  EXPECT_TRUE(over.body.empty());
}

TEST_F(StdioClient, SkipsALineOverItsBoundAndLivesOn) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  auto over = client.call("flood", number_argument("bytes", 3 * limits::upstream_line_bytes_max));
  EXPECT_EQ(over.how, how::too_large);
  EXPECT_EQ(text_of(client.call("echo", R"({"text":"alive"})")), "alive");
}

TEST_F(StdioClient, LogsGarbageAndClosesOverTooMuchOfIt) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  // Each answer in between starts the count anew.
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(client.call("garbage", number_argument("lines", limits::upstream_garbage_max)).how,
              how::result);
  EXPECT_TRUE(client.logged("not MCP on stdout: this is not JSON"));
  auto over = client.call("garbage", number_argument("lines", limits::upstream_garbage_max + 1));
  EXPECT_EQ(over.how, how::transport);
  EXPECT_EQ(client.closed(), "the server writes other things than MCP to its stdout");
}

TEST_F(StdioClient, ReportsADeathInTheMiddleOfACall) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  auto waiting = client.start("sleep", number_argument("ms", 600'000));
  auto crash = client.call("crash");
  EXPECT_EQ(crash.how, how::transport);
  EXPECT_EQ(crash.detail, "the server process ended: exit status 3");
  EXPECT_EQ(test_client::reply_of(waiting).how, how::transport);
  EXPECT_EQ(client.closed(), "the server process ended: exit status 3");
  EXPECT_EQ(client.call("echo").how, how::not_sent);
  EXPECT_EQ(client.list().error().code, errc::upstream_unavailable);
  EXPECT_EQ(client.times_closed(), 1);
}

TEST_F(StdioClient, PassesAChangeOfTheListOn) {
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  EXPECT_EQ(client.call("change").how, how::result);
  EXPECT_TRUE(client.changed(1));
  EXPECT_EQ(client.call("change").how, how::result);
  EXPECT_TRUE(client.changed(2));
}

TEST_F(StdioClient, SaysWhyAServerDoesNotStart) {
  upstream_target missing;
  missing.command = {"/no/such/program"};
  auto hello = test_client{harness, missing}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_unavailable);
  EXPECT_EQ(hello.error().detail, "cannot run '/no/such/program': No such file or directory");
  auto ended = test_client{harness, script_target("exit 9")}.open();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, errc::upstream_unavailable);
  EXPECT_EQ(ended.error().detail.substr(0, 12), "initialize: ");
}

TEST_F(StdioClient, LogsTheLastWordsOfAServer) {
  test_client client{harness, script_target("read line; echo 'no licence' >&2; exit 1")};
  EXPECT_FALSE(client.open());
  EXPECT_TRUE(client.logged("no licence"));
}

TEST_F(StdioClient, TimesAMuteServerOut) {
  auto target = script_target("while read line; do echo \"$line\" >&2; done");
  target.connect_timeout = 200ms;
  test_client client{harness, target};
  auto hello = client.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::upstream_timeout);
  EXPECT_TRUE(client.logged("initialize"));
}

TEST_F(StdioClient, RefusesAProtocolItDoesNotSpeak) {
  auto answer = [](const std::string& version) {
    return script_target("read line; echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{"
                         "\"protocolVersion\":\"" +
                         version +
                         "\",\"capabilities\":{},"
                         "\"serverInfo\":{\"name\":\"n\",\"version\":\"1\"}}}'; read line; "
                         "echo \"$line\" >&2; read line");
  };
  auto unknown = test_client{harness, answer("1999-01-01")}.open();
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, errc::upstream_protocol);
  for (std::string version : {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"}) {
    test_client client{harness, answer(version)};
    auto hello = client.open();
    ASSERT_TRUE(hello) << version;
    EXPECT_EQ(hello->protocol_version, version);
    EXPECT_TRUE(client.logged(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"));
    auto tools = client.list();
    ASSERT_TRUE(tools) << "a server without the capability is not asked";
    EXPECT_TRUE(tools->empty());
  }
}

TEST_F(StdioClient, AnswersThePingOfAServerAndRefusesTheRest) {
  test_client client{harness, script_target(R"(
      read line
      echo '{"jsonrpc":"2.0","id":"p","method":"ping"}'; read line; echo "$line" >&2
      echo '{"jsonrpc":"2.0","id":7,"method":"roots/list"}'; read line; echo "$line" >&2
      read line)")};
  auto opening = client.start_open();
  EXPECT_TRUE(client.logged(R"({"jsonrpc":"2.0","id":"p","result":{}})"));
  EXPECT_TRUE(client.logged(
      R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"Method not found"}})"));
  client.close();
  EXPECT_FALSE(await<outcome<upstream_hello>>(std::move(opening), upstream_hello{}));
}

// S-AUTH-02, S-AUTH-03
TEST_F(StdioClient, GivesTheServerTheAllowedEnvironmentOnly) {
  ::setenv("GATEHOUSE_TEST_SECRET", "not for children", 1);
  auto target = sample_target();
  target.environment["API_KEY"] = "for the child";
  test_client client{harness, target};
  ASSERT_TRUE(client.open());
  std::istringstream lines{text_of(client.call("environment"))};
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);)
    names.push_back(line.substr(0, line.find('=')));
  std::sort(names.begin(), names.end());
  std::vector<std::string> expected{"API_KEY"};
  for (auto name : inherited_variables)
    if (std::getenv(std::string{name}.c_str()))
      expected.emplace_back(name);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(names, expected);
}

TEST_F(StdioClient, RefusesADangerousEnvironment) {
  auto target = sample_target();
  target.environment["LD_PRELOAD"] = "/tmp/evil.so";
  auto hello = test_client{harness, target}.open();
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, errc::invalid_argument);
}

TEST_F(StdioClient, ClosesTheInputSoThatAServerCanEndInOrder) {
  const auto before = family_of(::getpid());
  auto script = script_target("read line; while read line; do :; done; exit 0");
  test_client client{harness, script};
  auto opening = client.start_open();
  while (family_of(::getpid()).size() == before.size())
    std::this_thread::yield();
  client.close();
  std::set<int> started;
  for (int pid : family_of(::getpid()))
    if (!before.contains(pid))
      started.insert(pid);
  EXPECT_TRUE(all_end(started));
}

TEST_F(StdioClient, EndsTheServerWhenTheClientIsDropped) {
  const auto before = family_of(::getpid());
  test_client client{harness, sample_target()};
  ASSERT_TRUE(client.open());
  auto waiting = client.start("sleep", number_argument("ms", 600'000));
  auto during = family_of(::getpid());
  client.drop();
  EXPECT_EQ(test_client::reply_of(waiting).how, how::transport);
  for (int pid : before)
    during.erase(pid);
  EXPECT_EQ(during.size(), 1U);
  EXPECT_TRUE(all_end(during));
}

TEST_F(StdioClient, RefusesToQueueMoreThanItsBound) {
  // A server that reads the handshake and then nothing more.
  test_client client{harness, script_target(R"(
      read line
      echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},)"
                                            R"("serverInfo":{"name":"n","version":"1"}}}'
      read line
      sleep 600)")};
  ASSERT_TRUE(client.open());
  const auto large =
      R"({"text":")" + std::string(limits::upstream_queue_bytes_max / 4, 'x') + "\"}";
  std::vector<test_client::started_call> calls;
  for (int i = 0; i < 4; ++i)
    calls.push_back(client.start("echo", large));
  auto last = test_client::reply_of(calls.back());
  EXPECT_EQ(last.how, how::not_sent);
  EXPECT_EQ(last.detail, "the server does not read its input");
  client.close();
}

TEST_F(StdioClient, LeaksNoDescriptors) {
  { EXPECT_TRUE((test_client{harness, sample_target()}.open())); }
  const int before = open_descriptors();
  for (int i = 0; i < 10; ++i) {
    test_client client{harness, sample_target()};
    EXPECT_TRUE(client.open());
    EXPECT_EQ(client.call("echo", R"({"text":"x"})").how, how::result);
  }
  EXPECT_EQ(open_descriptors(), before);
}

} // namespace
} // namespace gatehouse
