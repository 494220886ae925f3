#pragma once

#include "tests/campaign/child_program.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace gatehouse {

/// nginx with one worker on a port of the loopback: what the same machine does with the same bytes
/// when nobody looks at them.
class nginx_process {
public:
  /// One that answers every request with the same JSON body.
  static nginx_process answering(const std::string& body);
  /// One that passes every request on to `upstream` of the loopback over connections it keeps.
  static nginx_process passing_to(std::uint16_t upstream);

  ~nginx_process();
  nginx_process(nginx_process&&) = default;
  nginx_process& operator=(nginx_process&&) = delete;

  /// Returns whether it is there: not where nginx is not installed, or does not start.
  bool running() const noexcept { return port_ != 0; }

  std::uint16_t port() const noexcept { return port_; }

  int pid() const noexcept { return program_->pid(); }

private:
  /// `site` is what the server's block has, `around` what is beside it.
  nginx_process(const std::string& site, const std::string& around);

  std::unique_ptr<temp_folder> folder_;
  std::unique_ptr<child_program> program_;
  std::uint16_t port_ = 0;
};

/// Returns the path of nginx, "" where it is not installed.
std::string find_nginx();

} // namespace gatehouse
