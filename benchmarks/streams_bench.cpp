// What event streams cost in memory: a server with many sessions, each with one idle stream that
// listens.
// usage: streams_bench [--streams N]
#include "benchmarks/bar.hpp"
#include "benchmarks/load/process_use.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/support/http_client.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/resource.h>

namespace gatehouse {
namespace {

constexpr double mebibyte = 1 << 20;

std::size_t streams_wanted(int count, char** words) {
  constexpr std::size_t many = 5'000;
  return count == 3 && std::string_view{words[1]} == "--streams"
             ? static_cast<std::size_t>(std::atoll(words[2]))
             : many;
}

void allow_descriptors() {
  rlimit now{};
  if (::getrlimit(RLIMIT_NOFILE, &now) != 0)
    return;
  now.rlim_cur = now.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &now);
}

/// Opens a session and its stream; returns the connection that carries it.
http_client open_stream(campaign_world& world) {
  http_client one{world.server().port()};
  const std::vector<std::string> headers{"Authorization: Bearer " + world.token(),
                                         "Content-Type: application/json",
                                         "Accept: application/json, text/event-stream"};
  constexpr std::string_view path = "/acme/mcp/toolkits/all";
  const auto opened = one.request("POST", path, headers,
                                  R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":)"
                                  R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                                  R"("clientInfo":{"name":"bench","version":"1"}}})");
  one.send("GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n" + headers[0] + "\r\n" +
           headers[2] + "\r\nMcp-Session-Id: " + opened.header("mcp-session-id") + "\r\n\r\n");
  if (one.receive_head().status != 200 || one.receive_event().empty())
    std::abort();
  return one;
}

void measure_idle_streams(std::size_t count) {
  campaign_world world;
  if (!world.start())
    std::abort();
  world.set_up();
  const auto none = resident_bytes_of(world.server().pid());
  std::vector<http_client> streams;
  streams.reserve(count);
  while (streams.size() < count)
    streams.push_back(open_stream(world));
  const auto many = resident_bytes_of(world.server().pid());
  std::printf("%zu idle streams: %.1f MiB resident, %.1f MiB without them, %.1f KiB each\n", count,
              static_cast<double>(many) / mebibyte, static_cast<double>(none) / mebibyte,
              static_cast<double>(many - none) / 1024 / static_cast<double>(count));
  print_bar("streams: resident MiB with " + std::to_string(count) + " idle ones",
            static_cast<double>(many) / mebibyte, bar_side::at_most, 150, bar_gate::against_last);
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  gatehouse::allow_descriptors();
  gatehouse::measure_idle_streams(gatehouse::streams_wanted(count, words));
  return 0;
}
