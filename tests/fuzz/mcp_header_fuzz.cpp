#include "http/mcp/mcp_headers.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// A value stands for itself or for the one text that is encoded so: two spellings of one text would
// let a value pass an intermediary that looks for the other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string value{reinterpret_cast<const char*>(data), size};
  const auto text = gatehouse::decode_mcp_header(value);
  if (!text || *text == value)
    return 0;
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded = "=?base64?";
  for (std::size_t at = 0; at < text->size(); at += 3) {
    std::uint32_t bits = 0;
    const auto left = text->size() - at;
    for (std::size_t byte = 0; byte < 3; ++byte)
      bits = bits << 8 | (byte < left ? static_cast<unsigned char>((*text)[at + byte]) : 0u);
    for (std::size_t digit = 0; digit < 4; ++digit)
      encoded += digit <= left ? alphabet[bits >> (18 - 6 * digit) & 63u] : '=';
  }
  if (encoded + "?=" != value)
    std::abort();
  return 0;
}
