#pragma once

#include "storage/json/absent.hpp"
#include "storage/json/fields_json.hpp"
#include "storage/query/query_table.hpp"

#include <cassert>
#include <span>

namespace gatehouse {

/// A field of a row that is a column, and what it says.
struct column_meaning {
  std::string_view name;
  std::string_view meaning;
};

namespace detail {

template <class T> query_value to_query_value(const T& value) {
  if (is_absent(value))
    return {};
  if constexpr (std::is_enum_v<T>)
    return std::string{name_of(value)};
  else if constexpr (std::integral<T>)
    return static_cast<std::int64_t>(value);
  else if constexpr (std::same_as<T, std::string>)
    return value;
  else if constexpr (std::same_as<T, digest256>)
    return to_hex(value);
  else if constexpr (std::same_as<T, unix_us>)
    return to_rfc3339(value);
  else if constexpr (requires { value.has_value(); })
    return to_query_value(*value);
  else
    return to_query_value(value.value); // strong ids, versions, positions
}

template <class T> constexpr std::string_view sql_type_of() {
  if constexpr (std::integral<T> || std::same_as<T, journal_position> ||
                std::same_as<T, stream_version>)
    return "INTEGER";
  else
    return "TEXT";
}

} // namespace detail

/// Returns the columns that `meanings` name of the fields of `Row`, in their order. To name none of
/// its fields is a bug (assert).
template <has_fields Row>
std::vector<query_column> columns_of(std::span<const column_meaning> meanings) {
  std::vector<query_column> columns;
  const Row blank{};
  for (const auto& one : meanings) {
    std::string_view type;
    Row::fields(blank, [&]<class T>(std::uint32_t, std::string_view name, const T&) {
      if (name == one.name)
        type = detail::sql_type_of<T>();
    });
    assert(!type.empty());
    columns.push_back({one.name, type, one.meaning});
  }
  return columns;
}

/// Returns the field of `row` called `name`; what says nothing is NULL.
template <has_fields Row> query_value value_of_field(const Row& row, std::string_view name) {
  query_value found;
  Row::fields(row, [&](std::uint32_t, std::string_view field, const auto& value) {
    if (field == name)
      found = detail::to_query_value(value);
  });
  return found;
}

} // namespace gatehouse
