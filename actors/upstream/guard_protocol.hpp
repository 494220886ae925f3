#pragma once

#include "actors/upstream/child_guard.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// What the gateway and the guard tell each other over their socket pair. Both are the same binary,
/// so numbers are in its own byte order.
///
///   frame   = kind (u32) number (u32) length (u32) payload
///   spawn   : number = request; payload = command; with the child's ends of three pipes
///   end     : number = group
///   started : number = request; payload = group (i32)
///   refused : number = request; payload = failed step (i32) errno (i32)
///   exited  : number = group; payload = wait status (i32)
///   command = list of arguments, list of (name, value), working directory (string)
///   list    = count (u32) item*;  argument, name, value = string;  string = length (u32) bytes
enum class guard_frame : std::uint32_t { spawn = 1, end, started, refused, exited };

/// What of starting a child failed.
enum class spawn_step : std::int32_t { fork, directory, program };

struct guard_message {
  guard_frame kind = guard_frame::end;
  std::uint32_t number = 0;
  std::string payload;
};

std::string encode(const guard_message& message);
std::string encode(const child_command& command);
std::string encode_numbers(std::int32_t first, std::int32_t second = 0);

/// Errors: `internal` when the bytes are not what the encoder wrote.
outcome<child_command> decode_command(std::string_view payload);

/// Returns number `index` of a payload written by encode_numbers, 0 if it has none.
std::int32_t decode_number(std::string_view payload, std::size_t index);

/// Cuts a byte stream into frames. Bounds: limits::child_request_bytes_max for a payload.
class guard_frames {
public:
  void feed(std::string_view bytes) { pending_.append(bytes); }

  /// Returns the next whole frame, nothing if there is none yet.
  /// Errors: `internal` when the stream is broken; it is then of no more use.
  outcome<std::optional<guard_message>> next();

private:
  std::string pending_;
};

} // namespace gatehouse
