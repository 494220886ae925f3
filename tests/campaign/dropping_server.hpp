#pragma once

#include "actors/upstream/descriptor.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <thread>

namespace gatehouse {

/// An MCP server over HTTP on 127.0.0.1, without sessions, with two tools: `echo` returns its
/// arguments' bytes, and `crash` is answered by closing the socket.
///
/// Thread rule: one thread of its own, whatever is connected.
class dropping_server {
public:
  dropping_server();
  ~dropping_server();
  dropping_server(const dropping_server&) = delete;
  dropping_server& operator=(const dropping_server&) = delete;

  std::string url() const;

private:
  void run();
  void welcome();
  /// Returns whether the connection goes on.
  bool serve(int fd, std::string& unread);

  descriptor listening_;
  descriptor ended_; ///< readable once the server is to end
  std::uint16_t port_ = 0;
  std::map<int, std::string> unread_; ///< by open socket
  std::thread thread_;
};

} // namespace gatehouse
