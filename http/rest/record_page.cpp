#include "http/rest/record_page.hpp"

#include <charconv>

namespace gatehouse {

outcome<page_request> read_page_request(const http_request& request, const list_request& asked) {
  const auto order = request.parameter("order").value_or("newest");
  if (order != "newest" && order != "oldest")
    return failure{errc::invalid_argument, "order must be newest or oldest."};
  page_request wanted{asked.cursor, asked.limit, order == "newest", {}};
  const auto given = request.parameter("after");
  if (!given)
    return wanted;
  auto& after = wanted.after.emplace();
  auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), after.value);
  if (error != std::errc{} || end != given->data() + given->size())
    return failure{errc::invalid_argument, "after must be a journal position."};
  return wanted;
}

} // namespace gatehouse
