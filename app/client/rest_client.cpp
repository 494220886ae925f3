#include "app/client/rest_client.hpp"

#include "actors/upstream/sse_parser.hpp"
#include "storage/json/json_writer.hpp"

#include <ostream>

namespace gatehouse {

namespace {

errc code_named(std::string_view name) {
  for (int code = 0; code < error_count(); ++code)
    if (info(static_cast<errc>(code)).name == name)
      return static_cast<errc>(code);
  return errc::internal;
}

} // namespace

std::string api_path(std::initializer_list<std::string_view> segments) {
  std::string path = "/api/v1";
  for (auto segment : segments)
    path += "/" + url_encoded(segment);
  return path;
}

std::string
query_of(std::initializer_list<std::pair<std::string_view, std::string_view>> parameters) {
  std::string query;
  for (const auto& [name, value] : parameters)
    if (!value.empty())
      query.append(query.empty() ? "?" : "&").append(name).append("=").append(url_encoded(value));
  return query;
}

client_patience patience_of(const verb_call& call) {
  client_patience patience;
  if (call.term.interactive)
    patience.waiting = [&err = call.term.err] {
      err << "waiting for the gateway ..."
          << "\n"
          << std::flush;
    };
  return patience;
}

failure token_refused() {
  return {errc::unauthorized, "The gateway refuses this token: it is wrong or revoked, or another "
                              "gateway's. Look at GATEHOUSE_TOKEN or --keys, and at --server."};
}

failure read_problem(const gate_reply& reply) {
  if (reply.status == 401)
    return token_refused();
  const auto status = "The gateway answered " + std::to_string(reply.status) + ".";
  auto parsed = json_text_value::parse(reply.body);
  if (!parsed || text_of(parsed->root(), "code").empty())
    return {errc::internal, status};
  return {code_named(text_of(parsed->root(), "code")), text_of(parsed->root(), "detail")};
}

outcome<rest_client> rest_client::of(const verb_call& call) {
  auto at = read_gate_address(call);
  if (!at)
    return at.error();
  return rest_client{*std::move(at), patience_of(call)};
}

outcome<gate_reply> rest_client::send(std::string method, std::string path, std::string body,
                                      std::string media_type) const {
  gate_request request{std::move(method), at_.url.target + path, {}, std::move(body)};
  request.headers = {{"Authorization", "Bearer " + at_.token},
                     {"Accept", "application/json, application/problem+json, */*"}};
  if (!request.body.empty())
    request.headers.emplace_back("Content-Type", std::move(media_type));
  auto reply = send_http(at_.url, request, patience_);
  if (reply && (reply->status < 200 || reply->status > 299))
    return read_problem(*reply);
  return reply;
}

outcome<nothing>
rest_client::listen(const std::string& path, std::string& last_id,
                    const std::function<bool(const std::string& data)>& hear) const {
  gate_request request{"GET", at_.url.target + path, {}, {}};
  request.headers = {{"Authorization", "Bearer " + at_.token},
                     {"Accept", "text/event-stream, application/problem+json"}};
  if (!last_id.empty())
    request.headers.emplace_back("Last-Event-ID", last_id);
  sse_parser parser{limits::client_reply_bytes_max};
  // A gateway that lives sends a comment at least that often.
  constexpr auto silence = 3 * limits::stream_keep_alive;
  auto reply = stream_http(at_.url, request, patience_, silence, [&](std::string_view bytes) {
    std::vector<sse_event> events;
    bool more = parser.feed(bytes, events);
    for (const auto& one : events)
      more = more && (one.data.empty() || hear(one.data));
    if (!parser.last_event_id().empty())
      last_id = parser.last_event_id();
    return more;
  });
  if (!reply)
    return reply.error();
  if (reply->status < 200 || reply->status > 299)
    return read_problem(*reply);
  return nothing{};
}

outcome<json_text_value> rest_client::ask(std::string method, std::string path,
                                          std::string body) const {
  auto reply = send(std::move(method), std::move(path), std::move(body));
  if (!reply)
    return reply.error();
  return json_text_value::parse(reply->body.empty() ? "{}" : std::move(reply->body));
}

outcome<json_text_value> rest_client::ask_all(const std::string& path) const {
  const std::string more = path.find('?') == std::string::npos ? "?limit=200" : "&limit=200";
  json_writer out;
  out.begin_object().key("items").begin_array();
  std::string next;
  do {
    auto page = ask("GET", path + more + (next.empty() ? "" : "&cursor=" + url_encoded(next)));
    if (!page)
      return page;
    if (auto items = page->root().find("items"))
      for (const auto& item : items->elements())
        out.raw(item.raw());
    next = text_of(page->root(), "next");
  } while (!next.empty());
  return json_text_value::parse(out.end_array().end_object().take());
}

} // namespace gatehouse
