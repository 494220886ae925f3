// What passing things on costs, over HTTP and stdio upstreams that are processes of their own:
//   a result of 1 MiB     the bytes that the gateway's process allocates for it
//   a progress message    the time from the upstream's write to the client's read
// usage: relay_bench [--calls N]
#include "benchmarks/bar.hpp"
#include "benchmarks/load/allocated_bytes.hpp"
#include "benchmarks/load/bench_upstream.hpp"
#include "benchmarks/load/served_gateway.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <unistd.h>

namespace gatehouse {
namespace {

constexpr std::size_t result_bytes = 1u << 20;
constexpr std::size_t ticks = 200;

std::size_t calls_wanted(int count, char** words) {
  return count == 3 && std::string_view{words[1]} == "--calls"
             ? static_cast<std::size_t>(std::atoll(words[2]))
             : 20;
}

template <class T> T median(std::vector<T> all) {
  std::sort(all.begin(), all.end());
  return all.at(all.size() / 2);
}

std::string call_body(const std::string& tool, const std::string& arguments) {
  return R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":")" + tool +
         R"(","arguments":)" + arguments + R"(,"_meta":{"progressToken":7}}})";
}

/// A client that reads answers of a known length without allocating anything.
class thrifty_client {
public:
  explicit thrifty_client(std::uint16_t port) : buffer_(2 * result_bytes) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0)
      std::abort();
  }

  ~thrifty_client() { ::close(socket_); }

  thrifty_client(const thrifty_client&) = delete;
  thrifty_client& operator=(const thrifty_client&) = delete;

  /// Returns the bytes of the answer's body.
  std::size_t ask(std::string_view request) {
    constexpr std::string_view length_name = "Content-Length: ";
    if (::send(socket_, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size()))
      std::abort();
    std::size_t have = 0;
    for (;;) {
      const auto got = ::recv(socket_, buffer_.data() + have, buffer_.size() - have, 0);
      if (got <= 0)
        std::abort();
      have += static_cast<std::size_t>(got);
      const std::string_view all{buffer_.data(), have};
      const auto head = all.find("\r\n\r\n");
      const auto field = all.substr(0, head).find(length_name);
      if (head == std::string_view::npos || field == std::string_view::npos)
        continue;
      const auto length = std::strtoul(all.data() + field + length_name.size(), nullptr, 10);
      if (have == head + 4 + length)
        return length;
    }
  }

private:
  int socket_;
  std::vector<char> buffer_;
};

void measure_result(served_gateway& gate, const std::string& over, std::size_t calls) {
  const auto headers = gate.open_session();
  const auto request =
      gate.post(headers, call_body("big", R"({"bytes":)" + std::to_string(result_bytes) + "}"));
  thrifty_client client{gate.port()};
  std::vector<double> times;
  times.reserve(calls + 1);
  for (std::size_t made = 0; made <= calls; ++made) {
    const auto before = allocated_bytes();
    const auto length = client.ask(request);
    const auto after = allocated_bytes();
    if (length < result_bytes)
      std::abort();
    times.push_back(static_cast<double>(after - before) / static_cast<double>(result_bytes));
  }
  times.erase(times.begin()); // the first call opens connections
  print_bar("relay: bytes allocated for a 1 MiB result, in its size, " + over, median(times),
            bar_side::at_most, 3, bar_gate::against_last);
}

/// Returns the time a progress event was on its way.
double delay_ms(const std::string& event) {
  constexpr std::string_view name = R"("message":")";
  const auto at = event.find(name);
  if (at == std::string::npos)
    return -1;
  const auto said = std::strtoll(event.c_str() + at + name.size(), nullptr, 10);
  return static_cast<double>(steady_ns() - said) / 1e6;
}

void measure_progress(served_gateway& gate, const std::string& over) {
  const auto headers = gate.open_session();
  http_client client{gate.port()};
  const auto request =
      gate.post(headers, call_body("ticks", R"({"count":)" + std::to_string(ticks) + "}"));
  std::vector<double> delays;
  for (int round = 0; round < 3; ++round) {
    if (!client.send(request) || client.receive_head().status != 200)
      std::abort();
    for (auto event = client.receive_event(); !event.empty(); event = client.receive_event())
      if (const auto ms = delay_ms(event); ms >= 0)
        delays.push_back(ms);
  }
  if (delays.size() < ticks)
    std::abort();
  std::sort(delays.begin(), delays.end());
  std::printf("progress over %s: %zu messages, p50 %.3f ms, p99 %.3f ms\n", over.c_str(),
              delays.size(), median(delays), delays[delays.size() * 99 / 100]);
  print_bar("relay: ms of a progress message to its client, " + over, median(delays),
            bar_side::at_most, 1);
}

void measure(const std::string& over, const std::string& how, std::size_t calls) {
  served_gateway gate;
  gate.connect(how);
  measure_result(gate, over, calls);
  measure_progress(gate, over);
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  using namespace gatehouse;
  if (count == 2 && std::string_view{words[1]} == bench_upstream_argument)
    return run_bench_upstream(0);
  const auto url = start_bench_upstream(0);
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto calls = calls_wanted(count, words);
  measure("HTTP", R"({"url":")" + url + "\"}", calls);
  measure("stdio",
          R"({"command":[")" + self + R"(",")" + bench_upstream_argument +
              R"("],"sharing":"shared"})",
          calls);
  return 0;
}
