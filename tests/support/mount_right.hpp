#pragma once

#include <cstdlib>
#include <string_view>

namespace gatehouse {

/// What a test says that needs to mount a small file system and may not: it fails.
inline constexpr const char* no_mount_right =
    "this test mounts a small file system and may not; run it as root, or set "
    "GATEHOUSE_NO_MOUNT=1 to do without";

/// Returns whether tests that mount are to be left out (GATEHOUSE_NO_MOUNT=1).
inline bool mounts_left_out() {
  const char* said = std::getenv("GATEHOUSE_NO_MOUNT");
  return said != nullptr && std::string_view{said} == "1";
}

} // namespace gatehouse
