#include "storage/projections/directory_projection.hpp"

#include "events/all_events.hpp"
#include "storage/event_codec.hpp"
#include "storage/projections/row_access.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view projection_name = "directory";

// How each event that matters to the directory changes a row; all others leave it as it is.
struct directory_fold {
  directory_row& row;

  void operator()(const org_created& e) { name(e.org, e.slug); }

  void operator()(const toolkit_created& e) { name(e.org, e.slug); }

  void operator()(const toolkit_changed& e) { row.label = e.slug; }

  void operator()(const toolkit_deleted&) { row.live = false; }

  void operator()(const connection_created& e) { name(e.org, e.address); }

  void operator()(const connection_removed&) { row.live = false; }

  template <class Other> void operator()(const Other&) {}

private:
  void name(const org_id& owner, const std::string& label) {
    row.org = owner;
    row.label = label;
  }
};

template <aggregate A> outcome<nothing> apply_to(const record& one, rows& table) {
  auto event = decode_event<A>(one.event_number, one.event_version, one.payload);
  if (!event)
    return event.error();
  const bool first = one.version.value == 1;
  outcome<directory_row> before = first ? directory_row{std::string{A::kind}, {}, {}, true}
                                        : read_row<directory_row>(table, one.stream.value);
  if (!before)
    return before.error();
  auto after = *before;
  std::visit(directory_fold{after}, *event);
  if (first || after != *before)
    table.put(one.stream.value, encode_fields(after));
  return nothing{};
}

} // namespace

outcome<nothing> directory_projection::apply(const record& one, rows& table) const {
  const auto kind = one.stream.kind();
  if (kind == instance::kind)
    return apply_to<instance>(one, table);
  if (kind == org::kind)
    return apply_to<org>(one, table);
  if (kind == toolkit::kind)
    return apply_to<toolkit>(one, table);
  if (kind == connection::kind)
    return apply_to<connection>(one, table);
  return nothing{};
}

outcome<std::vector<stream_id>> directory_streams(const view_store& views) {
  std::vector<stream_id> found;
  outcome<nothing> decoded = nothing{};
  auto read = views.scan(projection_name, {}, false, [&](std::string_view key, auto value) {
    auto row = decode_fields<directory_row>(value);
    if (!row)
      decoded = row.error();
    else if (row->live)
      found.push_back({std::string{key}});
    return static_cast<bool>(decoded);
  });
  if (!read || !decoded)
    return read ? decoded.error() : read.error();
  return found;
}

outcome<directory_row> find_in_directory(const view_store& views, const stream_id& stream) {
  auto text = views.row(projection_name, stream.value);
  if (!text)
    return text.error();
  if (!text->has_value())
    return failure{errc::not_found, "There is no stream \"" + stream.value + "\"."};
  return decode_fields<directory_row>(**text);
}

} // namespace gatehouse
