#include "http/rest/audit_csv.hpp"

#include "http/rest/csv.hpp"
#include "http/rest/shown_fields.hpp"
#include "storage/crypto/digest.hpp"

namespace gatehouse {

namespace {

template <class T> std::string text_of(const T& value) {
  if constexpr (std::is_enum_v<T>)
    return std::string{name_of(value)};
  else if constexpr (std::integral<T>)
    return std::to_string(value);
  else if constexpr (std::same_as<T, std::string>)
    return value;
  else if constexpr (std::same_as<T, digest256>)
    return to_hex(value);
  else if constexpr (std::same_as<T, unix_us>)
    return to_rfc3339(value);
  else if constexpr (requires { value.has_value(); })
    return text_of(*value);
  else
    return text_of(value.value); // strong ids, versions, positions
}

/// Joins what `cell` makes of each field.
template <class Cell> std::string line_of(const audit_entry& entry, Cell cell) {
  std::string line;
  audit_entry::fields(entry, [&](std::uint32_t tag, std::string_view name, const auto& value) {
    line.append(tag == 1 ? "" : ",").append(cell(name, value));
  });
  return line + "\r\n";
}

} // namespace

std::string audit_csv_header() {
  return line_of({}, [](std::string_view name, const auto&) { return std::string{name}; });
}

std::string audit_csv_line(const audit_entry& entry) {
  return line_of(entry, [](std::string_view, const auto& value) {
    return detail::is_absent(value) ? std::string{} : csv_field(text_of(value));
  });
}

} // namespace gatehouse
