#pragma once

#include "events/core/fields.hpp"
#include "storage/json/absent.hpp"
#include "storage/json/field_text.hpp"
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

/// Whether a field is a number to SQL; all else is text to it.
template <class T>
inline constexpr bool is_sql_number =
    std::integral<T> || std::same_as<T, journal_position> || std::same_as<T, stream_version>;

template <class T> query_value to_query_value(const T& value) {
  if (is_absent(value))
    return {};
  if constexpr (requires { value.has_value(); })
    return to_query_value(*value);
  else if constexpr (std::integral<T>)
    return static_cast<std::int64_t>(value);
  else if constexpr (is_sql_number<T>)
    return to_query_value(value.value);
  else
    return field_text(value);
}

template <class T> constexpr std::string_view sql_type_of() {
  return is_sql_number<T> ? "INTEGER" : "TEXT";
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
