#include "storage/json/json.hpp"

#include "storage/json/json_text.hpp"

#include <charconv>
#include <cmath>

namespace gatehouse {

json_kind json_value::kind() const noexcept {
  return document_->nodes_[node_].kind;
}

std::string_view json_value::raw() const noexcept {
  const auto& here = document_->nodes_[node_];
  return document_->text_.substr(here.begin, here.length);
}

std::optional<json_value> json_value::find(std::string_view key) const {
  const auto& here = document_->nodes_[node_];
  if (here.kind != json_kind::object)
    return {};
  for (auto at = node_ + 1; at < here.end;) {
    const json_value value{document_, at + 1};
    if (json_string_equals(json_value{document_, at}.raw(), key))
      return value;
    at = document_->nodes_[at + 1].end;
  }
  return {};
}

std::optional<std::string> json_value::as_string() const {
  if (kind() != json_kind::string)
    return {};
  return unescape_json_string(raw());
}

std::optional<std::int64_t> json_value::as_int64() const {
  if (kind() != json_kind::number)
    return {};
  const auto token = raw();
  const auto* end = token.data() + token.size();
  std::int64_t integer = 0;
  if (auto read = std::from_chars(token.data(), end, integer); read.ptr == end)
    return read.ec == std::errc{} ? std::optional{integer} : std::nullopt;
  constexpr double exact_max = 9007199254740992.0; // 2^53: beyond it a double is no exact integer
  double number = 0;
  const auto read = std::from_chars(token.data(), end, number);
  if (read.ec != std::errc{} || std::trunc(number) != number || std::fabs(number) > exact_max)
    return {};
  return static_cast<std::int64_t>(number);
}

std::optional<bool> json_value::as_bool() const {
  if (kind() != json_kind::boolean)
    return {};
  return raw() == "true";
}

std::size_t json_value::size() const noexcept {
  return document_->nodes_[node_].size;
}

std::vector<json_value> json_value::elements() const {
  const auto& here = document_->nodes_[node_];
  std::vector<json_value> found;
  if (here.kind != json_kind::array)
    return found;
  found.reserve(here.size);
  for (auto at = node_ + 1; at < here.end; at = document_->nodes_[at].end)
    found.push_back({document_, at});
  return found;
}

std::vector<std::pair<std::string, json_value>> json_value::members() const {
  const auto& here = document_->nodes_[node_];
  std::vector<std::pair<std::string, json_value>> found;
  if (here.kind != json_kind::object)
    return found;
  found.reserve(here.size);
  for (auto at = node_ + 1; at < here.end;) {
    found.emplace_back(unescape_json_string(json_value{document_, at}.raw()),
                       json_value{document_, at + 1});
    at = document_->nodes_[at + 1].end;
  }
  return found;
}

} // namespace gatehouse
