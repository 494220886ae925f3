#pragma once

#include "events/core/outcome.hpp"
#include "storage/proof/verifier_key.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse {

/// Reads a file that a verb was given. Errors: `invalid_argument` (missing, unreadable),
/// `too_large`.
outcome<std::string> read_text_file(const std::string& path, std::size_t bytes_max);

/// Reads a file of verifier keys. Errors: also `checkpoint_invalid`.
outcome<std::vector<verifier_key>> read_verifier_keys(const std::string& path);

} // namespace gatehouse
