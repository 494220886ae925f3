#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gatehouse {

/// Writes one JSON text, front to back. Strings are escaped; invalid UTF-8 in them is replaced by
/// U+FFFD, so the output is always valid.
///
///   json_writer out;
///   out.begin_object().key("id").value(7).key("params").raw(slice).end_object();
///   send(out.take());
///
/// Unbalanced use is a bug (assert).
class json_writer {
public:
  json_writer();
  ~json_writer();
  json_writer(json_writer&&) noexcept;
  json_writer& operator=(json_writer&&) noexcept;

  json_writer& begin_object();
  json_writer& end_object();
  json_writer& begin_array();
  json_writer& end_array();
  json_writer& key(std::string_view name);
  json_writer& value(std::string_view text);

  json_writer& value(const char* text) { return value(std::string_view{text}); }

  json_writer& value(const std::string& text) { return value(std::string_view{text}); }

  json_writer& value(bool flag);
  json_writer& value(std::int64_t number);
  json_writer& value(std::uint64_t number);

  json_writer& value(int number) { return value(static_cast<std::int64_t>(number)); }

  json_writer& value(double number);
  json_writer& null();
  /// Writes `json`, which must be one valid JSON value, as it is.
  json_writer& raw(std::string_view json);

  /// Returns the text written and starts anew.
  std::string take();

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
