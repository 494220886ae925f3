#include "actors/actor_gateway.hpp"
#include "storage/crypto/random.hpp"

namespace gatehouse {

namespace {

/// How often the opening of a session is tried when what it was based on has moved on.
constexpr int opening_attempts = 20;

failure shutting_down() {
  return {errc::shutting_down, "The gateway is shutting down."};
}

session_bearer bearer_of(const binding& at) {
  return {at.who.principal, at.what.org, at.what.toolkit};
}

std::string cut(std::string text) {
  text.resize(std::min(text.size(), limits::client_text_bytes_max));
  return text;
}

} // namespace

record_context actor_gateway::context_of(const binding& at, const session_id& id) const {
  record_context context;
  context.org = at.what.org;
  context.session = id;
  context.principal = at.who.principal;
  context.credential = at.who.credential;
  return context;
}

void actor_gateway::open_session(const binding& at, client_hello hello, answer<session_info> done) {
  auto reply = on_loop(peers_.world, std::move(done));
  if (stopping_)
    return reply(shutting_down());
  hello.client_name = cut(std::move(hello.client_name));
  hello.client_version = cut(std::move(hello.client_version));
  try_open_session(at, hello, opening_attempts, std::move(reply));
}

void actor_gateway::try_open_session(const binding& at, const client_hello& hello, int attempts,
                                     answer<session_info> done) {
  auto view = view_scope(current_, at);
  if (!view)
    return done(view.error());
  session_id id{random_uuid()};
  gatehouse::open_session open{id,
                               bearer_of(at),
                               at.what.dialled,
                               hello.protocol_version,
                               hello.client_name,
                               hello.client_version,
                               now_()};
  submit<session> message{session::stream(id), std::move(open), context_of(at, id), view->reads,
                          true};
  ask<session>(*system_, peers_.directory, std::move(message),
               [this, at, hello, attempts, id, done](outcome<receipt<session>> result) mutable {
                 if (result) {
                   counters_.sessions_opened.add();
                   return done(session_info{id, hello.protocol_version});
                 }
                 if (result.error().code == errc::conflict && attempts > 1)
                   return try_open_session(at, hello, attempts - 1, std::move(done));
                 done(result.error());
               });
}

void actor_gateway::check_session(const session_id& id, const binding& at,
                                  answer<session_info> done) {
  auto reply = on_loop(peers_.world, std::move(done));
  if (stopping_)
    return reply(shutting_down());
  submit<session> message{session::stream(id), use_session{bearer_of(at)}, context_of(at, id), {}};
  ask<session>(
      *system_, peers_.directory, std::move(message),
      [reply, id](const outcome<receipt<session>>& result) {
        reply(result ? outcome<session_info>{session_info{id, result->glance.protocol_version}}
                     : outcome<session_info>{result.error()});
      });
}

void actor_gateway::close_session(const session_id& id, const binding& at, answer<nothing> done) {
  auto reply = on_loop(peers_.world, std::move(done));
  if (stopping_)
    return reply(shutting_down());
  gatehouse::close_session close{bearer_of(at), close_reason::client, now_()};
  submit<session> message{session::stream(id), std::move(close), context_of(at, id), {}};
  ask<session>(*system_, peers_.directory, std::move(message),
               [this, reply](const outcome<receipt<session>>& result) {
                 if (!result)
                   return reply(result.error());
                 counters_.sessions_closed.add();
                 reply(nothing{});
               });
}

void actor_gateway::list(catalog_list what, const session_id& id, const binding& at,
                         answer<std::shared_ptr<const catalog_listing>> done) {
  auto reply = on_loop(peers_.world, std::move(done));
  if (stopping_)
    return reply(shutting_down());
  if (what != catalog_list::tools)
    return reply(std::make_shared<const catalog_listing>());
  spawn_listing(*system_, peers_, id, at, std::move(reply));
}

std::uint64_t actor_gateway::call(const session_id& id, const binding& at, client_request what,
                                  call_events events) {
  auto reply = on_loop(peers_.world, std::move(events.on_done));
  if (stopping_) {
    reply(shutting_down());
    return 0;
  }
  if (what.kind != request_kind::tool) {
    reply(failure{errc::tool_unknown, {}});
    return 0;
  }
  std::scoped_lock lock{calls_mutex_};
  auto& of_org = calls_of_org_[at.what.org];
  if (of_org >= limits::in_flight_per_org_max) {
    reply(failure{errc::overloaded, "Too many calls of this organization are in flight."});
    return 0;
  }
  ++of_org;
  auto handle = ++last_handle_;
  events.on_done = [this, handle, reply](outcome<call_answer> result) {
    reply(std::move(result));
    forget_call(handle);
  };
  auto actor = spawn_call(*system_, peers_, id, at, std::move(what), std::move(events));
  calls_.emplace(handle, call_in_hand{std::move(actor), at.what.org});
  return handle;
}

std::uint64_t actor_gateway::resume_call(const session_id&, const binding&, client_request,
                                         input_round, call_events events) {
  on_loop(peers_.world, std::move(events.on_done))(failure{errc::request_state_invalid, {}});
  return 0;
}

void actor_gateway::answer_server(std::uint64_t, std::uint64_t, client_reply) {}

void actor_gateway::set_log_level(const session_id& id, const binding& at, std::string,
                                  answer<nothing> done) {
  check_session(id, at, [done](const outcome<session_info>& session) {
    done(session ? outcome<nothing>{nothing{}} : session.error());
  });
}

void actor_gateway::stateless_session(const binding& at, client_hello hello,
                                      answer<session_info> done) {
  open_session(at, std::move(hello), std::move(done));
}

std::uint64_t actor_gateway::watch(const session_id&, const binding&, watch_filter,
                                   std::function<void(client_message)>) {
  return 0;
}

void actor_gateway::unwatch(std::uint64_t) {}

void actor_gateway::cancel_call(std::uint64_t handle) {
  std::scoped_lock lock{calls_mutex_};
  auto found = calls_.find(handle);
  if (found != calls_.end())
    caf::anon_send(found->second.actor, give_up{});
}

void actor_gateway::forget_call(std::uint64_t handle) {
  std::scoped_lock lock{calls_mutex_};
  auto found = calls_.find(handle);
  auto of_org = calls_of_org_.find(found->second.org);
  if (--of_org->second == 0)
    calls_of_org_.erase(of_org);
  calls_.erase(found);
  if (calls_.empty())
    calls_done_.notify_all();
}

} // namespace gatehouse
