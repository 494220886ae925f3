#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "http/exchange.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace gatehouse {

/// What a list request asks for.
struct list_request {
  std::string cursor;
  std::size_t limit = limits::page_items_default;
};

/// Returns `invalid_argument` for a query parameter that is not in `names`, or given twice: a
/// misspelt filter must not widen the answer.
outcome<nothing> check_parameters(const http_request& request, const std::set<std::string>& names);

/// Returns `limit` and `cursor` of the query. Errors: `invalid_argument`, also for a parameter that
/// is neither of these nor in `others`.
outcome<list_request> read_list_request(const http_request& request,
                                        const std::set<std::string>& others = {});

/// Returns the opaque form of a key.
std::string to_cursor(std::string_view key);
/// Returns the key of such a form. Errors: `invalid_argument`.
outcome<std::string> from_cursor(std::string_view cursor);

/// Writes the page of a list that lives in memory: `{"items":[...],"next":"..."}`. The map's keys
/// are its order; a cursor is the key of the last item shown, so it survives changes of the list.
/// Errors: `invalid_argument` (a cursor that is none of ours).
template <class T, class Show>
outcome<std::string> page_of(const std::map<std::string, T>& sorted, const list_request& asked,
                             Show show) {
  auto after = from_cursor(asked.cursor);
  if (!after)
    return after.error();
  auto at = asked.cursor.empty() ? sorted.begin() : sorted.upper_bound(*after);
  json_writer out;
  out.begin_object().key("items").begin_array();
  std::string last;
  for (std::size_t count = 0; at != sorted.end() && count < asked.limit; ++at, ++count) {
    show(out, at->second);
    last = at->first;
  }
  out.end_array().key("next").value(at == sorted.end() ? std::string{} : to_cursor(last));
  return out.end_object().take();
}

} // namespace gatehouse
