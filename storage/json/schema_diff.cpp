#include "storage/json/schema_diff.hpp"

#include "events/core/limits.hpp"
#include "events/names/utf8.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse {

namespace {

using maybe_value = std::optional<json_value>;

/// Whether a schema lets more or fewer values through than before.
enum class reach : std::uint8_t { wider, narrower, neither };

change_class weight_in(reach how, schema_use use) {
  switch (how) {
  case reach::wider:
    return use == schema_use::input ? change_class::additive : change_class::breaking;
  case reach::narrower:
    return use == schema_use::input ? change_class::breaking : change_class::additive;
  case reach::neither:
    return change_class::breaking;
  }
  return change_class::breaking;
}

/// Returns the elements of a list in canonical form; of any other value just that.
std::set<std::string> set_of(const json_value& value) {
  std::set<std::string> all;
  if (value.kind() != json_kind::array)
    all.insert(canonical_json(value));
  for (const auto& one : value.elements())
    all.insert(canonical_json(one));
  return all;
}

bool holds_all(const std::set<std::string>& of, const std::set<std::string>& in) {
  return std::includes(in.begin(), in.end(), of.begin(), of.end());
}

/// Of `type` and `enum`: each lists what is let through, and without one everything is.
reach reach_of_choices(const maybe_value& before, const maybe_value& after) {
  if (!before || !after)
    return before ? reach::wider : reach::narrower;
  const auto was = set_of(*before);
  const auto is = set_of(*after);
  if (holds_all(was, is))
    return reach::wider;
  return holds_all(is, was) ? reach::narrower : reach::neither;
}

reach reach_of_required(const maybe_value& before, const maybe_value& after) {
  const auto was = before ? set_of(*before) : std::set<std::string>{};
  const auto is = after ? set_of(*after) : std::set<std::string>{};
  if (holds_all(is, was))
    return reach::wider;
  return holds_all(was, is) ? reach::narrower : reach::neither;
}

/// Of a bound: `least` is a lower one.
reach reach_of_bound(const maybe_value& before, const maybe_value& after, bool least) {
  if (!before || !after)
    return before ? reach::wider : reach::narrower;
  const auto was = before->as_int64();
  const auto is = after->as_int64();
  if (!was || !is)
    return reach::neither;
  return (*is < *was) == least ? reach::wider : reach::narrower;
}

bool is_word(std::string_view key) {
  return key == "title" || key == "description" || key == "examples" || key == "$comment" ||
         key == "default" || key == "deprecated";
}

bool is_least(std::string_view key) {
  return key == "minimum" || key == "exclusiveMinimum" || key == "minLength" || key == "minItems" ||
         key == "minProperties";
}

bool is_most(std::string_view key) {
  return key == "maximum" || key == "exclusiveMaximum" || key == "maxLength" || key == "maxItems" ||
         key == "maxProperties";
}

/// A property that is new or gone. What is new is optional, or `required` tells otherwise.
void diff_properties(const maybe_value& before, const maybe_value& after, schema_use use,
                     found_changes& found) {
  found.each_member(before, after, [&](const std::string& name, const auto& was, const auto& is) {
    auto at = found.below(name);
    if (was && is)
      diff_schemas(*was, *is, use, found);
    else
      found.add(was ? change_class::breaking : change_class::additive);
  });
}

reach reach_of_additional(const maybe_value& before, const maybe_value& after) {
  const auto lets_all = [](const maybe_value& one) { return !one || one->as_bool() == true; };
  const auto lets_none = [](const maybe_value& one) { return one && one->as_bool() == false; };
  if (lets_all(after) || lets_none(before))
    return reach::wider;
  return lets_all(before) || lets_none(after) ? reach::narrower : reach::neither;
}

void diff_keyword(const std::string& key, const maybe_value& was, const maybe_value& is,
                  schema_use use, found_changes& found) {
  if (is_word(key))
    return found.add(change_class::notational);
  if (key == "properties")
    return diff_properties(was, is, use, found);
  if (key == "required")
    return found.add(weight_in(reach_of_required(was, is), use));
  if (key == "type" || key == "enum")
    return found.add(weight_in(reach_of_choices(was, is), use));
  if (is_least(key) || is_most(key))
    return found.add(weight_in(reach_of_bound(was, is, is_least(key)), use));
  const bool schemas =
      was && is && was->kind() == json_kind::object && is->kind() == json_kind::object;
  if ((key == "items" || key == "additionalProperties") && schemas)
    return diff_schemas(*was, *is, use, found);
  if (key == "additionalProperties")
    return found.add(weight_in(reach_of_additional(was, is), use));
  found.add(change_class::breaking);
}

} // namespace

found_changes::place found_changes::below(std::string_view member) {
  const auto length = pointer_.size();
  pointer_ += '/';
  for (char one : member)
    if (one == '~')
      pointer_ += "~0";
    else if (one == '/')
      pointer_ += "~1";
    else
      pointer_ += one;
  return {*this, length};
}

void found_changes::add(change_class weight) {
  auto shown = pointer_.substr(0, limits::pointer_bytes_max);
  shown.resize(well_formed_utf8_length(shown)); // a cut may have split a character
  all_.push_back({std::move(shown), weight});
}

std::vector<changed_field> found_changes::take() {
  if (all_.size() > limits::changed_fields_max) {
    std::stable_sort(all_.begin(), all_.end(), [](const changed_field& a, const changed_field& b) {
      return a.weight > b.weight;
    });
    all_.resize(limits::changed_fields_max);
  }
  return std::move(all_);
}

void for_each_difference(
    const maybe_value& before, const maybe_value& after,
    const std::function<void(const std::string&, const maybe_value&, const maybe_value&)>& see) {
  std::map<std::string, std::pair<maybe_value, maybe_value>> both;
  if (before)
    for (auto& [name, value] : before->members())
      both[name].first = value;
  if (after)
    for (auto& [name, value] : after->members())
      both[name].second = value;
  for (const auto& [name, pair] : both) {
    const auto& [was, is] = pair;
    const bool same =
        was && is && (was->raw() == is->raw() || canonical_json(*was) == canonical_json(*is));
    if (!same)
      see(name, was, is);
  }
}

void diff_schemas(const json_value& before, const json_value& after, schema_use use,
                  found_changes& found) {
  if (before.kind() != json_kind::object || after.kind() != json_kind::object)
    return found.add(change_class::breaking);
  for_each_difference(before, after, [&](const std::string& key, const auto& was, const auto& is) {
    auto at = found.below(key);
    diff_keyword(key, was, is, use, found);
  });
}

} // namespace gatehouse
