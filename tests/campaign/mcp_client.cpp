#include "tests/campaign/mcp_client.hpp"

#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

/// http_client waits ten seconds for bytes; an answer may take this many of them.
constexpr int waits_max = 9;

std::string call_message(std::uint64_t id, const std::string& tool, const std::string& arguments) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
         R"(,"method":"tools/call","params":{"name":")" + tool + R"(","arguments":)" + arguments +
         "}}";
}

call_reply reply_of(const http_answer& answer) {
  call_reply reply;
  reply.status = answer.status;
  const auto document =
      json_document::parse(answer.body, {answer.body.size() + 1, limits::json_depth_max});
  if (!document)
    return reply;
  reply.result = text_at(document->root(), {"result"});
  reply.code = text_at(document->root(), {"error", "data", "code"});
  reply.text = text_at(document->root(), {"error", "message"});
  const auto result = document->root().find("result");
  const auto content = result ? result->find("content") : std::nullopt;
  if (content && content->size() > 0)
    reply.text = text_at(content->elements().front(), {"text"});
  return reply;
}

} // namespace

test_mcp_client::test_mcp_client(std::uint16_t port, std::string token, std::string path)
    : client_(std::in_place, port), token_(std::move(token)), path_(std::move(path)) {}

std::vector<std::string> test_mcp_client::headers() const {
  std::vector<std::string> lines{"Authorization: Bearer " + token_,
                                 "Content-Type: application/json", "Accept: application/json"};
  if (!session_.empty())
    lines.push_back("Mcp-Session-Id: " + session_);
  return lines;
}

http_answer test_mcp_client::post(const std::string& body) {
  return client_->request("POST", path_, headers(), body);
}

bool test_mcp_client::open() {
  const auto answer = post(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":)"
                           R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                           R"("clientInfo":{"name":"campaign","version":"1"}}})");
  session_ = answer.header("mcp-session-id");
  EXPECT_FALSE(session_.empty()) << answer.status << " " << answer.body;
  post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  return !session_.empty();
}

void test_mcp_client::reconnect(std::uint16_t port) {
  client_.emplace(port);
}

call_reply test_mcp_client::call(const std::string& tool, const std::string& arguments) {
  begin_call(tool, arguments);
  return finish_call();
}

void test_mcp_client::begin_call(const std::string& tool, const std::string& arguments) {
  const auto body = call_message(++last_id_, tool, arguments);
  std::string text = "POST " + path_ + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& line : headers())
    text += line + "\r\n";
  client_->send(text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

call_reply test_mcp_client::finish_call() {
  for (int wait = 0; wait < waits_max; ++wait)
    if (const auto answer = client_->receive(); answer.status != 0)
      return reply_of(answer);
  return {};
}

std::string test_mcp_client::list_tools() {
  return post(R"({"jsonrpc":"2.0","id":"list","method":"tools/list"})").body;
}

} // namespace gatehouse
