#pragma once

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `bytes` as lower-case hex, 32 bytes a line, each line ended.
inline std::string to_hex(std::string_view bytes) {
  constexpr std::size_t line_bytes = 32;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    hex += digits[byte >> 4];
    hex += digits[byte & 15u];
    if (at % line_bytes == line_bytes - 1 || at + 1 == bytes.size())
      hex += '\n';
  }
  return hex;
}

/// Returns the bytes of a file of hex; nothing when there is no such file or it holds no hex.
inline std::optional<std::string> read_hex(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in)
    return std::nullopt;
  std::string bytes;
  for (std::string line; std::getline(in, line);) {
    for (std::size_t at = 0; at < line.size(); at += 2) {
      unsigned byte = 0;
      const auto* pair = line.data() + at;
      const auto* pair_end = line.data() + std::min(at + 2, line.size());
      const auto [end, error] = std::from_chars(pair, pair_end, byte, 16);
      if (error != std::errc{} || end != pair + 2)
        return std::nullopt;
      bytes += static_cast<char>(byte);
    }
  }
  return bytes;
}

/// Like read_hex, but writes `bytes` first if the file is missing and GATEHOUSE_UPDATE is 1.
inline std::optional<std::string> read_or_create_hex(const std::filesystem::path& file,
                                                     std::string_view bytes) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): the tests that ask have one thread and set no variable.
  const char* update = std::getenv("GATEHOUSE_UPDATE");
  if (update != nullptr && std::string_view{update} == "1" && !std::filesystem::exists(file)) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << to_hex(bytes);
  }
  return read_hex(file);
}

} // namespace gatehouse
