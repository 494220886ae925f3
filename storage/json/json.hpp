#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

enum class json_kind : std::uint8_t { null, boolean, number, string, array, object };

/// What a JSON text may be at most.
struct json_limits {
  std::size_t bytes_max = limits::body_bytes_max;
  std::size_t depth_max = limits::json_depth_max;
};

class json_document;

/// One value inside a json_document: a cheap handle, valid while the document lives.
class json_value {
public:
  json_kind kind() const noexcept;

  /// Returns the value's bytes exactly as they stand in the text.
  std::string_view raw() const noexcept;

  /// Returns the member called `key`, if this is an object that has one.
  std::optional<json_value> find(std::string_view key) const;

  /// Returns the decoded text of a string; nothing for any other kind.
  std::optional<std::string> as_string() const;
  /// Returns an integral number that fits, also when spelt 1.0 or 1e3 (up to 2^53 then); nothing
  /// for any other value.
  std::optional<std::int64_t> as_int64() const;
  std::optional<bool> as_bool() const;

  /// Returns the number of members or elements; 0 for scalars.
  std::size_t size() const noexcept;
  /// Returns the elements of an array; empty for any other kind.
  std::vector<json_value> elements() const;
  /// Returns the members of an object in text order, keys decoded; empty for any other kind.
  std::vector<std::pair<std::string, json_value>> members() const;

private:
  friend class json_document;

  json_value(const json_document* document, std::uint32_t node) noexcept
      : document_(document), node_(node) {}

  const json_document* document_;
  std::uint32_t node_;
};

/// A validated JSON text and the places of its values in it; nothing is copied out of the text.
///
/// Strict (RFC 8259): one value, valid UTF-8, no duplicate keys in any object, bounded depth and
/// size. Parsing is iterative, so nesting cannot exhaust the stack.
/// Ownership: refers to the text it was parsed from, which must outlive it. Movable; handles
/// obtained before a move of the document are void.
class json_document {
public:
  /// Errors: `malformed_json` (with the byte offset), `too_deep`, `too_large`.
  static outcome<json_document> parse(std::string_view text, const json_limits& bounds = {});

  json_value root() const noexcept { return {this, 0}; }

private:
  friend class json_value;
  class builder;

  /// A value's place; a container's children follow it, `end` is the node after the last of them.
  /// In an object, each member is a key node (a string) followed by its value.
  struct node {
    json_kind kind;
    std::uint32_t begin;
    std::uint32_t length;
    std::uint32_t end;
    std::uint32_t size;
  };

  std::string_view text_;
  std::vector<node> nodes_;
};

/// Returns the canonical form of a value (RFC 8785: sorted keys, minimal escapes, one number form),
/// so that equal arguments have equal digests whatever their spelling. Numbers are doubles there:
/// integers beyond 2^53 are rounded, see docs/formats/canonical-json.md.
std::string canonical_json(const json_value& value);

} // namespace gatehouse
