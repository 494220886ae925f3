#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "storage/codec_values.hpp"

#include <cassert>

namespace gatehouse {
namespace detail {

/// Shows the members of a struct to `visit`; `sealed` stands in the core without its numbers.
template <class Self, class Visit> void visit_fields(Self& self, Visit&& visit) {
  if constexpr (std::same_as<std::remove_const_t<Self>, sealed>) {
    visit(1, "key", self.key);
    visit(2, "box", self.box);
  } else {
    std::remove_const_t<Self>::fields(self, visit);
  }
}

template <class T>
concept a_struct = has_fields<T> || std::same_as<T, sealed>;

class field_writer {
public:
  field_writer(std::string& out, unsigned depth) : out_(out), depth_(depth) {}

  template <class T> void operator()(std::uint32_t tag, std::string_view, const T& value) {
    assert(tag > last_ && "fields are listed by ascending number");
    last_ = tag;
    if (codec_of<T>::is_zero(value))
      return;
    append_varint(out_, std::uint64_t{tag} << 3 | static_cast<std::uint64_t>(codec_of<T>::wire));
    codec_of<T>::put(out_, value, depth_);
  }

private:
  std::string& out_;
  unsigned depth_;
  std::uint32_t last_ = 0;
};

struct zero_check {
  bool zero = true;

  template <class T> void operator()(std::uint32_t, std::string_view, const T& value) {
    zero = zero && codec_of<T>::is_zero(value);
  }
};

/// Gives every member its zero value, whatever its initialiser says: the meaning of an absent field
/// must not change when an initialiser does.
struct zero_fill {
  template <class T> void operator()(std::uint32_t, std::string_view, T& value) {
    if constexpr (a_struct<T>)
      visit_fields(value, *this);
    else
      value = T{};
  }
};

/// Takes the fields in ascending order from the bytes as the struct lists them, skips unknown ones.
/// What the value held before does not matter, but its memory is used again.
class field_reader {
public:
  field_reader(byte_reader& in, unsigned depth) : in_(in), depth_(depth) { read_key(); }

  template <class T> void operator()(std::uint32_t tag, std::string_view, T& value) {
    while (tag_ < tag)
      skip();
    if (tag_ != tag)
      return zero_fill{}(tag, {}, value);
    if (wire_ != static_cast<std::uint64_t>(codec_of<T>::wire))
      return stop("unexpected wire type");
    codec_of<T>::get(in_, value, depth_);
    if (codec_of<T>::is_zero(value))
      return stop("zero value written");
    read_key();
  }

  /// Passes over the fields that are newer than the struct.
  void finish() {
    while (tag_ != no_tag)
      skip();
  }

private:
  /// Behind every tag there can be: the fields are at their end.
  static constexpr std::uint64_t no_tag = std::numeric_limits<std::uint64_t>::max();

  void stop(const char* what) {
    in_.fail(what);
    tag_ = no_tag;
  }

  void read_key() {
    if (in_.at_end()) {
      tag_ = no_tag;
      return;
    }
    const auto key = in_.varint();
    const auto tag = key >> 3;
    if (tag > std::numeric_limits<std::uint32_t>::max() >> 3)
      return stop("field number too large");
    if (tag <= tag_)
      return stop("field numbers not ascending");
    tag_ = tag;
    wire_ = key & 7u;
  }

  void skip() {
    switch (wire_) {
    case static_cast<std::uint64_t>(wire_type::varint):
      in_.varint();
      break;
    case static_cast<std::uint64_t>(wire_type::digest):
      in_.digest();
      break;
    case static_cast<std::uint64_t>(wire_type::bytes):
      in_.bytes();
      break;
    default: // not an enumerator: what else the three bits can hold
      return stop("unknown wire type");
    }
    read_key();
  }

  byte_reader& in_;
  unsigned depth_;
  std::uint64_t tag_ = 0; ///< of the field that `in_` is at
  std::uint64_t wire_ = 0;
};

template <a_struct T> void put_fields(std::string& out, const T& value, unsigned depth) {
  assert(depth < limits::payload_depth_max);
  visit_fields(value, field_writer{out, depth});
}

template <a_struct T> void get_fields(byte_reader& in, T& value, unsigned depth) {
  if (depth >= limits::payload_depth_max)
    return in.fail("nested too deep");
  field_reader reader{in, depth};
  visit_fields(value, reader);
  reader.finish();
}

template <a_struct T> struct codec_of<T> {
  static constexpr auto wire = wire_type::bytes;

  static bool is_zero(const T& value) {
    zero_check check;
    visit_fields(value, check);
    return check.zero;
  }

  static void put(std::string& out, const T& value, unsigned depth) {
    put_sized(out, [&] { put_fields(out, value, depth + 1); });
  }

  static void get(byte_reader& in, T& value, unsigned depth) {
    in.nested([&](byte_reader& inner) { get_fields(inner, value, depth + 1); });
  }
};

} // namespace detail

/// Returns the encoding of `value` by its field numbers: grammar in docs/formats/fields.md. Fields
/// that hold their type's zero value are left out, so a struct may grow.
template <has_fields T> std::string encode_fields(const T& value) {
  std::string out;
  detail::put_fields(out, value, 0);
  return out;
}

/// Reads into `value` as decode_fields does, using its memory again; after an error it holds
/// anything.
template <has_fields T> outcome<nothing> decode_fields_into(std::string_view bytes, T& value) {
  byte_reader in{bytes};
  detail::get_fields(in, value, 0);
  if (!in.ok())
    return in.error();
  return nothing{};
}

/// Reads what encode_fields wrote, from this or another version of T: fields it does not know are
/// skipped, absent ones are zero. A value has one encoding; any other bytes are an error.
/// Errors: `journal_damaged` (what is wrong, at which byte).
/// Bounds: limits::payload_depth_max structs inside each other.
template <has_fields T> outcome<T> decode_fields(std::string_view bytes) {
  outcome<T> value = T{};
  if (auto read = decode_fields_into(bytes, *value); !read)
    return read.error();
  return value;
}

} // namespace gatehouse
