#include "http/rest/body_reader.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view empty_object = "{}";

bool is_json(std::string_view content_type) {
  auto media = content_type.substr(0, content_type.find(';'));
  while (media.ends_with(' '))
    media.remove_suffix(1);
  const std::string_view wanted = "application/json";
  return std::equal(media.begin(), media.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

} // namespace

body_reader::body_reader(const http_request& request) {
  if (!request.body.empty() && !is_json(request.header("content-type"))) {
    unreadable_ = {errc::unsupported_media_type, "Send the body as application/json."};
    return;
  }
  auto parsed =
      json_document::parse(request.body.empty() ? empty_object : std::string_view{request.body});
  if (!parsed)
    unreadable_ = parsed.error();
  else if (parsed->root().kind() != json_kind::object)
    unreadable_ = {errc::invalid_argument, "The body must be a JSON object."};
  else
    document_ = std::move(*parsed);
}

std::optional<json_value> body_reader::find(std::string_view name) {
  asked_.emplace(name);
  auto found = document_ ? document_->root().find(name) : std::nullopt;
  return found && found->kind() == json_kind::null ? std::nullopt : found;
}

std::string body_reader::text(std::string_view name) {
  if (!find(name))
    complain(name, "is required");
  return text_or(name, {});
}

std::string body_reader::text_or(std::string_view name, std::string fallback) {
  return maybe_text(name).value_or(std::move(fallback));
}

std::optional<std::string> body_reader::maybe_text(std::string_view name) {
  auto found = find(name);
  if (!found)
    return std::nullopt;
  auto read = found->as_string();
  if (!read)
    complain(name, "must be a string");
  return read;
}

std::uint64_t body_reader::count_or(std::string_view name, std::uint64_t fallback) {
  auto found = find(name);
  if (!found)
    return fallback;
  const auto read = found->as_int64().value_or(-1);
  if (read < 0)
    complain(name, "must be a whole number that is not negative");
  return static_cast<std::uint64_t>(read);
}

bool body_reader::flag_or(std::string_view name, bool fallback) {
  auto found = find(name);
  if (!found)
    return fallback;
  auto read = found->as_bool();
  if (!read)
    complain(name, "must be true or false");
  return read.value_or(fallback);
}

std::string body_reader::object_or(std::string_view name, std::string fallback) {
  auto found = find(name);
  if (!found)
    return fallback;
  if (found->kind() != json_kind::object)
    complain(name, "must be an object");
  return std::string{found->raw()};
}

std::vector<std::string> body_reader::texts(std::string_view name) {
  auto found = find(name);
  if (!found)
    return {};
  std::vector<std::string> all;
  for (const auto& element : found->elements())
    if (auto one = element.as_string())
      all.push_back(std::move(*one));
  if (found->kind() != json_kind::array || all.size() != found->size())
    complain(name, "must be an array of strings");
  return all;
}

std::optional<std::vector<std::string>> body_reader::maybe_texts(std::string_view name) {
  return find(name) ? std::optional{texts(name)} : std::nullopt;
}

std::map<std::string, std::string> body_reader::text_map(std::string_view name) {
  auto found = find(name);
  if (!found)
    return {};
  std::map<std::string, std::string> all;
  for (const auto& [key, value] : found->members())
    if (auto one = value.as_string())
      all.emplace(key, std::move(*one));
  if (found->kind() != json_kind::object || all.size() != found->size())
    complain(name, "must be an object of strings");
  return all;
}

std::optional<std::size_t> body_reader::choice_index(std::string_view name,
                                                     std::span<const std::string_view> names) {
  auto found = find(name);
  if (!found)
    return std::nullopt;
  auto given = found->as_string();
  auto place = given ? std::find(names.begin(), names.end(), *given) : names.end();
  if (place != names.end())
    return static_cast<std::size_t>(place - names.begin());
  std::string wanted = "must be one of";
  for (auto one : names)
    wanted.append(one == names.front() ? " " : ", ").append(one);
  complain(name, wanted);
  return std::nullopt;
}

void body_reader::complain(std::string_view name, std::string_view what) {
  complaints_.push_back(std::string{name}.append(" ").append(what));
}

outcome<nothing> body_reader::finish() const {
  if (unreadable_)
    return *unreadable_;
  auto complaints = complaints_;
  for (const auto& [name, value] : document_->root().members())
    if (!asked_.contains(name))
      complaints.push_back(name + " is unknown");
  if (complaints.empty())
    return nothing{};
  std::string detail;
  for (const auto& one : complaints)
    detail.append(detail.empty() ? "" : "; ").append(one);
  return failure{errc::invalid_argument, detail + "."};
}

} // namespace gatehouse
