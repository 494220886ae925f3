#include "http/request_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

/// Reads one request out of `bytes`, given to the reader `step` bytes at a time, and returns what
/// can be seen of it.
std::string read(std::string_view bytes, std::size_t step) {
  gatehouse::request_reader reader{{2048, 256, 1024}};
  std::size_t given = 0;
  std::size_t used = 0;
  while (!reader.done() && given < bytes.size()) {
    given = std::min(given + step, bytes.size());
    for (bool more = true; more && !reader.done();) {
      const auto put = reader.put(bytes.substr(used, given - used));
      if (!put)
        return "refused";
      used += *put;
      more = *put > 0;
    }
  }
  if (!reader.done())
    return "unfinished";
  const auto& request = reader.request();
  std::string seen = request.method + ' ' + request.path + '\n' + request.body;
  for (const auto& [name, value] : request.headers)
    seen += name + ':' + value + '\n';
  return seen;
}

} // namespace

// However the bytes are cut, the same request must come out. What is refused early in one piece may
// be refused later in another, or not be finished yet, so only whole requests are compared.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto whole = read(bytes, bytes.size());
  const auto pieces = read(bytes, 1);
  const auto is_request = [](const std::string& seen) {
    return seen != "refused" && seen != "unfinished";
  };
  if (is_request(whole) && is_request(pieces) && whole != pieces)
    std::abort();
  return 0;
}
