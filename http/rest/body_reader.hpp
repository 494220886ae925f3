#pragma once

#include "events/core/fields.hpp"
#include "events/core/outcome.hpp"
#include "http/exchange.hpp"
#include "storage/json/json.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Reads the members of a JSON object body. Every member must be asked for; what is missing, of the
/// wrong type or unknown is collected, so that one answer names all of it.
///
///   body_reader body(x->request());
///   new_org what{.slug = body.text("slug"), .name = body.text_or("name", "")};
///   if (auto good = body.finish(); !good)
///     return refuse(x, good.error());
///
/// Ownership: the request must outlive it. Errors, from finish(): `unsupported_media_type`,
/// `malformed_json`, `too_deep`, `too_large`, `invalid_argument` (all bad members by name).
class body_reader {
public:
  /// An empty body counts as an object without members.
  explicit body_reader(const http_request& request);

  /// Returns a mandatory string.
  std::string text(std::string_view name);
  std::string text_or(std::string_view name, std::string fallback);
  std::optional<std::string> maybe_text(std::string_view name);
  /// Returns a whole number that is not negative.
  std::uint64_t count_or(std::string_view name, std::uint64_t fallback);
  bool flag_or(std::string_view name, bool fallback);
  /// Returns an object as it stands in the text.
  std::string object_or(std::string_view name, std::string fallback);
  std::vector<std::string> texts(std::string_view name);
  std::optional<std::vector<std::string>> maybe_texts(std::string_view name);
  std::map<std::string, std::string> text_map(std::string_view name);

  /// Returns the enumerator whose stable name the member holds.
  template <class E> std::optional<E> maybe_choice(std::string_view name) {
    auto index = choice_index(name, enum_names<E>::names);
    return index ? std::optional{static_cast<E>(*index)} : std::nullopt;
  }

  template <class E> E choice(std::string_view name) {
    auto chosen = maybe_choice<E>(name);
    if (!chosen && !find(name))
      complain(name, "is required");
    return chosen.value_or(E{});
  }

  /// Adds a complaint about `name`, e.g. about two members that exclude each other.
  void complain(std::string_view name, std::string_view what);

  outcome<nothing> finish() const;

private:
  std::optional<json_value> find(std::string_view name);
  std::optional<std::size_t> choice_index(std::string_view name,
                                          std::span<const std::string_view> names);

  std::optional<json_document> document_;
  std::optional<failure> unreadable_;
  std::set<std::string, std::less<>> asked_;
  std::vector<std::string> complaints_;
};

} // namespace gatehouse
