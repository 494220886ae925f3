#include "actors/upstream/guard_protocol.hpp"

#include "events/core/limits.hpp"

#include <array>
#include <cstring>

namespace gatehouse {

namespace {

constexpr std::size_t header_bytes = 3 * sizeof(std::uint32_t);

template <class Number> void put_number(std::string& out, Number number) {
  std::array<char, sizeof number> bytes;
  std::memcpy(bytes.data(), &number, sizeof number);
  out.append(bytes.data(), bytes.size());
}

template <class Number> bool take_number(std::string_view& from, Number& number) {
  if (from.size() < sizeof number)
    return false;
  std::memcpy(&number, from.data(), sizeof number);
  from.remove_prefix(sizeof number);
  return true;
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

bool take_text(std::string_view& from, std::string& text) {
  std::uint32_t length = 0;
  if (!take_number(from, length) || from.size() < length)
    return false;
  text = from.substr(0, length);
  from.remove_prefix(length);
  return true;
}

bool take_arguments(std::string_view& from, std::vector<std::string>& arguments) {
  std::uint32_t count = 0;
  if (!take_number(from, count))
    return false;
  for (std::uint32_t i = 0; i < count; ++i)
    if (!take_text(from, arguments.emplace_back()))
      return false;
  return true;
}

bool take_environment(std::string_view& from, std::map<std::string, std::string>& environment) {
  std::uint32_t count = 0;
  if (!take_number(from, count))
    return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string name;
    if (!take_text(from, name) || !take_text(from, environment[name]))
      return false;
  }
  return true;
}

} // namespace

std::string encode(const guard_message& message) {
  std::string out;
  out.reserve(header_bytes + message.payload.size());
  put_number(out, static_cast<std::uint32_t>(message.kind));
  put_number(out, message.number);
  put_text(out, message.payload);
  return out;
}

std::string encode(const child_command& command) {
  std::string out;
  put_number(out, static_cast<std::uint32_t>(command.arguments.size()));
  for (const auto& argument : command.arguments)
    put_text(out, argument);
  put_number(out, static_cast<std::uint32_t>(command.environment.size()));
  for (const auto& [name, value] : command.environment) {
    put_text(out, name);
    put_text(out, value);
  }
  put_text(out, command.working_directory);
  return out;
}

std::string encode_numbers(std::int32_t first, std::int32_t second) {
  std::string out;
  put_number(out, first);
  put_number(out, second);
  return out;
}

outcome<child_command> decode_command(std::string_view payload) {
  child_command command;
  if (!take_arguments(payload, command.arguments) ||
      !take_environment(payload, command.environment) ||
      !take_text(payload, command.working_directory) || !payload.empty())
    return failure{errc::internal, "the guard was sent a broken command"};
  return command;
}

std::int32_t decode_number(std::string_view payload, std::size_t index) {
  std::int32_t number = 0;
  if (payload.size() >= (index + 1) * sizeof number)
    std::memcpy(&number, payload.data() + index * sizeof number, sizeof number);
  return number;
}

outcome<std::optional<guard_message>> guard_frames::next() {
  std::string_view from{pending_};
  std::uint32_t kind = 0;
  guard_message message;
  std::uint32_t length = 0;
  if (!take_number(from, kind) || !take_number(from, message.number) || !take_number(from, length))
    return std::optional<guard_message>{};
  if (kind < static_cast<std::uint32_t>(guard_frame::spawn) ||
      kind > static_cast<std::uint32_t>(guard_frame::exited) ||
      length > limits::child_request_bytes_max)
    return failure{errc::internal, "the guard's socket carries something else"};
  if (from.size() < length)
    return std::optional<guard_message>{};
  message.kind = static_cast<guard_frame>(kind);
  message.payload = from.substr(0, length);
  pending_.erase(0, header_bytes + length);
  return std::optional{std::move(message)};
}

} // namespace gatehouse
