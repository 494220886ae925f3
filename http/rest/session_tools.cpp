#include "http/rest/body_reader.hpp"
#include "http/rest/inventory_view.hpp"
#include "http/rest/invocation.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"

namespace gatehouse {

namespace {

void effective(const exchange_ptr& x) {
  find_session(x, [x](const outcome<seen_session>& found) {
    auto all = found ? x->gate().inventory(found->row.session, found->at) : found.error();
    if (!all)
      return refuse(x, all.error());
    answer_json(x, show_effective(found->row, *all));
  });
}

void configured(const exchange_ptr& x) {
  find_session(x, [x](const outcome<seen_session>& found) {
    auto view = found ? view_scope(x->gate().current(), found->at) : found.error();
    if (!view)
      return refuse(x, view.error());
    answer_json(x, show_configured(found->row, *view));
  });
}

/// What was asked for in a body.
struct wanted_call {
  client_request request;
  bool confirm = false;
};

outcome<wanted_call> read_wanted(const exchange& x) {
  body_reader body(x.request());
  wanted_call what;
  what.request.name = body.text("name");
  what.request.arguments = body.object_or("args", "{}");
  what.request.key = body.text_or("idempotencyKey", {});
  what.confirm = body.flag_or("confirm", false);
  if (what.request.key.size() > limits::name_bytes_max)
    body.complain("idempotencyKey", "is longer than 255 bytes");
  auto good = body.finish();
  return good ? outcome<wanted_call>{std::move(what)} : good.error();
}

/// Whether a call could not even be tried: that is no answer about the tool.
bool is_outage(errc code) {
  return code == errc::journal_failed || code == errc::overloaded || code == errc::shutting_down ||
         code == errc::limit_reached || code == errc::session_not_found;
}

/// The call that a key stood for before, as the record tells it; on its way there it is open.
void replay(const exchange_ptr& x, const std::string& tool, const org_id& org, const call_id& id) {
  x->gate().records().audit_call(org, id, [x, tool, id](const outcome<audit_entry>& entry) {
    if (!entry && entry.error().code != errc::not_found)
      return refuse(x, entry.error());
    audit_entry open;
    open.call = id;
    answer_json(x, show_replayed(tool, entry ? *entry : open));
  });
}

void run(const exchange_ptr& x, const seen_session& session, const wanted_call& what) {
  call_events events;
  const auto tool = what.request.name;
  events.on_done = [x, tool, org = session.row.org](outcome<call_answer> answer) {
    if (answer)
      return answer_json(x, show_answer(tool, *answer));
    const auto& why = answer.error();
    if (why.code == errc::already_invoked)
      return replay(x, tool, org, {why.detail});
    if (is_outage(why.code))
      return refuse(x, why);
    answer_json(x, show_refusal(tool, why));
  };
  const auto handle =
      x->gate().call(session.row.session, session.at, what.request, std::move(events));
  x->on_disconnect([x = std::weak_ptr<exchange>{x}, handle] {
    if (auto open = x.lock())
      open->gate().cancel_call(handle);
  });
}

void invoke(const exchange_ptr& x) {
  auto what = read_wanted(*x);
  if (!what)
    return refuse(x, what.error());
  find_session(x, [x, what = *std::move(what)](const outcome<seen_session>& found) {
    if (!found || !found->own)
      return refuse(x, {errc::session_not_found, "Session not found."});
    run(x, *found, what);
  });
}

} // namespace

std::vector<route> session_tool_routes() {
  return {
      {"GET", "/api/v1/sessions/{session}/tools/effective", scope::signed_in, effective,
       "Shows what a session sees of tools now, from what is known already; asks no server."},
      {"GET", "/api/v1/sessions/{session}/tools/catalog", scope::signed_in, configured,
       "Shows the tools configured for a session, as last recorded, and what policies say of "
       "each."},
      {"POST", "/api/v1/sessions/{session}/tools/invoke", scope::signed_in, invoke,
       "Calls a tool in one's own session; with an idempotencyKey never twice."},
  };
}

} // namespace gatehouse
