#include "actors/actor_gateway.hpp"
#include "actors/answering.hpp"

namespace gatehouse {

/// The sessions of the stateless era are not told by an id but by whose and where they are.
actor_gateway::stateless_key actor_gateway::key_of(const binding& at) {
  return {at.who.principal, at.who.credential, at.what.org, at.what.toolkit};
}

void actor_gateway::stateless_session(const binding& at, client_hello hello,
                                      answer<session_info> done) {
  const auto now = now_();
  const auto key = key_of(at);
  {
    std::scoped_lock lock{stateless_mutex_};
    auto found = stateless_.find(key);
    if (found != stateless_.end() && is_usable(found->second, now)) {
      auto& one = found->second;
      ++one.calls;
      one.used = now;
      auto reply = on_loop(peers_.world, std::move(done));
      if (one.id)
        return reply(session_info{*one.id, hello.protocol_version});
      one.waiting.push_back(std::move(reply));
      return;
    }
    if (stateless_.size() >= limits::stateless_sessions_max)
      drop_unusable_sessions(now);
    stateless_[key] = stateless_entry{std::nullopt, now, now, 1, {}};
  }
  hello.stateless = true;
  open_session(at, std::move(hello), [this, key, done](outcome<session_info> opened) {
    std::vector<answer<session_info>> waiting;
    {
      std::scoped_lock lock{stateless_mutex_};
      auto& one = stateless_[key];
      waiting = std::exchange(one.waiting, {});
      if (opened)
        one.id = opened->id;
      else
        stateless_.erase(key);
    }
    for (const auto& other : waiting)
      other(opened);
    done(std::move(opened));
  });
}

/// One that nobody used for long may be closed as idle at any moment, so it is not used again.
bool actor_gateway::is_usable(const stateless_entry& one, unix_us now) const {
  const auto since = [&](unix_us then) {
    return std::chrono::microseconds{now.value - then.value};
  };
  return one.calls < limits::stateless_session_calls_max &&
         since(one.opened) < limits::stateless_session_age &&
         since(one.used) < options_.session_expiry / 2;
}

void actor_gateway::drop_unusable_sessions(unix_us now) {
  std::erase_if(stateless_, [&](const auto& entry) {
    return entry.second.id && !is_usable(entry.second, now);
  });
}

/// What was found closed is not used again.
void actor_gateway::drop_stateless(const binding& at, const session_id& id) {
  std::scoped_lock lock{stateless_mutex_};
  auto found = stateless_.find(key_of(at));
  if (found != stateless_.end() && found->second.id == id)
    stateless_.erase(found);
}

} // namespace gatehouse
