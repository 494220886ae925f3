#include "tests/support/http_world.hpp"

namespace gatehouse {

namespace {

caller person(const std::string& name, const org_id& org, role rank) {
  return {{"user_" + name}, {"tok_" + name}, org, {"user_" + name}, rank};
}

} // namespace

http_world::http_world() {
  options.port = 0;
  options.log = [this](std::string_view line) {
    std::lock_guard lock(mutex_);
    log_.emplace_back(line);
  };
  const org_id acme{"org_acme"};
  const org_id beta{"org_beta"};
  gate.add_org("acme", acme);
  gate.add_org("beta", beta);
  gate.add_toolkit(acme, "tools", {"tk_tools"});
  gate.add_toolkit(acme, "more", {"tk_more"});
  gate.add_token("ann", person("ann", acme, role::member));
  gate.add_token("bob", person("bob", acme, role::admin));
  gate.add_token("rae", person("rae", acme, role::reader));
  gate.add_token("eve", person("eve", beta, role::member));
  gate.add_token("root", {{"operator"}, {"tok_root"}, {}, {}, role::owner});
  gate.set_tools({"echo", "slow"});
  gate.answer_calls("echo", call_answer{call_answer::kind::result, R"({"content":[]})"});
  gate.hold_calls("slow");
}

http_world::~http_world() = default;

std::uint16_t http_world::start() {
  auto started = http_server::start(loop, gate, options);
  EXPECT_TRUE(started) << (started ? "" : started.error().detail);
  server_ = *std::move(started);
  return server_->port();
}

http_answer http_world::ask(std::string_view method, std::string_view path,
                            const std::string& token, std::vector<std::string> headers,
                            std::string_view body) {
  if (!token.empty())
    headers.push_back("Authorization: Bearer " + token);
  return client().request(method, path, headers, body);
}

http_answer http_world::post(std::string_view path, const std::string& token,
                             const std::string& session, std::string_view body,
                             std::vector<std::string> headers) {
  headers.push_back("Content-Type: application/json");
  headers.push_back("Accept: application/json, text/event-stream");
  if (!session.empty())
    headers.push_back("Mcp-Session-Id: " + session);
  return ask("POST", path, token, std::move(headers), body);
}

std::string http_world::open(std::string_view path, const std::string& token,
                             std::string_view version) {
  const auto answer =
      post(path, token, {},
           R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" +
               std::string{version} +
               R"(","capabilities":{},"clientInfo":{"name":"test","version":"1"}}})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.header("mcp-session-id");
}

http_client http_world::begin_call(const std::string& session, const std::string& id) {
  const auto before = gate.calls().size();
  const auto body =
      R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":"slow"}})";
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Authorization: Bearer ann\r\nMcp-Session-Id: " +
           session + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_TRUE(gate.wait_for_calls(before + 1));
  return one;
}

http_client http_world::begin_post(const std::string& session, const std::string& body,
                                   const std::string& version) {
  auto one = client();
  one.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
           "Accept: application/json, text/event-stream\r\nAuthorization: Bearer ann\r\n"
           "MCP-Protocol-Version: " +
           version + "\r\nMcp-Session-Id: " + session +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  return one;
}

http_client http_world::begin_get(const std::string& session,
                                  const std::vector<std::string>& headers) {
  auto one = client();
  std::string lines;
  for (const auto& line : headers)
    lines += line + "\r\n";
  one.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
           "Authorization: Bearer ann\r\nMcp-Session-Id: " +
           session + "\r\n" + lines + "\r\n");
  return one;
}

void http_world::finish_call() {
  gate.finish_call(gate.handles().back(),
                   call_answer{call_answer::kind::result, R"({"content":[]})"});
}

std::vector<std::string> http_world::logged() const {
  std::lock_guard lock(mutex_);
  return log_;
}

std::string at(const std::string& json, std::initializer_list<std::string_view> names) {
  const auto document = json_document::parse(json);
  if (!document)
    return "not JSON: " + json;
  auto value = document->root();
  for (const auto name : names) {
    auto next = value.find(name);
    if (!next)
      return {};
    value = *next;
  }
  return std::string{value.raw()};
}

} // namespace gatehouse
