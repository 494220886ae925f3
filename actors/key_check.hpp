#pragma once

#include "actors/published.hpp"
#include "actors/startup.hpp"

namespace gatehouse {

/// Unwraps every data key in use once, so that no call waits for a file, and a lost key is noticed
/// before anything is served. Blocks.
/// Errors: `key_missing` (names the file, whose key it is, since when, and what to do).
outcome<nothing> check_data_keys(const opened_folder& folder, const std::string& keys_folder,
                                 const published& current);

} // namespace gatehouse
