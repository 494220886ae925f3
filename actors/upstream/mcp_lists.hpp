#pragma once

#include "actors/upstream/upstream_client.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// One page of a list.
struct list_page {
  upstream_listing found;
  std::optional<std::string> next_cursor;
};

/// Returns the method that asks for a list, and the capability that offers it.
std::string_view list_method(catalog_list what);
std::string_view list_capability(catalog_list what);

/// Returns the params for the page behind `cursor`, empty for the first one.
std::string list_params(const std::optional<std::string>& cursor);

/// Reads a result of a server of that era. Items without a name are left out, and so are tools
/// whose `inputSchema` is none of an object, or that can only run as a task. Errors:
/// `upstream_protocol`.
outcome<list_page> read_list_page(catalog_list what, server_era era, std::string_view result);

/// Returns the lists that a notification says have changed, if it is one of those.
std::vector<catalog_list> lists_changed_by(std::string_view method);

} // namespace gatehouse
