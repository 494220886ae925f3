#include "http/problem.hpp"

#include "storage/crypto/random.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

http_response problem(const failure& why) {
  const auto& error = info(why.code);
  http_response response{error.http_status, "application/problem+json", {}, {}, {}};
  json_writer out;
  out.begin_object();
  out.key("type").value("urn:gatehouse:error:" + std::string{error.name});
  out.key("title").value(error.sentence);
  out.key("status").value(error.http_status);
  out.key("code").value(error.name);
  if (why.code == errc::internal) {
    const auto correlation = random_id("err_");
    response.log = correlation + ": " + why.detail;
    out.key("correlation").value(correlation);
  } else if (!why.detail.empty()) {
    out.key("detail").value(why.detail);
  }
  out.end_object();
  response.body = out.take();
  if (error.http_status == 503)
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

http_response json_response(int status, std::string json) {
  return {status, "application/json", std::move(json), {}, {}};
}

} // namespace gatehouse
