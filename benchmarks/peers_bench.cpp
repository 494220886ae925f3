// Gatehouse beside others in one run: the same upstream, the same load, every answer checked.
//   HTTP upstream    nginx as a pass-through, mcp-proxy as a library, Gatehouse
//   stdio upstream   mcp-proxy and supergateway as programs, Gatehouse
// Gatehouse has authentication, a toolkit's policy and the durable audit on; the others have none
// of these. With --full the upstream is also a published server. usage: peers_bench [--full]
#include "actors/upstream/sample_server.hpp"
#include "benchmarks/bar.hpp"
#include "benchmarks/load/bench_servers.hpp"
#include "benchmarks/load/free_port.hpp"
#include "benchmarks/load/governed_gateway.hpp"
#include "benchmarks/load/nginx_process.hpp"
#include "benchmarks/load/series.hpp"
#include "benchmarks/rows.hpp"

#include <map>
#include <optional>
#include <string_view>

namespace gatehouse {
namespace {

struct bench_length {
  int rounds = 3;
  std::chrono::milliseconds round{1'500};
};

/// One of those that are compared, under load already.
struct rival {
  std::string name;
  mcp_endpoint at;
  int pid = 0;
};

/// What the rivals of one table have in common.
struct contest {
  std::string title;
  std::vector<rival> rivals;
  std::vector<std::string> absent; ///< and why
};

using all_series = std::map<std::string, series>;

/// Runs a load until what is compiled while it runs has been, or for some seconds.
void warm(const mcp_load& load, std::size_t connections) {
  constexpr std::uint64_t enough = 5'000;
  std::uint64_t answers = 0;
  for (int slice = 0; slice < 8 && answers < enough; ++slice)
    answers += run_load(load.calls(), connections, std::chrono::milliseconds{500}).answers;
}

/// Loads the rivals in turn, several times: what disturbs one disturbs the others as well.
all_series load_in_turn(const contest& all, std::size_t connections, const bench_length& length) {
  std::vector<mcp_load> loads;
  loads.reserve(all.rivals.size());
  for (const auto& one : all.rivals) {
    loads.emplace_back(one.at, connections);
    warm(loads.back(), connections);
  }
  all_series found;
  for (int round = 0; round < length.rounds; ++round)
    for (std::size_t at = 0; at < loads.size(); ++at) {
      const auto& one = all.rivals[at];
      const auto before = cpu_of(one.pid);
      const auto result = run_load(loads[at].calls(), connections, length.round);
      found[one.name].add(result, cpu_of(one.pid) - before);
    }
  return found;
}

/// Returns the figures of `all` at so many connections, and prints them as a table.
all_series hold(const contest& all, std::size_t connections, const bench_length& length) {
  const auto title = all.title + ", " + std::to_string(connections) + " connections";
  print_row(title, {"gateway", "calls/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU us per call",
                    "its children's", "CPU over the first", "peak MiB", "its children's MiB",
                    "wrong answers"});
  auto found = load_in_turn(all, connections, length);
  const auto& first = found[all.rivals.front().name];
  for (const auto& one : all.rivals) {
    const auto& its = found[one.name];
    std::vector<double> times;
    for (std::size_t round = 0; round < its.own_us.size(); ++round)
      times.push_back(its.own_us[round] / first.own_us[round]);
    print_row(title, {one.name, spread(its.rates), spread(its.p50_us, 1e-3, 2),
                      spread(its.p99_us, 1e-3, 2), spread(its.p999_us, 1e-3, 2),
                      spread(its.own_us, 1, 1), spread(its.children_us, 1, 1), spread(times, 1, 2),
                      std::to_string(peak_bytes_of(one.pid) >> 20),
                      std::to_string(children_bytes_of(one.pid) >> 20), std::to_string(its.bad)});
  }
  for (const auto& reason : all.absent)
    print_row(title, {"**" + reason + "**"});
  return found;
}

bool all_good(const all_series& found) {
  bool good = true;
  for (const auto& [name, one] : found)
    if (one.bad != 0) {
      std::fprintf(stderr, "%s: the first wrong answer: %s\n", name.c_str(), one.first_bad.c_str());
      good = false;
    }
  return good;
}

constexpr const char* no_npm = "not installed, npm was out of reach: ";

/// What a published server behind the gateways calls its echo.
struct upstream_tool {
  std::string name;
  std::string argument;
};

/// Everything that is compared over one upstream at `url`.
class http_contest {
public:
  http_contest(const std::string& what, std::uint16_t port, const upstream_tool& tool)
      : url_("http://127.0.0.1:" + std::to_string(port) + "/mcp"),
        nginx_(nginx_process::passing_to(port)), ours_(governed_gateway::to_url(url_)) {
    contest_.title = "HTTP upstream (" + what + ")";
    if (nginx_.running())
      contest_.rivals.push_back({"nginx, pass-through",
                                 {nginx_.port(), "/mcp", "", tool.name, tool.argument},
                                 nginx_.pid()});
    else
      contest_.absent.emplace_back("not installed: nginx");
    if (peers_installed()) {
      const auto taken = free_port();
      proxy_ = start_peer("http_proxy.mjs", {std::to_string(taken), url_}, taken, {});
      contest_.rivals.push_back({"mcp-proxy, library",
                                 {taken, "/mcp", "", tool.name, tool.argument},
                                 proxy_.program->pid()});
    } else {
      contest_.absent.push_back(std::string{no_npm} + "mcp-proxy");
    }
    contest_.rivals.push_back(
        {"Gatehouse, governed", ours_.endpoint(tool.name, tool.argument), ours_.pid()});
  }

  const contest& all() const { return contest_; }

  bool has_nginx() const { return nginx_.running(); }

private:
  std::string url_;
  nginx_process nginx_;
  governed_gateway ours_;
  bench_server proxy_;
  contest contest_;
};

std::string shell_words(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words)
    line += (line.empty() ? "'" : " '") + word + "'";
  return line;
}

/// Everything that is compared over one upstream that is started as a child.
class stdio_contest {
public:
  stdio_contest(const std::string& what, const std::vector<std::string>& command,
                const upstream_tool& tool)
      : ours_(governed_gateway::to_command(command)) {
    contest_.title = "stdio upstream (" + what + ")";
    if (peers_installed())
      start_peers(command, tool);
    else
      contest_.absent = {std::string{no_npm} + "mcp-proxy", std::string{no_npm} + "supergateway"};
    contest_.rivals.push_back(
        {"Gatehouse, governed", ours_.endpoint(tool.name, tool.argument), ours_.pid()});
  }

  const contest& all() const { return contest_; }

private:
  void start_peers(const std::vector<std::string>& command, const upstream_tool& tool) {
    auto port = free_port();
    std::vector<std::string> words{"--host",   "127.0.0.1", "--port",          std::to_string(port),
                                   "--server", "stream",    "--no-eventStore", "--"};
    words.insert(words.end(), command.begin(), command.end());
    proxy_ = start_peer("node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs", words, port, {});
    add("mcp-proxy", proxy_, tool);
    port = free_port();
    super_ = start_peer("node_modules/supergateway/dist/index.js",
                        {"--stdio", shell_words(command), "--outputTransport", "streamableHttp",
                         "--stateful", "--logLevel", "none", "--port", std::to_string(port)},
                        port, {});
    add("supergateway, stateful", super_, tool);
  }

  void add(const std::string& name, const bench_server& one, const upstream_tool& tool) {
    contest_.rivals.push_back(
        {name, {one.port, "/mcp", "", tool.name, tool.argument}, one.program->pid()});
  }

  governed_gateway ours_;
  bench_server proxy_;
  bench_server super_;
  contest contest_;
};

void print_bars(const all_series& found) {
  const auto& ours = found.at("Gatehouse, governed");
  const auto& nginx = found.at("nginx, pass-through");
  print_bar("peers: CPU of a governed call over nginx's pass-through",
            median_ratio(ours.own_us, nginx.own_us), bar_side::at_most, 3, bar_gate::against_last);
  print_bar("peers: p99 of a governed call over nginx's pass-through",
            median_ratio(ours.p99_us, nginx.p99_us), bar_side::at_most, 2);
}

bool compare_over_http(const std::string& what, std::uint16_t port, const upstream_tool& tool,
                       const bench_length& length, bool barred) {
  const http_contest contest{what, port, tool};
  const auto many = hold(contest.all(), 64, length);
  if (barred && contest.has_nginx())
    print_bars(many);
  return all_good(many) & all_good(hold(contest.all(), 16, length));
}

bool compare_over_stdio(const std::string& what, const std::vector<std::string>& command,
                        const upstream_tool& tool, const bench_length& length) {
  const stdio_contest contest{what, command, tool};
  return all_good(hold(contest.all(), 64, length)) & all_good(hold(contest.all(), 16, length));
}

/// The published server with every part of MCP, over HTTP and over stdio.
bool compare_with_everything(const bench_length& length) {
  const std::string script = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";
  const upstream_tool tool{"echo", "message"};
  const auto port = free_port();
  const auto server =
      start_peer(script, {"streamableHttp"}, port, {{"PORT", std::to_string(port)}});
  return compare_over_http("server-everything", port, tool, length, false) &
         compare_over_stdio("server-everything",
                            {peer_path("node_modules/node/bin/node"), peer_path(script), "stdio"},
                            tool, length);
}

int run(bool full) {
  const auto length = full ? bench_length{5, std::chrono::milliseconds{4'000}} : bench_length{};
  const upstream_tool tool{"echo", "text"};
  const auto fast = start_fast_upstream();
  bool good = compare_over_http("ours", fast.port, tool, length, true);
  good &= compare_over_stdio("ours", {gatehouse_binary(), sample_server_argument}, tool, length);
  if (full && peers_installed())
    good &= compare_with_everything(length);
  return good ? 0 : 1;
}

} // namespace
} // namespace gatehouse

int main(int count, char** words) {
  return gatehouse::run(count == 2 && std::string_view{words[1]} == "--full");
}
