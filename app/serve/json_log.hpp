#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gatehouse {

enum class log_level { info, warning, error };

/// Writes one line of JSON to the standard error: time, level, event, and `fields`. Never a secret.
///
/// Thread rule: from any thread; lines do not mix.
void log_line(log_level level, std::string_view event,
              std::initializer_list<std::pair<std::string_view, std::string>> fields = {});

} // namespace gatehouse
