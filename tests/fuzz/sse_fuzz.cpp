/// Fuzzes the event stream parser: the first byte says how the rest is cut into pieces. The events
/// must not depend on the cuts, and no event may be over the bound.

#include "actors/upstream/sse_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

using namespace gatehouse;

constexpr std::size_t event_bytes_max = 256;

void require(bool holds) {
  if (!holds)
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  const std::size_t step = 1 + data[0] % 7;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  sse_parser whole{event_bytes_max};
  std::vector<sse_event> events;
  const bool bounded = whole.feed(text, events);
  for (const auto& event : events)
    require(event.data.size() + event.type.size() <= event_bytes_max);
  sse_parser parts{event_bytes_max};
  std::vector<sse_event> again;
  bool parts_bounded = true;
  for (std::size_t at = 0; at < text.size() && parts_bounded; at += step)
    parts_bounded = parts.feed(text.substr(at, step), again);
  require(bounded == parts_bounded);
  require(events.size() == again.size());
  for (std::size_t i = 0; i < events.size(); ++i)
    require(events[i].data == again[i].data && events[i].type == again[i].type);
  require(whole.last_event_id() == parts.last_event_id() && whole.retry() == parts.retry());
  return 0;
}
