#include "http/mcp/client_params.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/param_headers.hpp"
#include "http/mcp/refused_call.hpp"
#include "http/mcp/stateless_result.hpp"
#include "http/mcp/stateless_turn.hpp"
#include "http/mcp/url_questions.hpp"

namespace gatehouse {

namespace {

failure no_rounds() {
  return {errc::upstream_protocol, "The upstream asks for input where it must not."};
}

/// What the answer is told with.
struct asked {
  request_kind kind;
  std::string name;
};

/// What a server refuses with an error: as it stands, in the words of this revision, or as what the
/// client can do about it.
void answer_error(const stateless_turn_ptr& on, const asked& what, const call_answer& ended) {
  const auto id = on->message().id;
  const auto urls = what.kind == request_kind::completion || ended.from == server_era::stateless
                        ? std::optional<std::string>{}
                        : url_questions(ended.body);
  if (urls && visits_urls(on->envelope().capabilities))
    return on->succeed(input_required_result(*urls, {}));
  if (urls)
    return on->finish(refused_call(id, what.kind, what.name,
                                   {errc::capability_missing, "elicitation.url"},
                                   mcp_era::stateless));
  const bool reading = what.kind == request_kind::resource;
  const auto passed = pass_error(ended.body, ended.from, reading ? what.name : "");
  auto error = rpc_raw_error(id, passed.json);
  error.status = passed.status;
  on->finish(std::move(error));
}

void answer(const stateless_turn_ptr& on, const asked& what, const outcome<call_answer>& ended) {
  const auto id = on->message().id;
  if (!ended)
    return on->finish(refused_call(id, what.kind, what.name, ended.error(), mcp_era::stateless));
  switch (ended->how) {
  case call_answer::kind::result:
    return on->succeed(
        complete_result(ended->body, ended->from, what.kind == request_kind::resource));
  case call_answer::kind::rpc_error:
    return answer_error(on, what, *ended);
  case call_answer::kind::input_required:
    if (what.kind == request_kind::completion)
      return on->fail(no_rounds());
    return on->succeed(input_required_result(ended->body, ended->request_state));
  }
}

/// Returns the round this request goes on with, if it does. Answers without the state they belong
/// to are answers to nothing: whatever is still wanted will be asked for anew.
outcome<std::optional<input_round>> read_round(const std::optional<json_value>& params) {
  const auto state = params ? params->find("requestState") : std::nullopt;
  const auto responses = params ? params->find("inputResponses") : std::nullopt;
  if (responses && responses->kind() != json_kind::object)
    return failure{errc::invalid_argument, "params.inputResponses must be an object."};
  if (!state)
    return std::optional<input_round>{};
  auto text = state->as_string();
  if (!text)
    return failure{errc::invalid_argument, "params.requestState must be a string."};
  return std::optional{input_round{*std::move(text),
                                   std::string{responses ? responses->raw() : std::string_view{}}}};
}

void start(const stateless_turn_ptr& on, client_request what) {
  auto round = what.kind == request_kind::completion ? std::optional<input_round>{}
                                                     : read_round(on->message().params);
  if (!round)
    return on->fail(round.error());
  call_events events{[on](const client_message& message) { on->tell(message); },
                     [on, about = asked{what.kind, what.name}](const outcome<call_answer>& ended) {
                       answer(on, about, ended);
                     }};
  auto& gate = on->gate();
  const auto handle = *round
                          ? gate.resume_call(on->session(), on->at(), std::move(what),
                                             **std::move(round), std::move(events))
                          : gate.call(on->session(), on->at(), std::move(what), std::move(events));
  on->when_gone([&gate, handle] { gate.cancel_call(handle); });
}

} // namespace

void call_stateless(const stateless_turn_ptr& on, request_kind kind) {
  auto what = read_client_request(kind, on->message().params);
  if (!what)
    return on->fail(what.error());
  what->stateless = true;
  what->capabilities = on->envelope().capabilities;
  if (accepts_events(on->request().header("accept")))
    what->log_level = on->envelope().log_level;
  else
    what->wants_progress = false;
  if (kind == request_kind::tool)
    what->check_tool = param_header_check(on->request());
  start(on, *std::move(what));
}

} // namespace gatehouse
