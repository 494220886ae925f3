#pragma once

#include "storage/codec.hpp"
#include "storage/view_store.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the text of the row at `key`. A fold asks only for rows that an earlier record has
/// written, so a missing one means that the journal is damaged.
/// Errors: `journal_damaged`, what reading says.
inline outcome<std::string> text_of_row(const rows& table, std::string_view key) {
  auto text = table.get(key);
  if (!text)
    return text.error();
  if (!text->has_value())
    return failure{errc::journal_damaged, "no row \"" + std::string{key} + "\" to go on with"};
  return **std::move(text);
}

/// Returns the row at `key` as a `T`. Errors: as text_of_row.
template <has_fields T> outcome<T> read_row(const rows& table, std::string_view key) {
  auto text = text_of_row(table, key);
  if (!text)
    return text.error();
  return decode_fields<T>(*text);
}

} // namespace gatehouse
