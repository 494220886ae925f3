#pragma once

#include "events/connection/connection_events.hpp"
#include "storage/json/json.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Collects differences at the place that is being looked at.
///
/// Bounds: as diff_tools().
class found_changes {
public:
  /// Leaves the place when it ends.
  class place {
  public:
    place(found_changes& of, std::size_t length) : of_(of), length_(length) {}

    ~place() { of_.pointer_.resize(length_); }

    place(const place&) = delete;
    place& operator=(const place&) = delete;

  private:
    found_changes& of_;
    std::size_t length_;
  };

  /// Enters a member until the return value ends.
  [[nodiscard]] place below(std::string_view member);
  void add(change_class weight);
  /// Looks at two objects' members; a value that is no object differs as a whole, and an empty one
  /// from a missing one in notation only.
  template <class See>
  void each_member(const std::optional<json_value>& before, const std::optional<json_value>& after,
                   See see);
  std::vector<changed_field> take();

private:
  std::string pointer_;
  std::vector<changed_field> all_;
};

/// Calls `see` with the name and both values of each member that differs, in byte order; a missing
/// value is nothing. A missing object has no members.
void for_each_difference(
    const std::optional<json_value>& before, const std::optional<json_value>& after,
    const std::function<void(const std::string&, const std::optional<json_value>&,
                             const std::optional<json_value>&)>& see);

template <class See>
void found_changes::each_member(const std::optional<json_value>& before,
                                const std::optional<json_value>& after, See see) {
  const auto is_object = [](const std::optional<json_value>& one) {
    return !one || one->kind() == json_kind::object;
  };
  if (!is_object(before) || !is_object(after))
    return add(change_class::breaking);
  const auto known = all_.size();
  for_each_difference(before, after, see);
  if (all_.size() == known)
    add(change_class::notational);
}

/// Whose values a schema describes: those a caller sends, or those it gets.
enum class schema_use : std::uint8_t { input, output };

/// Adds where two JSON schemas differ. A narrower input and a wider output are breaking, a wider
/// input and a narrower output additive; a keyword it cannot compare is breaking.
void diff_schemas(const json_value& before, const json_value& after, schema_use use,
                  found_changes& found);

} // namespace gatehouse
