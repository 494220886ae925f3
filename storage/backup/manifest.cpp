#include "storage/backup/manifest.hpp"

#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/item_store.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/json/rfc3339.hpp"

#include <filesystem>
#include <optional>

namespace gatehouse {

namespace {

constexpr int manifest_format = 1;

template <class T>
std::optional<T> read_text(const json_value& object, std::string_view name,
                           std::optional<T> (*parse)(std::string_view)) {
  const auto member = object.find(name);
  const auto text = member ? member->as_string() : std::nullopt;
  return text ? parse(*text) : std::nullopt;
}

std::optional<std::string> as_it_is(std::string_view text) {
  return std::string{text};
}

std::int64_t number_in(const json_value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->as_int64().value_or(-1) : -1;
}

} // namespace

std::string manifest_to_json(const backup_manifest& one) {
  json_writer out;
  out.begin_object().key("format").value(manifest_format);
  out.key("position").value(one.held.last.value).key("root").value(to_hex(one.held.root));
  out.key("last_at").value(to_rfc3339(one.last_at)).key("made_at").value(to_rfc3339(one.made_at));
  return out.key("version").value(one.version).end_object().take() + '\n';
}

outcome<backup_manifest> manifest_from_json(std::string_view text) {
  auto document = json_document::parse(text);
  if (!document)
    return failure{errc::invalid_argument, "it is not JSON: " + document.error().detail};
  const auto root = document->root();
  const auto format = number_in(root, "format");
  if (format > manifest_format)
    return failure{errc::journal_newer, "it has format " + std::to_string(format) +
                                            "; this version knows " +
                                            std::to_string(manifest_format)};
  const auto position = number_in(root, "position");
  const auto digest = read_text(root, "root", digest_of_hex);
  const auto last_at = read_text(root, "last_at", from_rfc3339);
  const auto made_at = read_text(root, "made_at", from_rfc3339);
  const auto version = read_text(root, "version", as_it_is);
  if (format != manifest_format || position < 0 || !digest || !last_at || !made_at || !version)
    return failure{errc::invalid_argument, "a member is missing or of the wrong kind"};
  return backup_manifest{
      {{static_cast<std::uint64_t>(position)}, *digest}, *last_at, *made_at, *version};
}

outcome<nothing> write_manifest(const std::string& folder, const backup_manifest& one) {
  auto items = open_item_folder(folder, true, item_secrecy::shown);
  if (!items)
    return items.error();
  return (*items)->put(manifest_name, manifest_to_json(one));
}

outcome<backup_manifest> read_manifest(const std::string& folder) {
  const auto place = folder + '/' + std::string{manifest_name};
  std::error_code absent;
  const auto size = std::filesystem::file_size(place, absent);
  if (absent)
    return failure{errc::not_found, "there is no " + place};
  if (size > limits::manifest_bytes_max)
    return failure{errc::too_large, place + " is larger than a manifest may be"};
  auto items = open_item_folder(folder, false, item_secrecy::shown);
  auto text = items ? (*items)->get(manifest_name) : items.error();
  if (!text)
    return text.error();
  auto one = manifest_from_json(text->value_or(std::string{}));
  if (!one)
    return failure{one.error().code, place + " is no manifest: " + one.error().detail};
  return one;
}

} // namespace gatehouse
