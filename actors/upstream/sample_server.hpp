#pragma once

namespace gatehouse {

/// The hidden first argument that turns the binary into the sample server, and the one after it
/// that adds the tools that misbehave.
inline constexpr const char* sample_server_argument = "--sample-server";
inline constexpr const char* sample_mischief_argument = "--mischief";

/// A small MCP server on stdin and stdout, for a first run without network and for tests.
///
/// Tools: `echo {text}`, `add {a, b}`, `clock {}`. With `mischief` also `sleep {ms}`, `fail {}`,
/// `refuse {}`, `crash {}`, `garbage {lines}`, `flood {bytes}`, `change {}`, `spawn {}`,
/// `environment {}`; it then says on stderr what it was told to cancel and when its input ended.
/// Returns the process's exit status, when stdin ends.
int run_sample_server(bool mischief);

} // namespace gatehouse
