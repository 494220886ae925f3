#pragma once

#include "tests/campaign/child_program.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace gatehouse {

/// nginx with one worker that answers every request with the same JSON body: how fast the same
/// machine moves the same bytes when nothing is done with them.
class nginx_reference {
public:
  /// Starts it where nginx is installed; without it, or if it does not answer, running() is false.
  explicit nginx_reference(const std::string& body);
  ~nginx_reference();

  bool running() const noexcept { return port_ != 0; }

  std::uint16_t port() const noexcept { return port_; }

  int pid() const noexcept { return program_->pid(); }

private:
  temp_folder folder_;
  std::unique_ptr<child_program> program_;
  std::uint16_t port_ = 0;
};

/// Returns the path of nginx, "" where it is not installed.
std::string find_nginx();

} // namespace gatehouse
