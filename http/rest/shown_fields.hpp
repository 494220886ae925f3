#pragma once

#include "storage/json/absent.hpp"
#include "storage/json/fields_json.hpp"

namespace gatehouse {

namespace detail {

struct shown_fields {
  json_writer& out;

  template <class T> void operator()(std::uint32_t tag, std::string_view name, const T& value) {
    if (!is_absent(value))
      json_fields{out}(tag, name, value);
  }
};

} // namespace detail

/// Writes a row of the record as write_json does, without the fields that say nothing.
template <has_fields T> void show_row(json_writer& out, const T& row) {
  out.begin_object();
  T::fields(row, detail::shown_fields{out});
  out.end_object();
}

} // namespace gatehouse
