#pragma once

#include "events/core/bytes.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Appends `value` as an unsigned LEB128 varint: seven bits a byte, the lowest first.
inline void append_varint(std::string& out, std::uint64_t value) {
  char bytes[10];
  std::size_t count = 0;
  for (; value >= 0x80; value >>= 7)
    bytes[count++] = static_cast<char>(value | 0x80);
  bytes[count++] = static_cast<char>(value);
  out.append(bytes, count);
}

/// Appends the length of `bytes` as a varint, then the bytes.
inline void append_bytes(std::string& out, std::string_view bytes) {
  append_varint(out, bytes.size());
  out.append(bytes);
}

inline void append_digest(std::string& out, const digest256& digest) {
  out.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
}

/// Maps signed numbers to unsigned ones so that small magnitudes stay small: 0, -1, 1, -2, ...
constexpr std::uint64_t to_zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t from_zigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

/// Reads what the functions above wrote, and nothing else: a varint that is longer than it needs to
/// be is an error, so that a value has one encoding.
///
/// The first error sticks and ends the reading: further reads return zeros and change nothing.
/// Ownership: the bytes must outlive the reader and the views it returns.
/// Errors: `journal_damaged`, with the byte's place.
class byte_reader {
public:
  /// `base` is where `bytes` begin in what they were taken from; it only serves errors.
  explicit byte_reader(std::string_view bytes, std::size_t base = 0)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()), end_offset_(base + bytes.size()) {}

  bool ok() const noexcept { return wrong_ == nullptr; }

  /// Also when an error has ended the reading.
  bool at_end() const noexcept { return at_ == end_; }

  std::size_t offset() const noexcept { return end_offset_ - left(); }

  std::uint64_t varint() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80)
      return static_cast<unsigned char>(*at_++);
    return long_varint();
  }

  /// Reads a length and as many bytes.
  std::string_view bytes() {
    const auto length = varint();
    return take(length);
  }

  digest256 digest() {
    digest256 read;
    if (const auto raw = take(read.bytes.size()); !raw.empty())
      std::memcpy(read.bytes.data(), raw.data(), raw.size());
    return read;
  }

  /// Refuses the rest; `what` must be a literal.
  void fail(const char* what) { fail_at(what, offset()); }

  /// Reads a length and gives the bytes that follow to `read`, which must use them up.
  template <class Read> void nested(Read read) {
    const auto inside = bytes();
    byte_reader inner{inside, offset() - inside.size()};
    if (ok())
      read(inner);
    if (!inner.at_end())
      inner.fail("trailing bytes");
    if (!inner.ok())
      fail_at(inner.wrong_, inner.wrong_at_);
  }

  failure error() const {
    return {errc::journal_damaged,
            std::string{ok() ? "no error" : wrong_} + " at byte " + std::to_string(wrong_at_)};
  }

private:
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }

  /// With nothing left to read, no read needs to ask whether there was an error before.
  void fail_at(const char* what, std::size_t where) {
    if (!ok())
      return;
    wrong_ = what;
    wrong_at_ = where;
    at_ = end_;
  }

  std::string_view take(std::uint64_t length) {
    if (length > left()) {
      fail("truncated");
      return {};
    }
    const std::string_view taken{at_, length};
    at_ += length;
    return taken;
  }

  std::uint64_t long_varint() {
    constexpr unsigned last_shift = 63;
    std::uint64_t value = 0;
    for (unsigned shift = 0; at_ != end_; shift += 7) {
      const std::uint64_t byte = static_cast<unsigned char>(*at_);
      if (shift == last_shift && byte > 1) {
        fail("varint beyond 64 bits");
        return 0;
      }
      if (byte == 0 && shift != 0) {
        fail("varint longer than needed");
        return 0;
      }
      ++at_;
      value |= (byte & 0x7F) << shift;
      if (byte < 0x80)
        return value;
    }
    fail("truncated");
    return 0;
  }

  const char* at_;
  const char* end_;
  std::size_t end_offset_;
  const char* wrong_ = nullptr;
  std::size_t wrong_at_ = 0;
};

} // namespace gatehouse
