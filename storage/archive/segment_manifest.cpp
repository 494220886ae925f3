#include "storage/archive/segment_manifest.hpp"

#include "storage/base64.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/json/rfc3339.hpp"

#include <optional>

namespace gatehouse {

namespace {

constexpr int segment_format = 1;

std::optional<std::string> text_in(const json_value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->as_string() : std::nullopt;
}

std::int64_t number_in(const json_value& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->as_int64().value_or(-1) : -1;
}

std::optional<unix_us> time_in(const json_value& object, std::string_view name) {
  const auto text = text_in(object, name);
  return text ? from_rfc3339(*text) : std::nullopt;
}

std::optional<merkle_frontier> frontier_in(const json_value& object, std::string_view name) {
  const auto text = text_in(object, name);
  const auto bytes = text ? from_base64(*text) : std::nullopt;
  auto tree = bytes ? merkle_frontier::decode(*bytes)
                    : outcome<merkle_frontier>{failure{errc::invalid_argument, {}}};
  return tree ? std::optional{*std::move(tree)} : std::nullopt;
}

std::optional<merkle_path> path_in(const json_value& object, std::string_view name) {
  const auto member = object.find(name);
  if (!member || member->kind() != json_kind::array)
    return std::nullopt;
  merkle_path path;
  for (const auto& one : member->elements()) {
    const auto text = one.as_string();
    const auto hash = text ? digest_of_hex(*text) : std::nullopt;
    if (!hash)
      return std::nullopt;
    path.push_back(*hash);
  }
  return path;
}

} // namespace

std::string segment_manifest_to_json(const segment_manifest& one) {
  json_writer out;
  out.begin_object().key("format").value(segment_format).key("origin").value(one.origin);
  out.key("first").value(one.first().value).key("last").value(one.end.last.value);
  out.key("before").value(to_base64(one.before.encode())).key("root").value(to_hex(one.end.root));
  out.key("way").begin_array();
  for (const auto& hash : one.way)
    out.value(to_hex(hash));
  out.end_array().key("last_at").value(to_rfc3339(one.last_at));
  out.key("made_at").value(to_rfc3339(one.made_at)).key("version").value(one.version);
  return out.end_object().take() + '\n';
}

outcome<segment_manifest> segment_manifest_from_json(std::string_view text) {
  auto document = json_document::parse(text);
  if (!document)
    return failure{errc::invalid_argument, "it is not JSON: " + document.error().detail};
  const auto root = document->root();
  if (const auto format = number_in(root, "format"); format > segment_format)
    return failure{errc::journal_newer, "it has format " + std::to_string(format) +
                                            "; this version knows " +
                                            std::to_string(segment_format)};
  auto origin = text_in(root, "origin");
  auto before = frontier_in(root, "before");
  const auto last = number_in(root, "last");
  const auto digest = digest_of_hex(text_in(root, "root").value_or(std::string{}));
  auto way = path_in(root, "way");
  const auto last_at = time_in(root, "last_at");
  const auto made_at = time_in(root, "made_at");
  auto version = text_in(root, "version");
  if (number_in(root, "format") != segment_format || !origin || !before || !digest || !way ||
      !last_at || !made_at || !version)
    return failure{errc::invalid_argument, "a member is missing or of the wrong kind"};
  const auto before_last = static_cast<std::int64_t>(before->size());
  if (before_last < 0 || last <= before_last || number_in(root, "first") != before_last + 1)
    return failure{errc::invalid_argument, "its positions do not fit the tree before them"};
  return segment_manifest{
      *std::move(origin), *std::move(before), {{static_cast<std::uint64_t>(last)}, *digest},
      *std::move(way),    *last_at,           *made_at,
      *std::move(version)};
}

} // namespace gatehouse
