#include "http/edge.hpp"
#include "http/mcp/turn.hpp"

namespace gatehouse {

namespace {

void ping(const turn_ptr&, const rpc_message& message, const answered& done) {
  done(rpc_result(message.id, "{}"));
}

struct method {
  std::string_view name;
  void (*answer)(const turn_ptr&, const rpc_message&, const answered&);
};

constexpr method methods[]{
    {"tools/call", call_tool},
    {"tools/list", list_tools},
    {"ping", ping},
};

} // namespace

void answer_message(const turn_ptr& on, const rpc_message& message, const answered& done) {
  switch (message.kind) {
  case rpc_kind::response: // nothing was asked of the client
    return done(std::nullopt);
  case rpc_kind::notification:
    if (message.method == "notifications/cancelled")
      cancel_calls(on, message);
    return done(std::nullopt);
  case rpc_kind::request:
    break;
  }
  for (const auto& one : methods)
    if (one.name == message.method)
      return one.answer(on, message, done);
  if (message.method == "initialize")
    return done(
        rpc_error(message.id, {errc::invalid_request, "This session is already initialized."}));
  done(rpc_error(message.id,
                 {errc::method_not_found, "There is no such method: " + message.method}));
}

void cancel_calls(const turn_ptr& on, const rpc_message& message) {
  const auto id = message.params ? message.params->find("requestId") : std::nullopt;
  if (!id || (id->kind() != json_kind::string && id->kind() != json_kind::number))
    return;
  const auto handles = on->x->at_edge().calls.find(on->session, id_key(id->raw()));
  for (const auto handle : handles)
    on->x->gate().cancel_call(handle);
}

} // namespace gatehouse
