#include "actors/call_record.hpp"
#include "actors/call_state.hpp"
#include "actors/elicitation_ids.hpp"
#include "actors/parked_calls.hpp"
#include "actors/request_state.hpp"
#include "actors/watchers.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view log_message = "notifications/message";
constexpr std::string_view progress = "notifications/progress";

/// Returns a JSON-RPC error object for a server whose question has no answer.
std::string error_object(int code, std::string_view message) {
  json_writer out;
  out.begin_object().key("code").value(code).key("message").value(message);
  return out.end_object().take();
}

} // namespace

// -- what the server says -------------------------------------------------------------------------

void call_state::on_server_said(server_said& message) {
  auto& said = message.message;
  if (said.reply_to == 0)
    return tell(said);
  ask({"", std::move(said.method), std::move(said.params), said.reply_to});
}

void call_state::tell(const server_message& message) {
  if (events.on_message && wants(message))
    events.on_message(message_for_client(message, target.from));
}

bool call_state::wants(const server_message& message) const {
  if (message.method == progress)
    return request.wants_progress;
  if (message.method != log_message)
    return !request.stateless; // MCP 2026-07-28: nothing else on a request's own stream
  const auto level =
      request.stateless ? request.log_level : peers.world->watching.log_level(session);
  return level.empty() ? !request.stateless : is_loud_enough(message.params, level);
}

/// A question is on the record before the client hears it.
void call_state::ask(question one) {
  if (given_up || ending)
    return;
  const bool can = can_be_asked(capabilities, one.method, one.params);
  if (!can && request.stateless)
    return break_off({errc::capability_missing, one.method.substr(0, one.method.find('/'))});
  if (!can)
    return refuse(one, "The client cannot be asked for " + one.method + ".");
  if (questions.size() >= limits::questions_per_call_max)
    return refuse(one, "Too many questions are open.");
  const auto number = ++last_question;
  if (one.key.empty())
    one.key = "question-" + std::to_string(number);
  auto digest = digest_of(peers.world->keys, context.data_key,
                          one.params.empty() ? "{}" : std::string_view{one.params});
  if (!digest)
    return refuse(one, "The question cannot be recorded.");
  ask_input command{id, number, one.method, recorded(*digest), peers.world->now()};
  questions.emplace(number, std::move(one));
  append(
      std::move(command), {}, [this, number](const auto&) { pass_on(number); },
      [this, number](const failure&) {
        if (auto lost = questions.extract(number))
          refuse(lost.mapped(), "The question cannot be recorded.");
      });
}

void call_state::pass_on(std::uint64_t number) {
  auto found = questions.find(number);
  if (found == questions.end() || ending)
    return;
  found->second.recorded = true;
  if (request.stateless)
    return end_round();
  if (events.on_message)
    events.on_message(
        {found->second.method, with_elicitation_id(found->second.params, target.from), number});
}

void call_state::refuse(const question& one, std::string_view why) {
  constexpr int method_not_found = -32601;
  constexpr int internal_error = -32603;
  if (one.reply_to != 0)
    return self->send(
        peers.upstreams,
        answer_upstream{to, one.reply_to, {true, error_object(method_not_found, why)}});
  questions.clear();
  ended({upstream_reply::kind::rpc_error, error_object(internal_error, why), ""});
}

/// Where nothing is captured, questions and answers leave no digest either.
digest256 call_state::recorded(const digest256& digest) const {
  return capture.level == capture_level::none ? digest256{} : digest;
}

// -- what the client answers ----------------------------------------------------------------------

void call_state::on_client_answered(client_answered& message) {
  answered(message.question, std::move(message.reply));
}

/// An answer is on the record before the server hears it.
void call_state::answered(std::uint64_t number, client_reply reply) {
  auto found = questions.find(number);
  if (found == questions.end() || !found->second.recorded || ending)
    return;
  found->second.recorded = false; // answered: a second answer has no effect
  auto digest = digest_of(peers.world->keys, context.data_key, reply.body);
  if (!digest)
    return hand_over(number, {true, error_object(-32602, "The client's answer is no object.")});
  give_input command{id, number, action_of(reply), recorded(*digest), peers.world->now()};
  append(
      std::move(command), {},
      [this, number, reply = std::move(reply)](const auto&) { hand_over(number, reply); },
      [this, number](const failure&) {
        hand_over(number, {true, error_object(-32603, "The answer cannot be recorded.")});
      });
}

void call_state::hand_over(std::uint64_t number, client_reply reply) {
  auto done = questions.extract(number);
  if (!done)
    return;
  const auto& one = done.mapped();
  if (one.reply_to != 0) {
    self->send(peers.upstreams, answer_upstream{to, one.reply_to, std::move(reply)});
    // What else was asked while the client was away is for its next round.
    return request.stateless && !questions.empty() ? end_round() : void();
  }
  if (reply.is_error)
    return refuse(one, "The client could not answer a question of the server.");
  answers[one.key] = std::move(reply.body);
  if (!questions.empty())
    return;
  json_writer all;
  all.begin_object();
  for (const auto& [key, body] : std::exchange(answers, {}))
    all.key(key).raw(body);
  go_on(all.end_object().take());
}

// -- rounds: of a stateless server, of a stateless client -----------------------------------------

/// A stateless server has ended its round and wants answers before the next one.
void call_state::take_demand(const upstream_reply& reply) {
  auto demand = read_demand(reply.body);
  if (demand && ++round > limits::input_rounds_max)
    demand = failure{errc::upstream_protocol, "The server asks for too many rounds."};
  if (!demand)
    return ended({upstream_reply::kind::garbage, "", demand.error().detail});
  demanded = demand->requests.empty() ? "{}" : demand->requests;
  server_state = demand->state;
  for (auto& one : demand->asked) {
    if (ending)
      return;
    ask({std::move(one.key), std::move(one.method), std::move(one.params)});
  }
  if (demand->asked.empty())
    request.stateless ? end_round() : go_on("");
}

/// Puts the same request to a stateless server again, with what it wanted to know.
void call_state::go_on(std::string_view responses) {
  auto what = worded(request, target.upstream_name);
  what.params = next_round(params, responses, server_state);
  demanded.clear();
  send(std::move(what));
}

/// Sends a stateless client away with what is asked; the call waits for its next round.
void call_state::end_round() {
  const auto unrecorded = [](const auto& one) { return !one.second.recorded; };
  if (parked || std::any_of(questions.begin(), questions.end(), unrecorded))
    return;
  const auto until =
      peers.world->now().value +
      std::chrono::duration_cast<std::chrono::microseconds>(limits::input_wait).count();
  auto state = seal_round(peers.world->keys, context.data_key, at, {id, ++round, unix_us{until}});
  if (!state || !peers.parked->put(id, at.what.org, call_actor{self}))
    return on_give_up();
  call_answer answer{call_answer::kind::input_required,
                     demanded.empty() ? open_requests() : demanded, *std::move(state)};
  parked = true;
  self->delayed_send(self, limits::input_wait, overdue{++turn});
  events.on_message = nullptr;
  std::exchange(events.on_done, nullptr)(std::move(answer));
}

/// Returns what a server that holds its request open asks, in the wording of the other era.
std::string call_state::open_requests() const {
  json_writer out;
  out.begin_object();
  for (const auto& [number, one] : questions) {
    out.key(one.key).begin_object().key("method").value(one.method);
    out.key("params").raw(one.params.empty() ? "{}" : std::string_view{one.params});
    out.end_object();
  }
  return out.end_object().take();
}

/// Whatever does not fit leaves the call as it was: a stranger must not be able to end it.
void call_state::on_resume(resume_round& message) {
  const auto view = view_scope(peers.world->current, at);
  const auto good = view ? check(*peers.exposed->find(*view, at, session), message.request)
                         : outcome<nothing>{view.error()};
  if (!good)
    return message.events.on_done(good.error());
  if (!parked || message.round != round || !is_same(message.request))
    return message.events.on_done(failure{errc::request_state_invalid, {}});
  parked = false;
  peers.parked->remove(id);
  ++turn;
  events = std::move(message.events);
  request.wants_progress = message.request.wants_progress;
  request.log_level = message.request.log_level;
  if (kept)
    return finish(*std::exchange(kept, std::nullopt));
  answer_what_is_known(message.responses);
}

bool call_state::is_same(const client_request& other) const {
  auto digest = digest_of(peers.world->keys, context.data_key, other.arguments);
  return other.kind == request.kind && other.name == request.name && digest &&
         *digest == arguments_digest;
}

/// A stateless server judges itself what is missing or too much; what was asked is recorded.
void call_state::record_answers(const std::string& responses) {
  auto known = members_of(responses);
  auto left = std::make_shared<std::size_t>(1);
  auto one_less = [this, left, responses] {
    if (--*left == 0 && !ending)
      go_on(responses);
  };
  for (const auto& [number, one] : std::exchange(questions, {})) {
    auto body = known.find(one.key);
    if (body == known.end())
      continue;
    auto digest = digest_of(peers.world->keys, context.data_key, body->second);
    if (!digest)
      continue;
    ++*left;
    give_input command{id, number, action_of({false, body->second}), recorded(*digest),
                       peers.world->now()};
    append(
        std::move(command), {}, [one_less](const auto&) { one_less(); },
        [one_less](const failure&) { one_less(); });
  }
  one_less();
}

void call_state::answer_what_is_known(const std::string& responses) {
  if (!demanded.empty())
    return record_answers(responses);
  auto known = members_of(responses);
  std::vector<std::pair<std::uint64_t, std::string>> given;
  for (const auto& [number, one] : questions)
    if (auto body = known.find(one.key); body != known.end())
      given.emplace_back(number, body->second);
  if (given.empty())
    return end_round(); // asked again
  watch_the_clock();
  for (auto& [number, body] : given)
    answered(number, {false, std::move(body)});
}

} // namespace gatehouse
