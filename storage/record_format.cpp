#include "storage/record_format.hpp"

#include "storage/byte_io.hpp"

#include <limits>

// The grammar, in full in docs/formats/journal.md:
//
//   record  := format position stream version time context type payload
//   context := org session principal credential correlation causation data_key
//   type    := number version

namespace gatehouse {
namespace {

/// Do not change: in the journal.
constexpr char record_format = 1;

/// Most records' fields besides the texts fit this.
constexpr std::size_t numbers_bytes = 64;

std::size_t size_hint(const record& one) {
  const auto& context = one.context;
  return numbers_bytes + one.stream.value.size() + context.org.value.size() +
         context.session.value.size() + context.principal.value.size() +
         context.credential.value.size() + context.correlation.value.size() +
         context.data_key.value.size() + one.payload.size();
}

std::uint32_t read_number(byte_reader& in) {
  const auto number = in.varint();
  if (number > std::numeric_limits<std::uint32_t>::max())
    in.fail("number out of range");
  return static_cast<std::uint32_t>(number);
}

void read_context(byte_reader& in, record_context& context) {
  context.org.value = in.bytes();
  context.session.value = in.bytes();
  context.principal.value = in.bytes();
  context.credential.value = in.bytes();
  context.correlation.value = in.bytes();
  context.causation.value = in.varint();
  context.data_key.value = in.bytes();
}

} // namespace

std::string encode_record(const record& one) {
  std::string out;
  out.reserve(size_hint(one));
  out.push_back(record_format);
  append_varint(out, one.position.value);
  append_bytes(out, one.stream.value);
  append_varint(out, one.version.value);
  append_varint(out, to_zigzag(one.at.value));
  append_bytes(out, one.context.org.value);
  append_bytes(out, one.context.session.value);
  append_bytes(out, one.context.principal.value);
  append_bytes(out, one.context.credential.value);
  append_bytes(out, one.context.correlation.value);
  append_varint(out, one.context.causation.value);
  append_bytes(out, one.context.data_key.value);
  append_varint(out, one.event_number);
  append_varint(out, one.event_version);
  append_bytes(out, one.payload);
  return out;
}

outcome<nothing> decode_record_into(std::string_view bytes, record& one) {
  if (bytes.empty() || bytes.front() == 0)
    return failure{errc::journal_damaged, "no record format at byte 0"};
  if (bytes.front() != record_format)
    return failure{errc::journal_newer,
                   "record format " + std::to_string(static_cast<unsigned char>(bytes.front())) +
                       ", this program knows 1"};
  byte_reader in{bytes.substr(1), 1};
  one.position.value = in.varint();
  one.stream.value = in.bytes();
  one.version.value = in.varint();
  one.at.value = from_zigzag(in.varint());
  read_context(in, one.context);
  one.event_number = read_number(in);
  one.event_version = read_number(in);
  one.payload = in.bytes();
  if (in.ok() && !in.at_end())
    in.fail("trailing bytes");
  if (!in.ok())
    return in.error();
  return nothing{};
}

outcome<record> decode_record(std::string_view bytes) {
  outcome<record> result = record{};
  if (auto read = decode_record_into(bytes, *result); !read)
    return read.error();
  return result;
}

} // namespace gatehouse
