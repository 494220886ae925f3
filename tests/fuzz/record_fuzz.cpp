/// Fuzzes what is read back from the journal: the input is a record, and a Merkle frontier. What is
/// accepted is exactly what would be written.

#include "storage/crypto/merkle.hpp"
#include "storage/record_format.hpp"

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
  if (auto one = decode_record(bytes))
    require(encode_record(*one) == bytes);
  else
    require(one.error().code == errc::journal_damaged || one.error().code == errc::journal_newer);
  if (auto frontier = merkle_frontier::decode(bytes))
    require(frontier->encode() == bytes);
  else
    require(frontier.error().code == errc::journal_damaged);
  return 0;
}
