#include "http/edge.hpp"
#include "http/mcp/batch.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/metadata.hpp"
#include "http/mcp/protocol_versions.hpp"
#include "http/mcp/stateless_turn.hpp"
#include "http/mcp/turn.hpp"
#include "http/refusal.hpp"
#include "http/routes.hpp"

namespace gatehouse {

namespace {

const std::string session_header = "mcp-session-id";
constexpr auto session_wanted = "Mcp-Session-Id header is required";

/// Returns who asks, and for what: the resource of the path. Errors: `forbidden`, `not_found`.
outcome<binding> binding_of(const exchange& x) {
  auto what = x.gate().resolve(x.who(), x.segment("org"), x.segment("slug"));
  if (!what)
    return what.error();
  return binding{x.who(), *std::move(what)};
}

void refuse(const exchange_ptr& x, const failure& why) {
  x->reply(refusal_of(x->request(), why));
}

/// Checks the headers that say how the body is to be read and answered.
outcome<nothing> check_headers(const http_request& request) {
  if (!is_json(request.header("content-type")))
    return failure{errc::unsupported_media_type, "Content-Type must be application/json."};
  if (!accepts_answers(request.header("accept")))
    return failure{errc::not_acceptable,
                   "Accept must allow application/json or text/event-stream."};
  return nothing{};
}

/// Refuses a message that is none; unlike a good message's failure it decides the HTTP status.
void refuse_message(const turn_ptr& on, const rpc_fault& fault) {
  auto answer = rpc_error(fault.id, fault.why);
  answer.status = info(fault.why.code).http_status;
  send_answer(on->x, std::move(answer));
}

/// A version we do not speak is refused; none means the session's.
outcome<nothing> check_protocol_header(const http_request& request) {
  const auto& version = request.header("mcp-protocol-version");
  if (version.empty() || is_known_protocol(version))
    return nothing{};
  std::string known;
  for (const auto one : protocol_versions)
    known.append(known.empty() ? "" : ", ").append(one);
  return failure{errc::unsupported_protocol,
                 "Unsupported MCP-Protocol-Version (supported: " + known + ")."};
}

/// Answers the body, whose session is known to be good.
void answer_body(const turn_ptr& on, const session_info& session) {
  const auto root = on->document->root();
  const auto reply = [on](std::optional<rpc_answer> answer) { finish(on, std::move(answer)); };
  if (root.kind() == json_kind::array) {
    auto good = check_batch(root, session.protocol_version);
    return good ? answer_batch(on, reply) : refuse(on->x, good.error());
  }
  const auto& [message, fault] = *on->single;
  message ? answer_message(on, *message, reply) : refuse_message(on, fault);
}

/// Answers a message without a session: only `initialize` can be one. Anything else leaves nothing
/// behind.
void open_with(const turn_ptr& on) {
  const auto root = on->document->root();
  if (root.kind() == json_kind::array)
    return refuse(on->x, holds_initialize(root) ? failure{errc::invalid_request,
                                                          "initialize must not be part of a batch."}
                                                : failure{errc::session_required, session_wanted});
  const auto& [message, fault] = *on->single;
  if (!message)
    return refuse_message(on, fault);
  if (message->kind != rpc_kind::request || message->method != "initialize")
    return refuse(on->x, {errc::session_required, session_wanted});
  initialize(on, *message,
             [x = on->x](std::optional<rpc_answer> answer) { send_answer(x, std::move(answer)); });
}

/// Returns whether the gateway itself will check the session of this message, so that asking it
/// before would be one hop too many on the hot path.
bool is_checked_later(const turn& on) {
  if (!on.single || !on.single->message || on.single->message->kind != rpc_kind::request)
    return false;
  return checks_session(on.single->message->method);
}

void continue_with(const turn_ptr& on) {
  if (auto good = check_protocol_header(on->x->request()); !good)
    return refuse(on->x, good.error());
  on->x->on_disconnect([weak = std::weak_ptr{on}] {
    if (auto here = weak.lock())
      for (const auto handle : here->calls)
        here->x->gate().cancel_call(handle);
  });
  if (is_checked_later(*on))
    return answer_body(on, {});
  on->x->gate().check_session(on->session, on->at, [on](outcome<session_info> session) {
    if (!session)
      return refuse(on->x, session.error());
    if (!on->document)
      return refuse(on->x, on->document.error());
    answer_body(on, *session);
  });
}

void post(const exchange_ptr& x) {
  auto at = binding_of(*x);
  if (!at)
    return refuse(x, at.error());
  if (auto good = check_headers(x->request()); !good)
    return refuse(x, good.error());
  const session_id session{x->request().header(session_header)};
  auto on = std::make_shared<turn>(
      turn{x, *std::move(at), session, json_document::parse(x->request().body), {}, {}, {}});
  if (on->document && on->document->root().kind() != json_kind::array)
    on->single = read_message(on->document->root());
  const auto body = on->document ? std::optional{on->document->root()} : std::nullopt;
  auto verdict = era_of(x->request(), body, on->single);
  if (verdict.era == mcp_era::stateless)
    return serve_stateless(on, std::move(verdict));
  if (!session.empty())
    return continue_with(on);
  on->document ? open_with(on) : refuse(x, on->document.error());
}

/// Opens the stream for what happens outside of requests.
void get(const exchange_ptr& x) {
  const session_id session{x->request().header(session_header)};
  if (session.empty())
    return refuse(x, {errc::session_required, "mcp-session-id header required for SSE"});
  auto at = binding_of(*x);
  if (!at)
    return refuse(x, at.error());
  if (!accepts_events(x->request().header("accept")))
    return refuse(x, {errc::not_acceptable, "Accept must allow text/event-stream."});
  if (auto good = check_protocol_header(x->request()); !good)
    return refuse(x, good.error());
  x->gate().check_session(session, *at, [x, at = *at](const outcome<session_info>& found) {
    auto& edge = x->at_edge();
    if (!found)
      return refuse(x, found.error());
    if (edge.counters.watches >= edge.options.watches_max)
      return refuse(x, {errc::overloaded, "Too many event streams are open."});
    stream_origin origin{at.what.org, found->id, stream_kind::watch, found->protocol_version,
                         at.who.user};
    const auto& last = x->request().header("last-event-id");
    if (last.empty())
      return edge.streams.listen(x, at, std::move(origin));
    const auto place = read_event_id(last, origin.org, origin.session, x->gate().kept_events());
    if (!place)
      return refuse(x, {errc::invalid_request, "Last-Event-ID is none of this session's."});
    edge.streams.resume(x, at, std::move(origin), *place);
  });
}

void end(const exchange_ptr& x) {
  const session_id session{x->request().header(session_header)};
  if (session.empty())
    return x->reply({204, {}, {}, {}, {}});
  auto at = binding_of(*x);
  if (!at)
    return refuse(x, at.error());
  x->gate().close_session(session, *at, [x, session](const outcome<nothing>& closed) {
    if (!closed)
      return refuse(x, closed.error());
    x->at_edge().streams.end_session(session);
    x->gate().kept_events().drop(session);
    x->reply({204, {}, {}, {}, {}});
  });
}

} // namespace

std::vector<route> mcp_routes() {
  std::vector<route> rows;
  for (const std::string_view path :
       {"/mcp", "/mcp/toolkits/{slug}", "/{org}/mcp", "/{org}/mcp/toolkits/{slug}"}) {
    rows.push_back({"POST", path, scope::signed_in, post,
                    "Takes JSON-RPC messages of an MCP session; `initialize` opens one."});
    rows.push_back(
        {"GET", path, scope::signed_in, get,
         "Opens the event stream of an MCP session, for what happens outside its requests."});
    rows.push_back({"DELETE", path, scope::signed_in, end, "Ends the MCP session."});
  }
  const auto documents = metadata_routes();
  rows.insert(rows.end(), documents.begin(), documents.end());
  return rows;
}

} // namespace gatehouse
