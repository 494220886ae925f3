#include "tests/upstream/mcp_script.hpp"

#include "actors/upstream/upstream_client.hpp"
#include "storage/json/json.hpp"

namespace gatehouse {

namespace {

std::string member_of(const std::string& text, std::string_view key, bool raw) {
  auto document = json_document::parse(text, {text.size(), limits::json_depth_max});
  auto member = document ? document->root().find(key) : std::nullopt;
  if (!member)
    return {};
  return raw ? std::string{member->raw()} : member->as_string().value_or("");
}

} // namespace

std::string method_of(const http_seen& seen) {
  return member_of(seen.body, "method", false);
}

std::string id_of(const http_seen& seen) {
  return member_of(seen.body, "id", true);
}

std::string result_text(const std::string& id, const std::string& result) {
  return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" + result + "}";
}

scripted_server::script polite(scripted_server::script rest) {
  return [rest = std::move(rest)](const http_seen& seen, http_wire& wire) {
    const auto method = method_of(seen);
    if (method == "initialize")
      wire.answer(200, "application/json; charset=utf-8",
                  result_text(id_of(seen), R"({"protocolVersion":"2025-11-25",)"
                                           R"("capabilities":{"tools":{"listChanged":true}},)"
                                           R"("serverInfo":{"name":"polite","version":"1"}})"),
                  "Mcp-Session-Id: s-1\r\n");
    else if (method.starts_with("notifications/"))
      wire.answer(202, "", "");
    else if (seen.method == "POST")
      rest(seen, wire);
    else if (seen.method == "DELETE")
      wire.answer(200, "", "");
    else
      wire.answer(405, "", "");
  };
}

upstream_target target_of(const scripted_server& server) {
  upstream_target target;
  target.label = "scripted";
  target.url = server.url();
  target.era = server_era::sessions;
  target.addresses.all = true; // it is on the loopback
  target.headers = {{"Authorization", "Bearer up"}};
  return target;
}

} // namespace gatehouse
