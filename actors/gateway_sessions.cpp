#include "actors/actor_gateway.hpp"
#include "actors/exposure.hpp"
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
                               now_(),
                               hello.capabilities,
                               hello.stateless};
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
               [this, id, reply](const outcome<receipt<session>>& result) {
                 if (!result)
                   return reply(result.error());
                 counters_.sessions_closed.add();
                 watching_.forget(id);
                 caf::anon_send(peers_.upstreams, leave_lanes{id});
                 reply(nothing{});
               });
}

void actor_gateway::list(catalog_list what, const session_id& id, const binding& at,
                         answer<std::shared_ptr<const catalog_listing>> done) {
  auto reply = on_loop(peers_.world, std::move(done));
  if (stopping_)
    return reply(shutting_down());
  spawn_listing(*system_, peers_, what, id, at, std::move(reply));
}

outcome<tool_inventory> actor_gateway::inventory(const session_id& id, const binding& at) const {
  auto view = view_scope(current_, at);
  if (!view)
    return view.error();
  return read_inventory(*view, *peers_.exposed->find(*view, at, id), tools_);
}

void actor_gateway::set_log_level(const session_id& id, const binding& at, std::string level,
                                  answer<nothing> done) {
  check_session(id, at, [this, id, level, done](const outcome<session_info>& session) {
    if (!session)
      return done(session.error());
    watching_.set_log_level(id, level);
    caf::anon_send(peers_.upstreams, set_lane_level{id, level});
    done(nothing{});
  });
}

void actor_gateway::roots_changed(const session_id& id) {
  caf::anon_send(peers_.upstreams, gatehouse::roots_changed{id});
}

std::uint64_t actor_gateway::watch(const session_id& id, const binding& at, watch_filter what,
                                   std::function<void(client_message)> hear) {
  return watching_.add(id, at, what, [world = peers_.world, hear](const client_message& message) {
    world->loop.post([hear, message] { hear(message); });
  });
}

void actor_gateway::unwatch(std::uint64_t handle) {
  watching_.remove(handle);
}

} // namespace gatehouse
