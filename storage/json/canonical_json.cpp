#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace gatehouse {
namespace {

/// Orders keys by UTF-16 code units, as RFC 8785, 3.2.3 wants. That is the order of UTF-8 bytes
/// except that characters beyond U+FFFF (lead byte 0xF0 and up; surrogates in UTF-16) stand before
/// U+E000 to U+FFFF (lead bytes 0xEE and 0xEF).
bool before_in_utf16(std::string_view left, std::string_view right) {
  const auto shorter = std::min(left.size(), right.size());
  const auto differ = std::mismatch(
      left.begin(), left.begin() + static_cast<std::ptrdiff_t>(shorter), right.begin());
  if (differ.first == left.begin() + static_cast<std::ptrdiff_t>(shorter))
    return left.size() < right.size();
  const auto one = static_cast<unsigned char>(*differ.first);
  const auto two = static_cast<unsigned char>(*differ.second);
  const bool one_beyond = one >= 0xF0;
  const bool two_beyond = two >= 0xF0;
  if (one_beyond != two_beyond && std::min(one, two) >= 0xEE)
    return one_beyond;
  return one < two;
}

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view short_form = "btn_fr"; // U+0008 to U+000D; U+000B has none
  out.push_back('"');
  for (char one : text) {
    const auto code = static_cast<unsigned char>(one);
    if (one == '"' || one == '\\') {
      out.push_back('\\');
      out.push_back(one);
    } else if (code >= 0x20) {
      out.push_back(one);
    } else if (code >= 0x08 && code <= 0x0D && code != 0x0B) {
      out.push_back('\\');
      out.push_back(short_form[code - 0x08u]);
    } else {
      out.append("\\u00");
      out.push_back(hex[code >> 4u]);
      out.push_back(hex[code & 15u]);
    }
  }
  out.push_back('"');
}

/// Appends the number as ECMAScript's Number::toString would: the shortest digits that read back to
/// the same double, in one of four layouts chosen by the place of the decimal point.
void append_number(std::string& out, std::string_view token) {
  double number = 0;
  std::from_chars(token.data(), token.data() + token.size(), number); // too small stays 0
  if (number == 0) {
    out.push_back('0'); // also for -0
    return;
  }
  std::array<char, 32> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                     std::chars_format::scientific);
  std::string_view form{buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())};
  if (form.front() == '-') {
    out.push_back('-');
    form.remove_prefix(1);
  }
  const auto mark = form.find('e');
  int exponent = 0;
  const bool negative = form[mark + 1] == '-';
  std::from_chars(form.data() + mark + 2, form.data() + form.size(), exponent);
  std::string digits{form.substr(0, 1)};
  if (mark > 2)
    digits.append(form.substr(2, mark - 2));
  const int count = static_cast<int>(digits.size());
  const int point = (negative ? -exponent : exponent) + 1; // digits before the decimal point
  constexpr int fixed_max = 21;
  constexpr int leading_zeros_max = 6;
  if (count <= point && point <= fixed_max) {
    out.append(digits).append(static_cast<std::size_t>(point - count), '0');
  } else if (0 < point && point <= fixed_max) {
    out.append(digits, 0, static_cast<std::size_t>(point)).push_back('.');
    out.append(digits, static_cast<std::size_t>(point));
  } else if (-leading_zeros_max < point && point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
  } else {
    out.push_back(digits.front());
    if (count > 1)
      out.append(1, '.').append(digits, 1);
    out.append(point > 0 ? "e+" : "e-").append(std::to_string(std::abs(point - 1)));
  }
}

/// Recursion is as deep as the document, which json_limits bounds.
void append_value(std::string& out, const json_value& value) {
  switch (value.kind()) {
  case json_kind::null:
  case json_kind::boolean:
    out.append(value.raw());
    return;
  case json_kind::number:
    append_number(out, value.raw());
    return;
  case json_kind::string:
    append_string(out, *value.as_string());
    return;
  case json_kind::array: {
    char lead = '[';
    for (const auto& element : value.elements()) {
      out.push_back(std::exchange(lead, ','));
      append_value(out, element);
    }
    out.append(lead == '[' ? "[]" : "]");
    return;
  }
  case json_kind::object: {
    auto members = value.members();
    std::sort(members.begin(), members.end(), [](const auto& left, const auto& right) {
      return before_in_utf16(left.first, right.first);
    });
    char lead = '{';
    for (const auto& [key, member] : members) {
      out.push_back(std::exchange(lead, ','));
      append_string(out, key);
      out.push_back(':');
      append_value(out, member);
    }
    out.append(lead == '{' ? "{}" : "}");
    return;
  }
  }
}

} // namespace

std::string canonical_json(const json_value& value) {
  std::string out;
  out.reserve(value.raw().size());
  append_value(out, value);
  return out;
}

} // namespace gatehouse
