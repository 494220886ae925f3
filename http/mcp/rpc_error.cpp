#include "http/mcp/rpc_error.hpp"

#include "http/problem.hpp"
#include "storage/crypto/random.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

/// Returns the message around `raw`, in its memory if that has room: results may be long.
std::string message_with(std::string_view id, std::string_view member, std::string raw) {
  std::string start = R"({"jsonrpc":"2.0",)";
  if (!id.empty())
    start.append(R"("id":)").append(id).append(",");
  start.append("\"").append(member).append("\":");
  const auto bytes = start.size() + raw.size() + 1;
  if (raw.capacity() >= bytes) {
    raw.insert(0, start);
  } else {
    start.reserve(bytes);
    raw = std::move(start.append(raw));
  }
  raw += '}';
  return raw;
}

} // namespace

rpc_answer rpc_error(std::string_view id, const failure& why, mcp_era era, std::string_view data) {
  const auto& error = info(why.code);
  const bool hidden = why.code == errc::internal;
  rpc_answer answer;
  json_writer own;
  own.begin_object().key("code").value(error.name);
  if (hidden) {
    const auto correlation = random_id("err_");
    own.key("correlation").value(correlation);
    answer.log = correlation + ": " + why.detail;
  }
  const auto named = own.end_object().take();
  json_writer out;
  out.begin_object();
  out.key("code").value(era == mcp_era::stateless ? error.stateless_code : error.jsonrpc_code);
  out.key("message").value(hidden || why.detail.empty() ? error.sentence
                                                        : std::string_view{why.detail});
  out.key("data").raw(data.empty() ? named : join_json_objects({named, data})).end_object();
  answer.json = message_with(id, "error", out.take());
  answer.status = decides_status(why.code, era) ? error.http_status : 200;
  return answer;
}

rpc_answer rpc_result(std::string_view id, std::string result) {
  return {200, message_with(id, "result", std::move(result)), {}, {}};
}

rpc_answer rpc_raw_error(std::string_view id, std::string error) {
  return {200, message_with(id, "error", std::move(error)), {}, {}};
}

http_response rpc_refusal(const failure& why, mcp_era era) {
  auto answer = rpc_error({}, why, era);
  auto response = json_response(info(why.code).http_status, std::move(answer.json));
  response.log = std::move(answer.log);
  if (response.status == 503)
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

bool decides_status(errc code, mcp_era era) noexcept {
  if (code == errc::journal_failed || code == errc::overloaded || code == errc::shutting_down ||
      code == errc::internal)
    return true;
  if (era == mcp_era::sessions)
    return code == errc::session_not_found || code == errc::session_foreign;
  return code == errc::method_not_found || code == errc::envelope_invalid ||
         code == errc::header_mismatch || code == errc::capability_missing ||
         code == errc::unsupported_protocol || code == errc::not_acceptable;
}

} // namespace gatehouse
