#pragma once

#include "storage/json/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the result of tools/list.
std::string sample_tool_list(bool mischief);

/// Calls a well-behaved tool; nothing if there is none of that name.
std::optional<std::string> call_sample_tool(std::string_view tool, const json_value& arguments);

/// Calls a tool that misbehaves (all but `sleep`, which the server does itself).
std::optional<std::string> call_mischief(std::string_view tool, const json_value& arguments);

/// Returns a tool result with one text.
std::string text_result(std::string_view text, bool is_error = false);

/// Writes all of `text`, blocking.
void write_all(int fd, std::string_view text);

} // namespace gatehouse
