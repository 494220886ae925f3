#include "events/names/slug.hpp"

#include "events/core/limits.hpp"
#include "events/names/ascii.hpp"
#include "events/names/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse {

namespace {

/// Words that no organization may be called, since a path of ours begins with them, ever might, or
/// a person could take them for one of ours. In byte order. Words the grammar refuses anyway
/// (`.well-known`, `favicon.ico`, ...) are not listed.
constexpr auto reserved_org_slugs = std::to_array<std::string_view>({
    "account",      "accounts",     "admin",         "api",     "api-keys",   "app",
    "assets",       "auth",         "billing",       "blog",    "callback",   "careers",
    "cdn-cgi",      "changelog",    "console",       "create",  "create-org", "dashboard",
    "docs",         "executor",     "gatehouse",     "healthz", "help",       "home",
    "integrations", "internal",     "invite",        "join",    "login",      "logout",
    "mcp",          "me",           "metrics",       "new",     "null",       "oauth",
    "org",          "organization", "organizations", "orgs",    "plugins",    "policies",
    "pricing",      "privacy",      "public",        "readyz",  "register",   "resume",
    "root",         "secrets",      "settings",      "setup",   "setup-mcp",  "sign-in",
    "sign-out",     "sign-up",      "signin",        "signout", "signup",     "sso",
    "static",       "status",       "support",       "system",  "team",       "teams",
    "terms",        "tools",        "undefined",     "user",    "users",      "www",
});

static_assert(std::is_sorted(reserved_org_slugs.begin(), reserved_org_slugs.end()));

bool is_slug_character(char c) noexcept {
  return (is_letter(c) && !is_upper(c)) || is_digit(c) || c == '-';
}

bool is_slug_text(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_slug_character);
}

bool has_hyphen_at_end(std::string_view text) noexcept {
  return text.starts_with('-') || text.ends_with('-');
}

bool is_toolkit_slug(std::string_view text) noexcept {
  return !text.empty() && text.size() <= limits::slug_bytes_max && is_slug_text(text) &&
         !has_hyphen_at_end(text);
}

bool is_connection_part(std::string_view text) noexcept {
  return !text.empty() && text.size() <= limits::slug_bytes_max && is_slug_text(text);
}

bool is_user_character(char c) noexcept {
  return is_letter(c) || is_digit(c) || std::string_view{"._@+-"}.find(c) != std::string_view::npos;
}

failure invalid(std::string detail) {
  return {errc::invalid_argument, std::move(detail)};
}

std::string range(std::size_t from, std::size_t to) {
  return std::to_string(from) + " to " + std::to_string(to);
}

outcome<std::string> checked_toolkit_slug(std::string slug) {
  if (is_toolkit_slug(slug))
    return slug;
  return invalid("Toolkit slug must be " + range(1, limits::slug_bytes_max) +
                 " lowercase letters, digits or hyphens, and must not start or end with a hyphen.");
}

} // namespace

outcome<std::string> parse_display_name(std::string_view what, std::string_view text) {
  if (text.size() > limits::name_bytes_max)
    return invalid(std::string{what} + " must be at most " +
                   std::to_string(limits::name_bytes_max) + " bytes.");
  if (!is_plain_text(text))
    return invalid(std::string{what} + " must be UTF-8 without control characters.");
  return std::string{text};
}

outcome<std::string> parse_toolkit_name(std::string_view text) {
  auto name = trimmed(text);
  if (name.empty())
    return invalid("Toolkit name is required.");
  return parse_display_name("Toolkit name", name);
}

outcome<std::string> parse_toolkit_slug(std::string_view text) {
  return checked_toolkit_slug(lower(trimmed(text)));
}

outcome<std::string> toolkit_slug_of(std::string_view name) {
  std::string slug;
  for (auto c : lower(name)) {
    if (c != '-' && is_slug_character(c))
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  if (slug.ends_with('-'))
    slug.pop_back();
  return checked_toolkit_slug(slug.substr(0, limits::slug_bytes_max));
}

failure toolkit_slug_taken(std::string_view slug) {
  return {errc::conflict, "Toolkit slug \"" + std::string{slug} + "\" is already in use."};
}

outcome<std::string> parse_org_slug(std::string_view text) {
  if (text.size() < limits::org_slug_bytes_min || text.size() > limits::org_slug_bytes_max)
    return invalid("Organization slug must be " +
                   range(limits::org_slug_bytes_min, limits::org_slug_bytes_max) +
                   " characters long.");
  if (!is_slug_text(text))
    return invalid("Organization slug must be of lowercase letters, digits and hyphens only.");
  if (has_hyphen_at_end(text))
    return invalid("Organization slug must not start or end with a hyphen.");
  if (text.find("--") != std::string_view::npos)
    return invalid("Organization slug must not have two hyphens in a row.");
  if (std::binary_search(reserved_org_slugs.begin(), reserved_org_slugs.end(), text))
    return invalid("Organization slug \"" + std::string{text} + "\" is reserved.");
  return std::string{text};
}

outcome<connection_name> parse_connection_name(std::string_view text) {
  auto dot = text.find('.');
  auto integration = text.substr(0, dot);
  auto connection = dot == std::string_view::npos ? "main" : text.substr(dot + 1);
  if (!is_connection_part(integration) || !is_connection_part(connection))
    return invalid("Connection name must be INTEGRATION or INTEGRATION.CONNECTION, each " +
                   range(1, limits::slug_bytes_max) + " lowercase letters, digits or hyphens.");
  if (integration == "gatehouse")
    return invalid("Connection name must not begin with gatehouse: that is the built-in tools'.");
  return connection_name{std::string{integration}, std::string{connection}};
}

outcome<std::string> parse_user_name(std::string_view text) {
  if (text.empty() || text.size() > limits::name_bytes_max)
    return invalid("User name must be " + range(1, limits::name_bytes_max) + " bytes long.");
  if (!std::all_of(text.begin(), text.end(), is_user_character))
    return invalid("User name must be of letters, digits and . _ @ + - only.");
  return std::string{text};
}

} // namespace gatehouse
