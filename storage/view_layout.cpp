#include "storage/view_layout.hpp"

#include "storage/keys.hpp"

namespace gatehouse {

std::string view_prefix(std::string_view name) {
  std::string key{name};
  key.push_back('\0');
  return key;
}

std::string entity_key(const stream_id& stream, stream_version version) {
  auto key = view_prefix(stream.value);
  append_be64(key, version.value);
  return key;
}

failure views_damaged(const std::string& what) {
  return {errc::journal_damaged, "the views are damaged (" + what + "); rebuild them"};
}

outcome<std::uint64_t> view_number(std::string_view value, std::size_t index) {
  auto number = value.size() < (index + 1) * view_number_bytes
                    ? std::nullopt
                    : from_be64(value.substr(index * view_number_bytes, view_number_bytes));
  if (!number)
    return views_damaged("a number is cut short");
  return *number;
}

outcome<journal_position> view_position(const view_table& table, std::string_view key) {
  auto value = table.get(view_family::meta, key);
  if (!value)
    return value.error();
  if (!value->has_value())
    return journal_position{};
  auto number = view_number(**value, 0);
  if (!number)
    return number.error();
  return journal_position{*number};
}

} // namespace gatehouse
