#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

// What this server and its clients say of themselves in both eras; ours as raw JSON.

/// Returns the Implementation object: name, title, version.
const std::string& server_info();
/// Returns the text for the model, as a raw JSON string.
const std::string& server_instructions();

/// Returns what a client says of itself, cut to limits::client_text_bytes_max.
std::string client_text(std::string text);

} // namespace gatehouse
