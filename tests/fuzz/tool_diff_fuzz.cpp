/// Fuzzes the comparison of tool objects: the input is two texts around a zero byte. Nothing
/// differs from itself; what has another canonical form differs; the bounds hold whatever comes.

#include "events/core/limits.hpp"
#include "events/names/utf8.hpp"
#include "storage/json/json.hpp"
#include "storage/json/tool_diff.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

/// Returns the canonical form of an object; empty for anything else.
std::string canonical_object(const std::string& text) {
  auto document = json_document::parse(text);
  const bool object = document && document->root().kind() == json_kind::object;
  return object ? canonical_json(document->root()) : std::string{};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto cut = text.find('\0');
  const auto before = text.substr(0, cut);
  const auto after = cut == text.npos ? before : text.substr(cut + 1);
  const auto changed = diff_tools(before, after);
  require(changed.size() <= limits::changed_fields_max);
  for (const auto& one : changed) {
    require(one.pointer.size() <= limits::pointer_bytes_max);
    require(well_formed_utf8_length(one.pointer) == one.pointer.size());
  }
  const auto was = canonical_object(before);
  const auto is = canonical_object(after);
  if (!was.empty() && !is.empty())
    require(changed.empty() == (was == is));
  require(diff_tools(before, before).empty());
  return 0;
}
