#include "app/client/mcp_caller.hpp"

#include "app/client/rest_client.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view protocol_wanted = "2025-11-25";

bool answers(const json_value& message, std::uint64_t id) {
  auto found = message.find("id");
  return found && found->as_int64() == static_cast<std::int64_t>(id);
}

/// Returns the failure a JSON-RPC error object describes.
failure read_rpc_error(const json_value& error) {
  auto data = error.find("data");
  auto code = error.find("code");
  gate_reply as_problem;
  json_writer out;
  out.begin_object().key("code").value(data ? text_of(*data, "code") : std::string{});
  as_problem.body = out.key("detail").value(text_of(error, "message")).end_object().take();
  auto why = read_problem(as_problem);
  if (why.code != errc::internal)
    return why;
  const auto number = code ? code->as_int64().value_or(0) : 0;
  return {number == info(errc::tool_unknown).jsonrpc_code ? errc::tool_unknown : errc::internal,
          text_of(error, "message")};
}

std::string initialize_params() {
  json_writer out;
  out.begin_object().key("protocolVersion").value(protocol_wanted);
  out.key("capabilities").begin_object().end_object();
  out.key("clientInfo").begin_object().key("name").value("gatehouse call");
  out.key("version").value(GATEHOUSE_VERSION).end_object();
  return out.end_object().take();
}

} // namespace

outcome<json_text_value> find_answer(const gate_reply& reply, std::uint64_t id) {
  if (!reply.header("content-type").starts_with("text/event-stream")) {
    auto message = json_text_value::parse(reply.body);
    if (message && answers(message->root(), id))
      return message;
    return failure{errc::io_failed, "The server's answer is not the one to this request."};
  }
  std::string data;
  std::string_view rest = reply.body;
  while (!rest.empty()) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.starts_with("data:"))
      data.append(line.substr(line.starts_with("data: ") ? 6 : 5));
    if (!line.empty() && !rest.empty())
      continue;
    if (auto message = json_text_value::parse(std::exchange(data, {}));
        message && answers(message->root(), id))
      return message;
  }
  return failure{errc::io_failed, "The server's event stream ended without an answer."};
}

outcome<mcp_caller> mcp_caller::open(http_url endpoint, std::string token,
                                     client_patience patience) {
  mcp_caller client{std::move(endpoint), std::move(token), std::move(patience)};
  auto hello = client.request("initialize", initialize_params());
  if (!hello)
    return hello.error();
  client.protocol_ = text_of(hello->root(), "protocolVersion");
  if (auto told = client.notify("notifications/initialized"); !told)
    return told.error();
  return client;
}

mcp_caller::~mcp_caller() {
  if (!session_.empty())
    static_cast<void>(send("DELETE", {})); // the session expires by itself if this fails
}

outcome<json_text_value> mcp_caller::request(std::string_view method, std::string_view params) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").value(++last_id_);
  out.key("method").value(method).key("params").raw(params);
  auto reply = send("POST", out.end_object().take());
  if (!reply)
    return reply.error();
  if (session_.empty())
    session_ = reply->header("mcp-session-id");
  auto message = find_answer(*reply, last_id_);
  if (!message)
    return message.error();
  if (auto error = message->root().find("error"))
    return read_rpc_error(*error);
  auto result = message->root().find("result");
  return json_text_value::parse(result ? std::string{result->raw()} : "{}");
}

outcome<nothing> mcp_caller::notify(std::string_view method) const {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("method").value(method);
  auto reply = send("POST", out.end_object().take());
  return reply ? outcome<nothing>{nothing{}} : reply.error();
}

outcome<gate_reply> mcp_caller::send(std::string method, std::string body) const {
  gate_request request{std::move(method), endpoint_.target, {}, std::move(body)};
  request.headers = {{"Authorization", "Bearer " + token_},
                     {"Accept", "application/json, text/event-stream"},
                     {"Content-Type", "application/json"}};
  if (!session_.empty())
    request.headers.emplace_back("Mcp-Session-Id", session_);
  if (!protocol_.empty())
    request.headers.emplace_back("MCP-Protocol-Version", protocol_);
  auto reply = send_http(endpoint_, request, patience_);
  if (!reply || (reply->status >= 200 && reply->status <= 299))
    return reply;
  if (reply->status == 401)
    return token_refused();
  auto parsed = json_text_value::parse(reply->body);
  if (auto error = parsed ? parsed->root().find("error") : std::nullopt) {
    auto why = read_rpc_error(*error);
    if (why.code == errc::internal && reply->status < 500)
      why.code = errc::forbidden;
    return why;
  }
  return read_problem(*reply);
}

} // namespace gatehouse
