/// Fuzzes the JSON reader: the input is a text. What is accepted has one canonical form that is its
/// own canonical form, and every string in it survives being written and read again.

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

void check_string(const std::string& text) {
  const auto written = json_writer{}.value(text).take();
  auto read = json_document::parse(written);
  require(bool{read} && read->root().as_string() == text);
}

/// The value's bytes must lie inside its parent's, behind those of the value before it.
void check_value(const json_value& value, const char* first, const char* last) {
  const auto raw = value.raw();
  require(raw.data() >= first && raw.data() + raw.size() <= last && !raw.empty());
  const char* behind = raw.data();
  for (const auto& element : value.elements()) {
    check_value(element, behind, raw.data() + raw.size());
    behind = element.raw().data() + element.raw().size();
  }
  std::set<std::string> keys;
  for (const auto& [key, member] : value.members()) {
    check_value(member, behind, raw.data() + raw.size());
    behind = member.raw().data() + member.raw().size();
    require(keys.insert(key).second);
    check_string(key);
    const auto found = value.find(key);
    require(found && found->raw().data() == member.raw().data());
  }
  require(value.kind() != json_kind::object || keys.size() == value.size());
  if (const auto text = value.as_string())
    check_string(*text);
  if (const auto number = value.as_int64())
    require(value.kind() == json_kind::number);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  auto document = json_document::parse(text);
  if (!document) {
    require(document.error().code == errc::malformed_json ||
            document.error().code == errc::too_deep || document.error().code == errc::too_large);
    check_string(
        json_document::parse(json_writer{}.value(text).take())->root().as_string().value());
    return 0;
  }
  check_value(document->root(), text.data(), text.data() + text.size());
  const auto canonical = canonical_json(document->root());
  auto again = json_document::parse(canonical);
  require(bool{again} && canonical_json(again->root()) == canonical);
  require(again->root().raw() == canonical);
  return 0;
}
