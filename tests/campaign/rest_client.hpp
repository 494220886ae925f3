#pragma once

#include "tests/support/http_client.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse {

/// Asks the REST interface as the holder of one token, on a connection of its own for each request.
///
/// Thread rule: one thread.
class test_rest_client {
public:
  test_rest_client(std::uint16_t port, std::string token) : port_(port), token_(std::move(token)) {}

  http_answer get(const std::string& path) { return ask("GET", path); }

  http_answer post(const std::string& path, const std::string& body) {
    return ask("POST", path, body);
  }

  http_answer ask(const std::string& method, const std::string& path, const std::string& body = {});

  /// Returns the bodies of all answers so far.
  const std::vector<std::string>& transcript() const noexcept { return transcript_; }

private:
  std::uint16_t port_;
  std::string token_;
  std::vector<std::string> transcript_;
};

} // namespace gatehouse
