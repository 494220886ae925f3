#include "http/rest/audit_csv.hpp"

#include "http/rest/csv.hpp"
#include "storage/json/absent.hpp"
#include "storage/json/field_text.hpp"

namespace gatehouse {

namespace {

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
    return detail::is_absent(value) ? std::string{} : csv_field(field_text(value));
  });
}

} // namespace gatehouse
