/// Fuzzes the field codec: the input is the encoding of a struct with every type of member. What is
/// accepted is what would be written, but for the fields the struct does not know, and the same
/// whatever the struct held before.

#include "storage/codec.hpp"
#include "storage/json/fields_json.hpp"
#include "storage/json/json.hpp"
#include "tests/support/sample.hpp"
#include "tests/unit/codec/shapes.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  auto value = decode_fields<every_member>(bytes);
  if (!value) {
    require(value.error().code == errc::journal_damaged);
    return 0;
  }
  const auto written = encode_fields(*value);
  require(written.size() <= bytes.size());
  require(written.size() < bytes.size() || written == bytes);
  auto again = decode_fields<every_member>(written);
  require(bool{again} && *again == *value);
  auto used = sample<every_member>();
  require(bool{decode_fields_into(bytes, used)} && used == *value);
  json_writer out;
  write_json(out, *value);
  const auto json = out.take();
  auto document = json_document::parse(json);
  // Ids that are not UTF-8 may come out as the same key.
  require(bool{document} || document.error().detail.starts_with("duplicate key"));
  return 0;
}
