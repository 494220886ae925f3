#include "http/mcp/rpc_error.hpp"

#include "http/problem.hpp"
#include "storage/crypto/random.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

std::string message_with(std::string_view id, std::string_view member, std::string_view raw) {
  constexpr std::string_view start = R"({"jsonrpc":"2.0","id":)";
  std::string json;
  json.reserve(start.size() + id.size() + member.size() + raw.size() + 8);
  return json.append(start)
      .append(id)
      .append(",\"")
      .append(member)
      .append("\":")
      .append(raw)
      .append("}");
}

} // namespace

rpc_answer rpc_error(std::string_view id, const failure& why) {
  const auto& error = info(why.code);
  const bool hidden = why.code == errc::internal;
  rpc_answer answer;
  json_writer out;
  out.begin_object().key("code").value(error.jsonrpc_code);
  out.key("message").value(hidden || why.detail.empty() ? error.sentence
                                                        : std::string_view{why.detail});
  out.key("data").begin_object().key("code").value(error.name);
  if (hidden) {
    const auto correlation = random_id("err_");
    out.key("correlation").value(correlation);
    answer.log = correlation + ": " + why.detail;
  }
  out.end_object().end_object();
  answer.json = message_with(id, "error", out.take());
  answer.status = is_transport_failure(why.code) ? error.http_status : 200;
  return answer;
}

rpc_answer rpc_result(std::string_view id, std::string_view result) {
  return {200, message_with(id, "result", result), {}, {}};
}

rpc_answer rpc_raw_error(std::string_view id, std::string_view error) {
  return {200, message_with(id, "error", error), {}, {}};
}

http_response rpc_refusal(const failure& why) {
  auto answer = rpc_error("null", why);
  auto response = json_response(info(why.code).http_status, std::move(answer.json));
  response.log = std::move(answer.log);
  if (response.status == 503)
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

bool is_transport_failure(errc code) noexcept {
  return code == errc::session_not_found || code == errc::session_foreign ||
         code == errc::journal_failed || code == errc::overloaded || code == errc::shutting_down ||
         code == errc::internal;
}

} // namespace gatehouse
