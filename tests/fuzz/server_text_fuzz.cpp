/// Fuzzes what reads the texts of upstream servers: messages, tools with headers, endpoints. No
/// input may crash it, and what it makes of one must be JSON again, or a URL of the same server.

#include "actors/upstream/caller_meta.hpp"
#include "actors/upstream/endpoint_url.hpp"
#include "actors/upstream/mcp_headers.hpp"
#include "actors/upstream/rpc_messages.hpp"
#include "actors/upstream/stateless_words.hpp"
#include "storage/json/json.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace gatehouse;

void require(bool holds) {
  if (!holds)
    std::abort();
}

void read(const incoming_message& message) {
  if (!message.params.empty())
    require(bool{json_document::parse(
        caller_meta(message.params).empty() ? "{}" : caller_meta(message.params))});
  refuse_undeclared(R"({"sampling":{},"elicitation":{}})", message.method, message.params);
  judge_discovery(message.reply);
  wants_discovery(message.reply);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  std::string taken{text};
  if (auto messages = read_messages(taken, limits::upstream_line_bytes_max))
    for (const auto& message : *messages)
      read(message);
  if (auto mirrored = read_mirrored(text))
    for (const auto& one : *mirrored)
      require(!one.path.empty());
  for (const char c : mcp_header_value(text))
    require(c >= ' ' && c <= '~');
  const auto base = parse_http_url("http://host:8080/a/b");
  if (auto url = resolve_endpoint(*base, text))
    require(url->host == "host" && url->port == "8080" && url->target.starts_with('/'));
  return 0;
}
