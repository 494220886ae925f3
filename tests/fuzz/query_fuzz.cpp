/// Fuzzes the text of a query against a small record: whatever it is, it is answered or refused, in
/// time, and shows nothing of another organization.

#include "tests/support/asked_record.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

bool is_known(errc code) {
  return code == errc::query_refused || code == errc::query_exceeded;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static asked_record record;
  const std::string text(data, data + size);
  const bool names_it = text.find("plan") != std::string::npos;
  const auto answer = record.ask(text, {.time = std::chrono::milliseconds{200}, .rows = 100});
  if (!answer) {
    require(is_known(answer.error().code));
    return 0;
  }
  for (const auto& row : answer->rows) {
    require(row.size() == answer->columns.size());
    for (const auto& value : row)
      if (const auto* shown = std::get_if<std::string>(&value))
        require(names_it || shown->find("secret__plan") == std::string::npos);
  }
  return 0;
}
