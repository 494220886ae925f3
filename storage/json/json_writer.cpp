#include "storage/json/json_writer.hpp"

#include "storage/json/json_text.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cassert>
#include <cmath>

namespace gatehouse {
namespace {

/// Calls `write` with `text` made well-formed; a copy is made only if it was not.
template <class Write> void with_well_formed(std::string_view text, Write write) {
  if (well_formed_utf8_length(text) == text.size()) {
    // rapidjson asserts that the pointer is not null, even for no characters.
    write(text.empty() ? std::string_view{""} : text);
    return;
  }
  const auto repaired = replace_ill_formed_utf8(text);
  write(std::string_view{repaired});
}

} // namespace

struct json_writer::implementation {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
};

json_writer::json_writer() : impl_(std::make_unique<implementation>()) {}

json_writer::~json_writer() = default;
json_writer::json_writer(json_writer&&) noexcept = default;
json_writer& json_writer::operator=(json_writer&&) noexcept = default;

json_writer& json_writer::begin_object() {
  impl_->writer.StartObject();
  return *this;
}

json_writer& json_writer::end_object() {
  impl_->writer.EndObject();
  return *this;
}

json_writer& json_writer::begin_array() {
  impl_->writer.StartArray();
  return *this;
}

json_writer& json_writer::end_array() {
  impl_->writer.EndArray();
  return *this;
}

json_writer& json_writer::key(std::string_view name) {
  with_well_formed(name, [&](std::string_view good) {
    impl_->writer.Key(good.data(), static_cast<rapidjson::SizeType>(good.size()));
  });
  return *this;
}

json_writer& json_writer::value(std::string_view text) {
  with_well_formed(text, [&](std::string_view good) {
    impl_->writer.String(good.data(), static_cast<rapidjson::SizeType>(good.size()));
  });
  return *this;
}

json_writer& json_writer::value(bool flag) {
  impl_->writer.Bool(flag);
  return *this;
}

json_writer& json_writer::value(std::int64_t number) {
  impl_->writer.Int64(number);
  return *this;
}

json_writer& json_writer::value(std::uint64_t number) {
  impl_->writer.Uint64(number);
  return *this;
}

json_writer& json_writer::value(double number) {
  if (std::isfinite(number))
    impl_->writer.Double(number);
  else
    impl_->writer.Null(); // JSON has no word for it
  return *this;
}

json_writer& json_writer::null() {
  impl_->writer.Null();
  return *this;
}

json_writer& json_writer::raw(std::string_view json) {
  // The type is only used to check that a key is a string, which a raw value never is here.
  impl_->writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  return *this;
}

std::string json_writer::take() {
  assert(impl_->buffer.GetSize() == 0 || impl_->writer.IsComplete());
  std::string text{impl_->buffer.GetString(), impl_->buffer.GetSize()};
  impl_->buffer.Clear();
  impl_->writer.Reset(impl_->buffer);
  return text;
}

} // namespace gatehouse
