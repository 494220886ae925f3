#pragma once

#include "tests/campaign/child_program.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// A server that a benchmark started, on a port of the loopback.
struct bench_server {
  std::unique_ptr<child_program> program;
  std::uint16_t port = 0;

  std::string url(const std::string& path = "/mcp") const {
    return "http://127.0.0.1:" + std::to_string(port) + path;
  }
};

/// Starts our MCP server over HTTP with so many tools. Errors: ends the program.
bench_server start_fast_upstream(std::size_t tools = 1);

/// Returns the library that, preloaded into a server, takes its syncs out.
std::string no_sync_library();

/// Returns whether the packages of benchmarks/peers are installed, as its lock file has them.
bool peers_installed();

/// Returns the path of something in those packages.
std::string peer_path(const std::string& name);

/// Starts a script of those packages; `arguments` follow its path. It must listen on `port`, which
/// the loopback preload holds to the loopback. Errors: ends the program.
bench_server start_peer(const std::string& script, const std::vector<std::string>& arguments,
                        std::uint16_t port, const std::map<std::string, std::string>& environment);

} // namespace gatehouse
