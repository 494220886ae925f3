#include "actors/upstream/endpoint_url.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gatehouse {

namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Says whether `text` begins with a scheme (RFC 3986, section 3.1).
bool has_scheme(std::string_view text) {
  const auto end = text.find_first_of(":/?#");
  return end != std::string_view::npos && end > 0 && text[end] == ':';
}

/// RFC 3986, section 5.2.4. `path` begins with a slash.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool dots = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty())
      kept.pop_back();
    if (!dots)
      kept.push_back(segment);
    else if (path.empty())
      kept.push_back({});
  }
  std::string out;
  for (auto segment : kept)
    out.append("/").append(segment);
  return out.empty() ? "/" : out;
}

/// Returns the path and query that a relative reference names.
std::string target_of(const http_url& base, std::string_view reference) {
  const auto base_path = base.target.substr(0, base.target.find('?'));
  const auto mark = std::min(reference.find('?'), reference.size());
  const auto path = reference.substr(0, mark);
  const std::string query{reference.substr(mark)};
  if (path.empty())
    return base_path + (query.empty() ? base.target.substr(base_path.size()) : query);
  if (path.starts_with('/'))
    return without_dots(path) + query;
  const auto folder = base_path.substr(0, base_path.rfind('/') + 1);
  return without_dots(folder + std::string{path}) + query;
}

} // namespace

outcome<http_url> resolve_endpoint(const http_url& base, std::string_view reference) {
  std::string absolute{reference};
  if (reference.starts_with("//"))
    absolute = "http:" + absolute;
  else if (!has_scheme(reference))
    absolute = "http://" + base.authority + target_of(base, reference);
  auto url = parse_http_url(absolute);
  if (!url)
    return failure{errc::upstream_protocol, "the server's endpoint is no http URL"};
  if (lower(url->host) != lower(base.host) || url->port != base.port)
    return failure{errc::upstream_protocol, "the server's endpoint is on another server"};
  return url;
}

} // namespace gatehouse
