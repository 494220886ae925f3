#pragma once

#include "events/core/outcome.hpp"

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace gatehouse {

/// Returns `io_failed` with the reason that the system has just left in errno.
inline failure system_failure(std::string_view doing, const std::string& path) {
  return {errc::io_failed,
          std::string{doing} + ' ' + path + ": " + std::generic_category().message(errno)};
}

} // namespace gatehouse
