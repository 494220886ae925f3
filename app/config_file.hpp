#pragma once

#include "events/core/outcome.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// Returns `words` with the options of the file that `--config FILE` names added, those left out
/// that `words` give themselves. A line is `option = value`, quotes around a value are dropped, `#`
/// begins a comment; an option that may be given often may have many lines.
/// Errors: `invalid_argument` (the file, or a line of it).
outcome<std::vector<std::string>> with_config_file(std::vector<std::string> words);

} // namespace gatehouse
