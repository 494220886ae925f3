#include "http/edge.hpp"
#include "http/mcp/client_params.hpp"
#include "http/mcp/list_pages.hpp"
#include "http/mcp/stateless_envelope.hpp"
#include "http/mcp/turn.hpp"

namespace gatehouse {

namespace {

/// Returns the request that a method of sessions makes of an upstream.
std::optional<request_kind> request_of(std::string_view method) {
  if (method == "resources/subscribe")
    return request_kind::watch;
  if (method == "resources/unsubscribe")
    return request_kind::unwatch;
  return request_made_by(method);
}

void answer_request(const turn_ptr& on, const rpc_message& message, const answered& done) {
  const auto& method = message.method;
  if (const auto kind = request_of(method))
    return call_upstream(on, *kind, message, done);
  if (const auto list = list_asked_by(method))
    return list_items(on, *list, message, done);
  if (method == "ping")
    return done(rpc_result(message.id, "{}"));
  if (method == "logging/setLevel")
    return set_log_level(on, message, done);
  if (method == "initialize")
    return done(
        rpc_error(message.id, {errc::invalid_request, "This session is already initialized."}));
  done(rpc_error(message.id, {errc::method_not_found, "There is no such method: " + method}));
}

} // namespace

bool checks_session(std::string_view method) {
  return request_of(method) || list_asked_by(method);
}

void answer_message(const turn_ptr& on, const rpc_message& message, const answered& done) {
  switch (message.kind) {
  case rpc_kind::response:
    answer_question(on, message);
    return done(std::nullopt);
  case rpc_kind::notification:
    if (message.method == "notifications/cancelled")
      cancel_calls(on, message);
    else if (message.method == "notifications/roots/list_changed")
      on->x->gate().roots_changed(on->session);
    return done(std::nullopt);
  case rpc_kind::request:
    return answer_request(on, message, done);
  }
}

void list_items(const turn_ptr& on, catalog_list what, const rpc_message& message,
                const answered& done) {
  auto cursor = read_cursor(message.params);
  if (!cursor)
    return refuse_in_session(on, message.id, cursor.error(), done);
  on->x->gate().list(what, on->session, on->at,
                     [on, what, id = message.id, cursor = *std::move(cursor),
                      done](outcome<std::shared_ptr<const catalog_listing>> listing) {
                       if (!listing)
                         return done(rpc_error(id, listing.error()));
                       auto page = list_page(what, **listing, cursor, limits::list_page_max);
                       done(page ? rpc_result(id, *std::move(page)) : rpc_error(id, page.error()));
                     });
}

void set_log_level(const turn_ptr& on, const rpc_message& message, const answered& done) {
  const auto member = message.params ? message.params->find("level") : std::nullopt;
  const auto level = member ? member->as_string() : std::nullopt;
  if (!level || !log_level_rank(*level))
    return done(
        rpc_error(message.id, {errc::invalid_argument, "params.level must be a log level."}));
  on->x->gate().set_log_level(on->session, on->at, *level,
                              [id = message.id, on, done](const outcome<nothing>& set) {
                                done(set ? rpc_result(id, "{}") : rpc_error(id, set.error()));
                              });
}

void refuse_in_session(const turn_ptr& on, std::string_view id, const failure& why,
                       const answered& done) {
  on->x->gate().check_session(on->session, on->at,
                              [on, id, why, done](const outcome<session_info>& session) {
                                done(rpc_error(id, session ? why : session.error()));
                              });
}

void cancel_calls(const turn_ptr& on, const rpc_message& message) {
  const auto id = message.params ? message.params->find("requestId") : std::nullopt;
  if (!id || (id->kind() != json_kind::string && id->kind() != json_kind::number))
    return;
  const auto handles = on->x->at_edge().calls.find(on->session, id_key(id->raw()));
  for (const auto handle : handles)
    on->x->gate().cancel_call(handle);
}

void answer_question(const turn_ptr& on, const rpc_message& message) {
  if (!message.id.starts_with('"')) // ours are all strings
    return;
  const auto asked = on->x->at_edge().questions.take(on->session, id_key(message.id).substr(1));
  if (asked)
    on->x->gate().answer_server(asked->handle, asked->reply_to,
                                {message.is_error, std::string{message.reply->raw()}});
}

} // namespace gatehouse
