#pragma once

#include "actors/queries.hpp"
#include "http/rest/paging.hpp"

#include <string>

namespace gatehouse {

/// Returns the page of a record that a list request asks for; `order` is newest (default) or
/// oldest. Errors: `invalid_argument`.
outcome<page_request> read_page_request(const http_request& request, const list_request& asked);

/// Returns a page as JSON: `{"items":[...],"next":"..."}`.
template <class T>
outcome<std::string> show_page(const page<T>& rows, void (*show)(json_writer&, const T&)) {
  json_writer out;
  out.begin_object().key("items").begin_array();
  for (const auto& row : rows.items)
    show(out, row);
  return out.end_array().key("next").value(rows.next).end_object().take();
}

} // namespace gatehouse
