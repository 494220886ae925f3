#include "http/request_target.hpp"

#include "storage/json/json_text.hpp"

#include <algorithm>
#include <optional>

namespace gatehouse {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

/// Returns the decoded text; nothing if an escape is malformed or the outcome is not plain text.
std::optional<std::string> decode(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (at + 2 >= text.size())
        return {};
      const int high = hex_digit(text[at + 1]);
      const int low = hex_digit(text[at + 2]);
      if (high < 0 || low < 0)
        return {};
      c = static_cast<char>(high * 16 + low);
      at += 2;
      if (is_control(c) || (c == '/' && !form))
        return {};
    } else if (c == '+' && form) {
      c = ' ';
    }
    out += c;
  }
  if (well_formed_utf8_length(out) != out.size())
    return {};
  return out;
}

bool decode_query(std::string_view text, std::multimap<std::string, std::string>& query) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty())
      continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value)
      return false;
    query.emplace(std::move(*name), std::move(*value));
  }
  return true;
}

failure malformed(std::string_view what) {
  return {errc::invalid_request, "The request target " + std::string{what} + "."};
}

/// Cuts scheme and authority off an absolute target.
std::string take_authority(std::string_view& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme))
      continue;
    target.remove_prefix(scheme.size());
    const auto end = std::min(target.find_first_of("/?"), target.size());
    std::string authority{target.substr(0, end)};
    target.remove_prefix(end);
    return authority;
  }
  return {};
}

} // namespace

outcome<request_target> parse_target(std::string_view target) {
  const auto visible = [](char c) { return c > 0x20 && c < 0x7F && c != '#'; };
  if (!std::all_of(target.begin(), target.end(), visible))
    return malformed("holds a character that must be encoded");
  request_target parsed;
  parsed.authority = take_authority(target);
  const auto question = std::min(target.find('?'), target.size());
  auto path = target.substr(0, question);
  if (path.empty() && !parsed.authority.empty())
    path = "/";
  if (!path.starts_with('/') && path != "*")
    return malformed("does not start with a slash");
  auto decoded = decode(path, false);
  if (!decoded || !decode_query(target.substr(std::min(question + 1, target.size())), parsed.query))
    return malformed("is not valid percent-encoded UTF-8 text");
  parsed.path = std::move(*decoded);
  return parsed;
}

std::string_view take_segment(std::string_view& path) {
  if (!path.starts_with('/'))
    return {};
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

std::string encode_path(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view{"-._~/"}.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

} // namespace gatehouse
