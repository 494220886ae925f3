#pragma once

#include <functional>
#include <string>

namespace gatehouse {

/// Takes a line that an operator should read: something is wrong that no client is told of. Never a
/// secret. Thread rule: called from any thread.
using operator_log = std::function<void(const std::string& line)>;

} // namespace gatehouse
