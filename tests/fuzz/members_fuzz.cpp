#include "storage/json/json.hpp"
#include "storage/json/json_members.hpp"
#include "storage/json/json_text.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

// The members found by one pass over the bytes are those that the whole parse finds; and no bytes
// at all lead the pass out of the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto found = gatehouse::raw_members(text);
  const auto document = gatehouse::json_document::parse(text);
  if (!document)
    return 0;
  const auto members = document->root().members();
  if (members.size() != found.size())
    std::abort();
  for (std::size_t at = 0; at < members.size(); ++at)
    if (gatehouse::unescape_json_string(found[at].key) != members[at].first ||
        found[at].value != members[at].second.raw())
      std::abort();
  return 0;
}
