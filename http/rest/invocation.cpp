#include "http/rest/invocation.hpp"

#include "http/rest/views.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/json/json.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view internal = "internal_error";

void begin(json_writer& out, bool ok, const std::string& tool) {
  out.begin_object().key("ok").value(ok).key("toolName").value(tool);
}

void show_error(json_writer& out, std::string_view code, std::string_view message) {
  out.key("error").begin_object().key("code").value(code);
  out.key("message").value(message).end_object();
}

std::string_view invocation_code(errc code) {
  if (code == errc::tool_unknown)
    return "not_found";
  if (code == errc::approval_needed)
    return "requires_approval";
  if (code == errc::invalid_argument || code == errc::malformed_json || code == errc::too_deep ||
      code == errc::too_large)
    return "validation_error";
  if (code == errc::unauthorized || code == errc::forbidden || code == errc::session_foreign)
    return "forbidden";
  return internal;
}

bool is_tool_error(std::string_view result) {
  auto document = json_document::parse(result, {result.size(), limits::json_depth_max});
  auto flag = document ? document->root().find("isError") : std::nullopt;
  return flag && flag->as_bool() == true;
}

std::string message_of(std::string_view rpc_error) {
  auto document = json_document::parse(rpc_error, {rpc_error.size(), limits::json_depth_max});
  auto message = document ? document->root().find("message") : std::nullopt;
  auto text = message ? message->as_string() : std::nullopt;
  return text.value_or("tool execution failed");
}

void show_outcome(json_writer& out, const audit_entry& entry) {
  switch (entry.outcome) {
  case audit_outcome::ok:
    return;
  case audit_outcome::open:
    return show_error(out, "in_progress", "The call is still running.");
  case audit_outcome::interrupted:
    return show_error(out, internal, "The gateway ended while it ran; its outcome is unknown.");
  case audit_outcome::tool_error:
  case audit_outcome::failed:
  case audit_outcome::denied:
    return show_error(out, internal, "tool execution failed");
  }
}

} // namespace

std::string show_answer(const std::string& tool, const call_answer& answer) {
  return json_of([&](json_writer& out) {
    const bool result = answer.how == call_answer::kind::result;
    const bool ok = result && !is_tool_error(answer.body);
    begin(out, ok, tool);
    if (result)
      out.key("output").raw(answer.body);
    if (!ok)
      show_error(out, internal, result ? "tool execution failed" : message_of(answer.body));
    out.end_object();
  });
}

std::string show_refusal(const std::string& tool, const failure& why) {
  return json_of([&](json_writer& out) {
    begin(out, false, tool);
    if (why.code == errc::approval_needed)
      out.key("requiresApproval").value(true);
    if (why.code == errc::tool_unknown)
      show_error(out, "not_found", "Tool not available: " + tool);
    else
      show_error(out, invocation_code(why.code),
                 why.detail.empty() ? info(why.code).sentence : std::string_view{why.detail});
    out.end_object();
  });
}

std::string show_replayed(const std::string& tool, const audit_entry& entry) {
  return json_of([&](json_writer& out) {
    begin(out, entry.outcome == audit_outcome::ok, tool);
    out.key("replayed").value(true).key("callId").value(entry.call.value);
    out.key("outcome").value(name_of(entry.outcome));
    if (entry.result_digest != digest256{})
      out.key("resultDigest").value(to_hex(entry.result_digest));
    show_outcome(out, entry);
    out.end_object();
  });
}

} // namespace gatehouse
