#include "actors/upstream/http_url.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace gatehouse {

namespace {

failure refused(std::string why) {
  return {errc::invalid_argument, "the URL " + std::move(why)};
}

bool is_visible(char c) {
  return c > ' ' && c < '\x7f';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool is_address6(std::string_view text) {
  return text.find(':') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           char l = lower(c);
           return is_digit(c) || (l >= 'a' && l <= 'f') || c == ':' || c == '.';
         });
}

bool is_host_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_';
  });
}

bool is_port(std::string_view text) {
  std::uint16_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

/// Cuts "host", "host:port" or "[address]:port".
outcome<http_url> parse_authority(std::string_view text) {
  if (text.find('@') != std::string_view::npos)
    return refused("holds user information; use a header instead");
  http_url url;
  std::string_view port;
  const bool literal = text.starts_with('[');
  const auto host_end = literal ? text.find(']') : std::min(text.find(':'), text.size());
  if (host_end == std::string_view::npos)
    return refused("has an address without its closing bracket");
  url.host = lowered(literal ? text.substr(1, host_end - 1) : text.substr(0, host_end));
  if (literal ? !is_address6(url.host) : !is_host_name(url.host))
    return refused("has no valid host");
  port = text.substr(std::min(text.size(), host_end + (literal ? 1 : 0)));
  if (port.starts_with(':'))
    port.remove_prefix(1);
  else if (!port.empty())
    return refused("has something between host and port");
  if (!port.empty() && !is_port(port))
    return refused("has no valid port");
  url.port = port.empty() ? "80" : std::string{port};
  url.authority = literal ? "[" + url.host + "]" : url.host;
  if (url.port != "80")
    url.authority += ":" + url.port;
  return url;
}

constexpr std::array<std::string_view, 13> reserved_headers{
    "accept",         "connection", "content-length", "content-type",
    "expect",         "host",       "keep-alive",     "mcp-protocol-version",
    "mcp-session-id", "te",         "last-event-id",  "transfer-encoding",
    "upgrade"};

bool is_token(char c) {
  return is_digit(c) || is_letter(c) ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

bool is_field_text(char c) {
  return c == ' ' || c == '\t' || is_visible(c);
}

} // namespace

outcome<http_url> parse_http_url(std::string_view text) {
  if (text.size() > limits::target_bytes_max)
    return refused("is too long");
  if (!std::all_of(text.begin(), text.end(), is_visible))
    return refused("holds a character that must be percent-encoded");
  const auto scheme_end = text.find("://");
  const auto scheme =
      scheme_end == std::string_view::npos ? std::string{} : lowered(text.substr(0, scheme_end));
  if (scheme == "https")
    return refused("is https: run a local TLS proxy and give its http URL for now");
  if (scheme != "http")
    return refused("does not begin with http://");
  text.remove_prefix(scheme_end + 3);
  if (text.find('#') != std::string_view::npos)
    return refused("holds a fragment");
  const auto authority_end = std::min(text.find_first_of("/?"), text.size());
  auto url = parse_authority(text.substr(0, authority_end));
  if (!url)
    return url;
  url->target = text.substr(authority_end);
  if (!url->target.starts_with('/'))
    url->target.insert(0, "/");
  return url;
}

url_and_query cut_query(std::string_view text) {
  const auto mark = std::min(text.find('?'), text.size());
  return {std::string{text.substr(0, mark)},
          std::string{text.substr(std::min(mark + 1, text.size()))}};
}

outcome<nothing> check_http_header(std::string_view name, std::string_view value) {
  if (name.empty() || name.size() > limits::name_bytes_max ||
      !std::all_of(name.begin(), name.end(), is_token))
    return failure{errc::invalid_argument, "a header's name is not a token"};
  const auto known = lowered(name);
  if (std::find(reserved_headers.begin(), reserved_headers.end(), known) != reserved_headers.end())
    return failure{errc::invalid_argument, "the header " + known + " is the transport's own"};
  if (value.size() > limits::target_bytes_max ||
      !std::all_of(value.begin(), value.end(), is_field_text))
    return failure{errc::invalid_argument, "the value of header " + known + " is malformed"};
  return nothing{};
}

} // namespace gatehouse
