#include "benchmarks/load/bench_servers.hpp"

#include "benchmarks/load/free_port.hpp"
#include "tests/campaign/campaign_world.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace gatehouse {

namespace {

/// Benchmarks run at the root of the tree.
constexpr const char* peers_folder = "benchmarks/peers/";

} // namespace

bench_server start_fast_upstream(std::size_t tools) {
  const child_start how{{GATEHOUSE_FAST_UPSTREAM, "--tools", std::to_string(tools)}, {}};
  bench_server made{std::make_unique<child_program>(how)};
  const auto line = made.program->read_line();
  if (!line)
    std::abort();
  made.port = static_cast<std::uint16_t>(std::stoi(*line));
  return made;
}

std::string no_sync_library() {
  return GATEHOUSE_NO_SYNC;
}

std::string peer_path(const std::string& name) {
  return std::filesystem::absolute(peers_folder + name).string();
}

bool peers_installed() {
  const auto installed = read_file(peer_path("node_modules/installed-lock.json"));
  return !installed.empty() && installed == read_file(peer_path("package-lock.json"));
}

bench_server start_peer(const std::string& script, const std::vector<std::string>& arguments,
                        std::uint16_t port, const std::map<std::string, std::string>& environment) {
  child_start how{{peer_path("node_modules/node/bin/node"), "--import", peer_path("loopback.mjs"),
                   peer_path(script)},
                  environment,
                  "build/peers.log"};
  how.arguments.insert(how.arguments.end(), arguments.begin(), arguments.end());
  bench_server made{std::make_unique<child_program>(how), port};
  if (!accepts_connections(port)) {
    std::fprintf(stderr, "%s does not listen, see build/peers.log\n", script.c_str());
    std::abort();
  }
  return made;
}

} // namespace gatehouse
