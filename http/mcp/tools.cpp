#include "http/edge.hpp"
#include "http/mcp/client_params.hpp"
#include "http/mcp/list_pages.hpp"
#include "http/mcp/refused_call.hpp"
#include "http/mcp/turn.hpp"

namespace gatehouse {

namespace {

rpc_answer answer_of(std::string_view id, const call_answer& answer) {
  switch (answer.how) {
  case call_answer::kind::result:
    return rpc_result(id, answer.body);
  case call_answer::kind::rpc_error:
    return rpc_raw_error(id, answer.body);
  case call_answer::kind::input_required: // never asked for in this era
    break;
  }
  return rpc_error(id, {errc::internal, "an answer of no kind"});
}

} // namespace

void list_tools(const turn_ptr& on, const rpc_message& message, const answered& done) {
  auto cursor = read_cursor(message.params);
  if (!cursor)
    return refuse_in_session(on, message.id, cursor.error(), done);
  on->x->gate().list(catalog_list::tools, on->session, on->at,
                     [on, id = message.id, cursor = *std::move(cursor),
                      done](outcome<std::shared_ptr<const catalog_listing>> listing) {
                       if (!listing)
                         return done(rpc_error(id, listing.error()));
                       auto page =
                           list_page(catalog_list::tools, **listing, cursor, limits::list_page_max);
                       done(page ? rpc_result(id, *page) : rpc_error(id, page.error()));
                     });
}

void refuse_in_session(const turn_ptr& on, std::string_view id, const failure& why,
                       const answered& done) {
  on->x->gate().check_session(on->session, on->at,
                              [on, id, why, done](outcome<session_info> session) {
                                done(rpc_error(id, session ? why : session.error()));
                              });
}

void call_tool(const turn_ptr& on, const rpc_message& message, const answered& done) {
  auto call = read_client_request(request_kind::tool, message.params);
  if (!call)
    return refuse_in_session(on, message.id, call.error(), done);
  auto& running = on->x->at_edge().calls;
  auto place = std::make_shared<calls_in_flight::entry>();
  auto name = call->name;
  auto finished = [on, id = message.id, name = std::move(name), place, done,
                   &running](const outcome<call_answer>& answer) {
    running.remove(*place);
    done(answer ? answer_of(id, *answer)
                : refused_call(id, request_kind::tool, name, answer.error(), mcp_era::sessions));
  };
  const auto handle =
      on->x->gate().call(on->session, on->at, *std::move(call), {{}, std::move(finished)});
  *place = running.add(on->session, id_key(message.id), handle);
  on->calls.push_back(handle);
}

} // namespace gatehouse
