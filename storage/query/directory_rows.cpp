#include "storage/query/directory_rows.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view projection_name = "directory";

} // namespace

outcome<std::vector<stream_id>> streams_of(const query_scope& scope, std::string_view kind,
                                           const std::string& id) {
  const auto prefix = std::string{kind} + "/";
  const auto only = id.empty() ? std::string{} : prefix + id;
  std::vector<stream_id> found;
  outcome<nothing> good = nothing{};
  org_records own{scope};
  auto read = scope.views.scan(projection_name, id.empty() ? prefix : only, false,
                               [&](std::string_view key, std::string_view value) {
                                 if (!key.starts_with(prefix) || (!id.empty() && key != only))
                                   return false;
                                 auto row = decode_fields<directory_row>(value);
                                 good = row ? scope.go_on() : row.error();
                                 if (!good || row->org != scope.org)
                                   return static_cast<bool>(good);
                                 stream_id stream{std::string{key}};
                                 auto shown = own.shows(stream);
                                 if (!shown)
                                   good = shown.error();
                                 else if (*shown)
                                   found.push_back(std::move(stream));
                                 return static_cast<bool>(good);
                               });
  if (!read || !good)
    return read ? good.error() : read.error();
  return found;
}

std::string id_bound(const std::vector<column_bound>& bounds, std::string_view column) {
  for (const auto& bound : bounds)
    if (bound.column == column && bound.how == bound_kind::equal)
      if (const auto* text = std::get_if<std::string>(&bound.value))
        return *text;
  return {};
}

} // namespace gatehouse
