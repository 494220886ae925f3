#include "http/mcp/client_params.hpp"
#include "http/mcp/list_pages.hpp"
#include "http/mcp/mcp_headers.hpp"
#include "http/mcp/server_identity.hpp"
#include "http/mcp/stateless_result.hpp"
#include "http/mcp/stateless_turn.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

/// A message that is refused before it is one of ours: the status is the failure's own.
void refuse(const turn_ptr& on, std::string_view id, const failure& why,
            std::string_view data = {}) {
  auto answer = rpc_error(id, why, mcp_era::stateless, data);
  answer.status = info(why.code).http_status;
  send_answer(on->x, std::move(answer));
}

std::string versions_served() {
  json_writer out;
  out.begin_array();
  for (const auto version : stateless_versions)
    out.value(version);
  return out.end_array().take();
}

void refuse_version(const turn_ptr& on, std::string_view id, const std::string& requested) {
  json_writer data;
  data.begin_object().key("supported").raw(versions_served());
  data.key("requested").value(requested).end_object();
  refuse(on, id, {errc::unsupported_protocol, "Unsupported protocol version."}, data.take());
}

void answer_request(const stateless_turn_ptr& on) {
  const auto& method = on->message().method;
  if (method == "server/discover")
    return discover(on);
  const auto list = list_asked_by(method);
  const auto made = request_made_by(method);
  if (!list && !made && method != "subscriptions/listen")
    return on->fail({errc::method_not_found, "There is no such method: " + method});
  client_hello hello{on->envelope().protocol_version,
                     client_text(on->envelope().client_name),
                     client_text(on->envelope().client_version),
                     {}};
  on->gate().stateless_session(on->at(), std::move(hello),
                               [on, list, made](outcome<session_info> session) {
                                 if (!session)
                                   return on->fail(session.error());
                                 on->join(session->id);
                                 if (list)
                                   return list_stateless(on, *list);
                                 made ? call_stateless(on, *made) : listen(on);
                               });
}

} // namespace

void serve_stateless(const turn_ptr& on, era_verdict verdict) {
  if (!on->document)
    return refuse(on, {}, on->document.error());
  const auto* message = on->single && on->single->message ? &*on->single->message : nullptr;
  const bool request = message && message->kind == rpc_kind::request;
  const auto id = request ? message->id : std::string_view{};
  if (verdict.refused)
    return refuse(on, id, *verdict.refused);
  if (!message) {
    const auto& fault = on->single->fault;
    return refuse(on, fault.id, fault.why);
  }
  if (!is_known_stateless(verdict.envelope->protocol_version))
    return refuse_version(on, id, verdict.envelope->protocol_version);
  if (!request)
    return send_answer(on->x, std::nullopt);
  auto agree = check_mcp_headers(on->x->request(), *message, verdict.envelope->protocol_version);
  if (!agree)
    return refuse(on, id, agree.error());
  answer_request(stateless_turn::of(on, *std::move(verdict.envelope)));
}

void discover(const stateless_turn_ptr& on) {
  constexpr std::string_view capabilities =
      R"({"tools":{"listChanged":true},"prompts":{"listChanged":true},)"
      R"("resources":{"listChanged":true,"subscribe":true},"completions":{},"logging":{}})";
  static const auto result = R"({"supportedVersions":)" + versions_served() +
                             R"(,"capabilities":)" + std::string{capabilities} +
                             R"(,"instructions":)" + server_instructions() + "," +
                             own_result_members() + "}";
  on->succeed(result);
}

void list_stateless(const stateless_turn_ptr& on, catalog_list what) {
  auto cursor = read_cursor(on->message().params);
  if (!cursor)
    return on->fail(cursor.error());
  on->gate().list(what, on->session(), on->at(),
                  [on, what, cursor = *std::move(cursor)](
                      outcome<std::shared_ptr<const catalog_listing>> listing) {
                    if (!listing)
                      return on->fail(listing.error());
                    auto page = list_page(what, **listing, cursor, limits::list_page_max,
                                          own_result_members());
                    page ? on->succeed(*page) : on->fail(page.error());
                  });
}

} // namespace gatehouse
