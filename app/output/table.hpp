#pragma once

#include "app/terminal.hpp"
#include "storage/json/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// A column of a table of JSON objects.
struct column {
  std::string_view heading;
  std::string_view member; ///< a path with dots: `server.name`
};

/// Returns the text of a member for a person: lists joined, `-` where there is none.
std::string shown_member(const json_value& object, std::string_view path);

/// Prints one line for each of `rows`, in columns, or that there is nothing.
void print_table(const terminal& where, const std::vector<json_value>& rows,
                 const std::vector<column>& columns);

/// Prints the members of an object, one a line; of a list of objects one a line, too.
void print_object(const terminal& where, const json_value& object);

} // namespace gatehouse
