#include "actors/uri_template.hpp"

#include "events/core/limits.hpp"

namespace gatehouse {

namespace {

/// What a part of a template can stand for.
struct template_part {
  std::string_view literal; ///< in front of the expression
  std::string_view inside;  ///< of the expression's braces
  bool expression = false;  ///< one follows the literal
  bool takes_slash = false; ///< {+x}, {#x}, {/x} and {x*} of paths may hold slashes
};

template_part take_part(std::string_view& rest) {
  template_part part;
  const auto open = rest.find('{');
  part.literal = rest.substr(0, open);
  if (open == std::string_view::npos) {
    rest = {};
    return part;
  }
  const auto close = rest.find('}', open);
  const auto inside = rest.substr(open + 1, close - open - 1);
  part.expression = true;
  part.inside = inside;
  part.takes_slash = !inside.empty() && (inside.front() == '+' || inside.front() == '#' ||
                                         inside.front() == '/' || inside.back() == '*');
  rest = close == std::string_view::npos ? std::string_view{} : rest.substr(close + 1);
  return part;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') ||
                            std::string_view{"-._~"}.find(c) != std::string_view::npos;
    if (unreserved)
      out += c;
    else
      out.append(1, '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
  }
  return out;
}

} // namespace

bool may_expand_to(std::string_view uri_template, std::string_view uri) {
  if (uri_template.size() > limits::uri_bytes_max || uri.size() > limits::uri_bytes_max)
    return false;
  bool open = false; // an expression takes what comes before the next literal
  bool slashes = false;
  while (true) {
    auto part = take_part(uri_template);
    const bool last = !part.expression && uri_template.empty();
    const auto at = !open  ? (uri.starts_with(part.literal) ? 0 : std::string_view::npos)
                    : last ? (uri.ends_with(part.literal) ? uri.size() - part.literal.size()
                                                          : std::string_view::npos)
                           : uri.find(part.literal);
    if (at == std::string_view::npos)
      return false;
    if (open && !slashes && uri.substr(0, at).find('/') != std::string_view::npos)
      return false;
    uri.remove_prefix(at + part.literal.size());
    if (last)
      return uri.empty();
    open = part.expression;
    slashes = part.takes_slash;
  }
}

std::vector<std::string> expansions(std::string_view uri_template,
                                    const std::map<std::string, std::string>& values) {
  std::string encoded;
  std::string plain;
  while (!uri_template.empty()) {
    const auto part = take_part(uri_template);
    encoded.append(part.literal);
    plain.append(part.literal);
    if (!part.expression)
      continue;
    const bool reserved = part.inside.starts_with('+');
    const auto value = values.find(std::string{part.inside.substr(reserved ? 1 : 0)});
    if (value == values.end())
      return {};
    encoded.append(reserved ? value->second : percent_encoded(value->second));
    plain.append(value->second);
  }
  return encoded == plain ? std::vector{plain} : std::vector{encoded, plain};
}

} // namespace gatehouse
