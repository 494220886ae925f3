#include "http/edge.hpp"
#include "http/mcp/tool_pages.hpp"
#include "http/mcp/turn.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

/// A tools/call result that says in words why the tool did not run: the model shall read it.
std::string error_result(std::string_view text) {
  json_writer out;
  out.begin_object().key("content").begin_array().begin_object();
  out.key("type").value("text").key("text").value(text).end_object().end_array();
  out.key("isError").value(true).end_object();
  return out.take();
}

rpc_answer refused_call(std::string_view id, const std::string& tool, const failure& why) {
  if (why.code == errc::tool_unknown)
    return rpc_error(id, {errc::tool_unknown, "Unknown tool: " + tool});
  if (why.code == errc::approval_needed)
    return rpc_result(id, error_result(why.detail.empty() ? info(why.code).sentence
                                                          : std::string_view{why.detail}));
  return rpc_error(id, why);
}

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

/// Returns the call that `params` describe. Errors: `invalid_argument`.
outcome<client_request> read_call(const std::optional<json_value>& params) {
  const auto name = params ? params->find("name") : std::nullopt;
  auto text = name ? name->as_string() : std::nullopt;
  if (!text || text->empty() || text->size() > limits::pattern_bytes_max)
    return failure{errc::invalid_argument, "params.name must be a string of 1 to " +
                                               std::to_string(limits::pattern_bytes_max) +
                                               " bytes."};
  client_request call;
  call.name = std::move(*text);
  const auto arguments = params->find("arguments");
  if (arguments && arguments->kind() != json_kind::object)
    return failure{errc::invalid_argument, "params.arguments must be an object."};
  call.arguments = arguments ? arguments->raw() : "{}";
  return call;
}

} // namespace

void list_tools(const turn_ptr& on, const rpc_message& message, const answered& done) {
  std::string cursor;
  if (const auto asked = message.params ? message.params->find("cursor") : std::nullopt) {
    auto text = asked->as_string();
    if (!text || text->empty())
      return refuse_in_session(on, message.id,
                               {errc::invalid_argument, "params.cursor must be a string of ours."},
                               done);
    cursor = std::move(*text);
  }
  on->x->gate().list(
      catalog_list::tools, on->session, on->at,
      [on, id = message.id, cursor, done](outcome<std::shared_ptr<const catalog_listing>> listing) {
        if (!listing)
          return done(rpc_error(id, listing.error()));
        auto page = tools_page(**listing, cursor, limits::tools_page_max);
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
  auto call = read_call(message.params);
  if (!call)
    return refuse_in_session(on, message.id, call.error(), done);
  auto& running = on->x->at_edge().calls;
  auto place = std::make_shared<calls_in_flight::entry>();
  auto name = call->name;
  auto finished = [on, id = message.id, name = std::move(name), place, done,
                   &running](const outcome<call_answer>& answer) {
    running.remove(*place);
    done(answer ? answer_of(id, *answer) : refused_call(id, name, answer.error()));
  };
  const auto handle =
      on->x->gate().call(on->session, on->at, *std::move(call), {{}, std::move(finished)});
  *place = running.add(on->session, id_key(message.id), handle);
  on->calls.push_back(handle);
}

} // namespace gatehouse
