#include "actors/elicitation_ids.hpp"
#include "actors/tool_json.hpp"
#include "actors/upstream_runtime.hpp"
#include "actors/watchers.hpp"
#include "storage/json/json.hpp"

#include <caf/typed_event_based_actor.hpp>

namespace gatehouse {

namespace {

/// How long a call that was not sent waits for the news of its connection's end.
constexpr std::chrono::milliseconds before_again{20};

} // namespace

caf::result<dispatched> upstream_runtime::on_dispatch(dispatch& message) {
  auto promise = self->make_response_promise<dispatched>();
  if (auto why = unable()) {
    promise.deliver(dispatched{{upstream_reply::kind::not_sent, "", *why}});
    return promise;
  }
  waiting.push_back({std::move(message), promise});
  if (where == phase::idle)
    connect();
  else
    run_waiting();
  count();
  return promise;
}

/// Returns why a call cannot even wait, if so. That there are too many is known before a call is
/// admitted; only the further rounds of calls may come on top of those.
std::optional<std::string> upstream_runtime::unable() const {
  if (retired)
    return closed().detail;
  if (running.size() + waiting.size() >=
      limits::running_per_connection_max + limits::waiting_per_connection_max)
    return "Too many calls wait for this connection.";
  if (is_paused())
    return rest.why.detail;
  return std::nullopt;
}

void upstream_runtime::run_waiting() {
  while (where == phase::ready && !waiting.empty() &&
         running.size() < limits::running_per_connection_max) {
    auto next = std::move(waiting.front());
    waiting.pop_front();
    next.message.uri.empty() ? run(std::move(next)) : run_watch(std::move(next));
  }
  count();
}

void upstream_runtime::run(waiting_call next) {
  auto id = youngest = next.message.call;
  next.epoch = epoch;
  next.number = ++sent;
  // The request stays here for a second attempt; a call that is one already gives it away.
  link->call(id, next.again ? std::move(next.message.request) : next.message.request);
  running.emplace(id, std::move(next));
}

/// The server hears of a resource's first watcher and of its last one's leaving only.
void upstream_runtime::run_watch(waiting_call next) {
  const auto& [uri, who] = std::pair{next.message.uri, next.message.watcher};
  const bool on = next.message.request.method == "resources/subscribe";
  auto known = watchers_of.find(uri);
  bool tell = false;
  if (on && known == watchers_of.end() && watchers_of.size() >= limits::watched_uris_max) {
    next.promise.deliver(dispatched{{upstream_reply::kind::not_sent, "",
                                     "Too many resources of this connection are watched."}});
    return;
  }
  if (on) {
    tell = known == watchers_of.end();
    watchers_of[uri].insert(who);
  } else if (known != watchers_of.end()) {
    known->second.erase(who);
    tell = known->second.empty();
    if (tell)
      watchers_of.erase(known);
  }
  use->watched = static_cast<std::uint32_t>(watchers_of.size());
  if (!tell) {
    next.promise.deliver(dispatched{{upstream_reply::kind::result, "{}", ""}});
    return;
  }
  auto id = next.message.call;
  link->watch(id, uri, on);
  running.emplace(id, std::move(next));
}

void upstream_runtime::on_answered(upstream_answered& message) {
  auto found = running.extract(message.call);
  if (!found)
    return;
  auto& one = found.mapped();
  judge_doubt(message.reply, one);
  const bool untried = message.reply.how == upstream_reply::kind::not_sent && !one.again;
  if (untried && !retired) {
    one.again = true;
    waiting.push_front(std::move(one));
    self->delayed_send(self, before_again, run_again{});
    return count();
  }
  judge_health(message.reply, one.epoch);
  one.promise.deliver(dispatched{std::move(message.reply)});
  run_waiting();
  quit_if_retired();
}

/// A server reads in order, so with the answer to what was sent after a cancellation it has read
/// that, and what it had said of the call before has come.
void upstream_runtime::judge_doubt(const upstream_reply& reply, const waiting_call& one) {
  using how = upstream_reply::kind;
  if (reply.how == how::cancelled || reply.how == how::timeout)
    doubtful_since = sent;
  else if (doubtful_since && one.number > *doubtful_since)
    doubtful_since.reset();
}

/// By now the end of the connection is known, if it ended.
void upstream_runtime::on_run_again() {
  if (waiting.empty() || retired)
    return;
  if (where == phase::idle)
    connect();
  else
    run_waiting();
}

/// The circuit breaker: a connection that fails too often in a row is paused, and one that does not
/// answer is opened anew. The end of a connection is one failure, however many calls it took along.
void upstream_runtime::judge_health(const upstream_reply& reply, std::uint64_t on) {
  using how = upstream_reply::kind;
  if (reply.how == how::result || reply.how == how::rpc_error)
    failures = 0;
  if (reply.how != how::timeout && reply.how != how::transport && reply.how != how::not_sent &&
      reply.how != how::garbage)
    return;
  const bool lost = reply.how == how::transport || reply.how == how::not_sent;
  if (lost && std::exchange(failed_epoch, on) == on)
    return;
  if (++failures < limits::breaker_failures_max)
    return;
  failures = 0;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits::breaker_pause);
  failure why{errc::upstream_unavailable,
              "The connection is paused after repeated failures; retry in " +
                  std::to_string(seconds.count()) + " seconds."};
  rest = {why, self->clock().now() + limits::breaker_pause};
  world->counters.upstream_pauses.add();
  note_failure(why);
  if (reply.how == how::timeout && where != phase::idle)
    disconnect(why);
}

void upstream_runtime::on_cancel(const cancel_dispatch& message) {
  if (running.contains(message.call) && link)
    return link->cancel(message.call);
  std::erase_if(waiting, [&](waiting_call& one) {
    bool mine = one.message.call == message.call;
    if (mine)
      one.promise.deliver(
          dispatched{{upstream_reply::kind::cancelled, "", "Cancelled before it was sent."}});
    return mine;
  });
  count();
}

void upstream_runtime::on_answer(answer_upstream& message) {
  if (link)
    link->answer(message.reply_to, std::move(message.reply));
}

/// Returns the call that a server speaks of when nothing shows it, as over stdio. In a session's
/// own lane that is the youngest. A stateless server speaks of requests only (MCP 2026-07-28), so
/// if there is one, it is that; but not while it may still speak of one that was given up.
std::map<call_id, upstream_runtime::waiting_call>::iterator upstream_runtime::meant() {
  if (!which.is_shared())
    return running.find(youngest);
  const bool certain = hello.era == server_era::stateless && running.size() == 1 && !doubtful_since;
  return certain ? running.begin() : running.end();
}

/// What belongs to a call goes to it. A question that belongs to no call of one session is refused:
/// it must not reach another principal.
void upstream_runtime::on_said(const upstream_said& message) {
  if (message.epoch != epoch)
    return;
  if (message.message.method == "notifications/resources/updated")
    return resource_updated(message.message);
  auto found = message.call ? running.find(*message.call) : running.end();
  if (found == running.end())
    found = meant();
  if (found != running.end() && found->second.message.hear)
    return found->second.message.hear(message.message);
  if (message.message.reply_to != 0)
    return link->answer(
        message.message.reply_to,
        {true, R"({"code":-32600,"message":"No request of a client is in hand."})"});
  if (!which.is_shared())
    world->watching.tell(which.session, message_for_client(message.message, which.connection));
}

void upstream_runtime::resource_updated(const server_message& message) {
  auto document = json_document::parse(message.params);
  auto uri = document ? document->root().find("uri") : std::nullopt;
  auto found = watchers_of.find(uri ? uri->as_string().value_or("") : "");
  if (found == watchers_of.end())
    return;
  for (const auto& session : found->second)
    world->watching.tell(session, {message.method, message.params, 0});
}

void upstream_runtime::on_set_level(const set_lane_level& message) {
  level = message.level;
  if (where == phase::ready && offers(hello.capabilities, "logging") &&
      hello.era == server_era::sessions)
    link->set_log_level(level);
}

/// L-ROOT-01: a server that was told that we would say so hears that the roots have changed.
void upstream_runtime::on_roots_changed() {
  if (where != phase::ready || hello.era != server_era::sessions)
    return;
  const auto declared = json_document::parse(which.capabilities);
  const auto roots = declared ? declared->root().find("roots") : std::nullopt;
  const auto tells = roots ? roots->find("listChanged") : std::nullopt;
  if (tells && tells->as_bool().value_or(false))
    link->tell_roots_changed();
}

void upstream_runtime::count() {
  use->in_hand = static_cast<std::uint32_t>(running.size() + waiting.size());
}

} // namespace gatehouse
