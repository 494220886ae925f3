#include "http/rest/paging.hpp"

#include "storage/crypto/digest.hpp"

#include <charconv>

namespace gatehouse {

namespace {

outcome<std::size_t> read_limit(std::string_view text) {
  std::size_t limit = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 ||
      limit > limits::page_items_max)
    return failure{errc::invalid_argument, "limit must be a number from 1 to " +
                                               std::to_string(limits::page_items_max) + "."};
  return limit;
}

int nibble(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

outcome<nothing> check_parameters(const http_request& request, const std::set<std::string>& names) {
  for (const auto& [name, value] : request.query) {
    if (request.query.count(name) > 1)
      return failure{errc::invalid_argument, name + " is given twice."};
    if (!names.contains(name))
      return failure{errc::invalid_argument, name + " is unknown."};
  }
  return nothing{};
}

outcome<list_request> read_list_request(const http_request& request,
                                        const std::set<std::string>& others) {
  auto names = others;
  names.insert({"limit", "cursor"});
  if (auto known = check_parameters(request, names); !known)
    return known.error();
  list_request asked;
  asked.cursor = request.parameter("cursor").value_or("");
  if (auto given = request.parameter("limit")) {
    auto limit = read_limit(*given);
    if (!limit)
      return limit.error();
    asked.limit = *limit;
  }
  return asked;
}

std::string to_cursor(std::string_view key) {
  return to_hex(key);
}

outcome<std::string> from_cursor(std::string_view cursor) {
  const failure foreign{errc::invalid_argument, "cursor must be the next of a page before."};
  if (cursor.size() % 2 != 0)
    return foreign;
  std::string key;
  for (std::size_t at = 0; at < cursor.size(); at += 2) {
    const int high = nibble(cursor[at]);
    const int low = nibble(cursor[at + 1]);
    if (high < 0 || low < 0)
      return foreign;
    key.push_back(static_cast<char>(high * 16 + low));
  }
  return key;
}

} // namespace gatehouse
