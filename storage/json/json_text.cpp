#include "storage/json/json_text.hpp"

#include <cstdint>

namespace gatehouse {
namespace {

unsigned hex_digit(char digit) {
  if (digit >= '0' && digit <= '9')
    return static_cast<unsigned>(digit - '0');
  return static_cast<unsigned>((digit | 0x20) - 'a') + 10u;
}

unsigned hex_quad(std::string_view digits) {
  unsigned unit = 0;
  for (char digit : digits.substr(0, 4))
    unit = unit * 16 + hex_digit(digit);
  return unit;
}

void append_utf8(std::string& out, std::uint32_t code_point) {
  auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
    return;
  }
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else {
    if (code_point < 0x10000) {
      put(0xE0 | code_point >> 12);
    } else {
      put(0xF0 | code_point >> 18);
      put(0x80 | (code_point >> 12 & 0x3F));
    }
    put(0x80 | (code_point >> 6 & 0x3F));
  }
  put(0x80 | (code_point & 0x3F));
}

/// Appends what the escape at the front of `rest` (after the backslash) means; returns its length.
std::size_t append_escape(std::string& out, std::string_view rest) {
  switch (rest.front()) {
  case 'b':
    out.push_back('\b');
    return 1;
  case 'f':
    out.push_back('\f');
    return 1;
  case 'n':
    out.push_back('\n');
    return 1;
  case 'r':
    out.push_back('\r');
    return 1;
  case 't':
    out.push_back('\t');
    return 1;
  case 'u': {
    const unsigned unit = hex_quad(rest.substr(1));
    if (unit < 0xD800 || unit > 0xDBFF) {
      append_utf8(out, unit);
      return 5;
    }
    append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (hex_quad(rest.substr(7)) - 0xDC00));
    return 11;
  }
  default: // quote, backslash, slash
    out.push_back(rest.front());
    return 1;
  }
}

} // namespace

std::string unescape_json_string(std::string_view token) {
  std::string_view rest = token.substr(1, token.size() - 2);
  std::string out;
  out.reserve(rest.size());
  for (;;) {
    const auto escape = rest.find('\\');
    out.append(rest.substr(0, escape));
    if (escape == std::string_view::npos)
      return out;
    rest.remove_prefix(escape + 1);
    rest.remove_prefix(append_escape(out, rest));
  }
}

bool json_string_equals(std::string_view token, std::string_view text) {
  const auto inner = token.substr(1, token.size() - 2);
  if (inner.find('\\') == std::string_view::npos)
    return inner == text;
  return unescape_json_string(token) == text;
}

std::string replace_ill_formed_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 3);
  while (!text.empty()) {
    const auto good = well_formed_utf8_length(text);
    out.append(text.substr(0, good));
    text.remove_prefix(good);
    if (text.empty())
      break;
    out.append("\xEF\xBF\xBD");
    text.remove_prefix(step_utf8(text).length);
  }
  return out;
}

std::string join_json_objects(std::initializer_list<std::string_view> objects) {
  std::size_t bytes = 2;
  for (const auto object : objects)
    bytes += object.size();
  std::string out;
  out.reserve(bytes);
  out += '{';
  for (auto object : objects) {
    const auto begin = object.find_first_not_of(" \t\r\n{");
    const auto end = object.find_last_of('}');
    if (begin >= end || end == std::string_view::npos)
      continue; // no members
    if (out.size() > 1)
      out += ',';
    out.append(object.substr(begin, end - begin));
  }
  out += '}';
  return out;
}

} // namespace gatehouse
