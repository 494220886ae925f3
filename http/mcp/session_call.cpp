#include "http/edge.hpp"
#include "http/mcp/client_messages.hpp"
#include "http/mcp/client_params.hpp"
#include "http/mcp/refused_call.hpp"
#include "http/mcp/session_result.hpp"
#include "http/mcp/turn.hpp"
#include "storage/crypto/random.hpp"
#include "storage/json/json_text.hpp"

#include <charconv>
#include <map>

namespace gatehouse {

namespace {

/// Returns the raw progress token of a request, empty if it has none. Errors: `invalid_argument`.
outcome<std::string_view> progress_token_of(const std::optional<json_value>& params) {
  const auto meta = params ? params->find("_meta") : std::nullopt;
  const auto token = meta ? meta->find("progressToken") : std::nullopt;
  if (!token)
    return std::string_view{};
  if ((token->kind() != json_kind::string && !token->as_int64()) ||
      token->raw().size() > limits::rpc_id_bytes_max)
    return failure{errc::invalid_argument,
                   "params._meta.progressToken must be a string or an integer of at most " +
                       std::to_string(limits::rpc_id_bytes_max) + " bytes."};
  return token->raw();
}

/// One request of a session that reaches an upstream, from its start to its answer.
struct session_call : std::enable_shared_from_this<session_call> {
  session_call(turn_ptr turn, const rpc_message& message, const client_request& what, answered end)
      : on(std::move(turn)), id(message.id), kind(what.kind), name(what.name),
        done(std::move(end)) {}

  turn_ptr on;
  std::string_view id;
  request_kind kind;
  std::string name;
  answered done;
  std::string_view progress_token; ///< raw JSON, as the client gave it; empty: none
  std::optional<double> progress;  ///< the last that was passed on
  std::uint64_t handle = 0;
  calls_in_flight::entry place;
  std::map<std::uint64_t, std::string> questions; ///< ids of ours by reply_to

  void start(client_request what);
  void hear(const client_message& what);
  void ask(const client_message& what);
  void take_back(const client_message& what);
  void pass_progress(const client_message& what);
  void end(outcome<call_answer> ended);
};

void session_call::start(client_request what) {
  call_events events{
      [self = shared_from_this()](const client_message& told) { self->hear(told); },
      [self = shared_from_this()](outcome<call_answer> ended) { self->end(std::move(ended)); }};
  handle = on->x->gate().call(on->session, on->at, std::move(what), std::move(events));
  place = on->x->at_edge().calls.add(on->session, id_key(id), handle);
  on->calls.push_back(handle);
}

void session_call::hear(const client_message& what) {
  if (what.reply_to != 0)
    ask(what);
  else if (!can_tell(*on))
    return;
  else if (what.method == "notifications/progress")
    pass_progress(what);
  else if (what.method == "notifications/cancelled")
    take_back(what);
  else
    tell(on, notification(what));
}

void session_call::ask(const client_message& what) {
  if (!can_tell(*on))
    return on->x->gate().answer_server(handle, what.reply_to, cannot_be_asked());
  const auto& id_of_ours = questions[what.reply_to] = random_id("ask_");
  on->x->at_edge().questions.add(on->session, id_of_ours, {handle, what.reply_to});
  tell(on, question(what, id_of_ours));
}

/// The server does not want the answer any more: it names the question by its reply_to.
void session_call::take_back(const client_message& what) {
  const auto document = json_document::parse(what.params, {what.params.size()});
  const auto member = document ? document->root().find("requestId") : std::nullopt;
  const auto number = member ? member->as_int64() : std::nullopt;
  const auto asked = questions.find(static_cast<std::uint64_t>(number.value_or(0)));
  if (asked == questions.end())
    return;
  on->x->at_edge().questions.take(on->session, asked->second);
  tell(on, notification({what.method, R"({"requestId":")" + asked->second + "\"}", 0}));
  questions.erase(asked);
}

/// Progress only grows (2025-11-25, "Progress Flow"); what does not is none.
void session_call::pass_progress(const client_message& what) {
  const auto document = json_document::parse(what.params, {what.params.size()});
  const auto member = document ? document->root().find("progress") : std::nullopt;
  if (progress_token.empty() || !member || member->kind() != json_kind::number)
    return;
  double value = 0;
  const auto raw = member->raw();
  std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (progress && value <= *progress)
    return;
  progress = value;
  const auto token = R"({"progressToken":)" + std::string{progress_token} + "}";
  tell(on, notification({what.method, join_json_objects({token, what.params}), 0}));
}

void session_call::end(outcome<call_answer> ended) {
  auto& edge = on->x->at_edge();
  edge.calls.remove(place);
  for (const auto& [reply_to, id_of_ours] : questions)
    edge.questions.take(on->session, id_of_ours);
  if (!ended)
    return done(refused_call(id, kind, name, ended.error(), mcp_era::sessions));
  switch (ended->how) {
  case call_answer::kind::result:
    return done(rpc_result(id, ended->from == server_era::stateless
                                   ? result_for_session(std::move(ended->body))
                                   : std::move(ended->body)));
  case call_answer::kind::rpc_error:
    return done(rpc_raw_error(id, std::move(ended->body)));
  case call_answer::kind::input_required: // never asked for in this era
    break;
  }
  done(rpc_error(id, {errc::internal, "an answer of no kind"}));
}

} // namespace

void call_upstream(const turn_ptr& on, request_kind kind, const rpc_message& message,
                   const answered& done) {
  auto what = read_client_request(kind, message.params);
  auto token = progress_token_of(message.params);
  if (!what || !token)
    return refuse_in_session(on, message.id, what ? token.error() : what.error(), done);
  auto call = std::make_shared<session_call>(on, message, *what, done);
  call->progress_token = *token;
  what->wants_progress = !token->empty() && can_tell(*on);
  call->start(*std::move(what));
}

} // namespace gatehouse
