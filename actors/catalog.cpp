#include "actors/catalog.hpp"

#include "events/core/limits.hpp"

namespace gatehouse {

std::shared_ptr<const catalog> catalogs::find(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  auto found = catalogs_.find(id);
  return found == catalogs_.end() ? nullptr : found->second;
}

void catalogs::put(const connection_id& id, std::shared_ptr<const catalog> one) {
  std::unique_lock lock{mutex_};
  erase_own_where(id, [&](const catalog& own) { return own.digest == one->digest; });
  catalogs_[id] = std::move(one);
  slow_.erase(id);
  stale_.erase(id);
}

void catalogs::erase(const connection_id& id) {
  std::unique_lock lock{mutex_};
  catalogs_.erase(id);
  erase_own_where(id, [](const catalog&) { return true; });
  in_hand_.erase(id);
  slow_.erase(id);
  stale_.erase(id);
  connecting_.erase(id);
}

template <class Ends> void catalogs::erase_own_where(const connection_id& id, Ends ends) {
  for (auto& [session, own] : own_)
    if (const auto found = own.find(id); found != own.end() && ends(*found->second))
      own.erase(found);
  std::erase_if(own_, [](const auto& one) { return one.second.empty(); });
}

std::shared_ptr<const catalog> catalogs::find(const connection_id& id,
                                              const session_id& session) const {
  const auto own = own_of(session);
  const auto found = own.find(id);
  return found == own.end() ? find(id) : found->second;
}

catalogs::by_connection catalogs::own_of(const session_id& session) const {
  std::shared_lock lock{mutex_};
  const auto found = own_.find(session);
  return found == own_.end() ? by_connection{} : found->second;
}

void catalogs::put_own(const connection_id& id, const session_id& session,
                       std::shared_ptr<const catalog> one) {
  std::unique_lock lock{mutex_};
  own_[session][id] = std::move(one);
  if (const auto all = catalogs_.find(id); all != catalogs_.end())
    erase_own_where(id, [&](const catalog& own) { return own.digest == all->second->digest; });
}

bool catalogs::erase_own(const connection_id& id, const session_id& session) {
  std::unique_lock lock{mutex_};
  const auto found = own_.find(session);
  if (found == own_.end() || found->second.erase(id) == 0)
    return false;
  if (found->second.empty())
    own_.erase(found);
  return true;
}

void catalogs::note_stale(const connection_id& id) {
  std::unique_lock lock{mutex_};
  if (catalogs_.contains(id))
    stale_.insert(id);
}

void catalogs::note_listed(const connection_id& id) {
  std::unique_lock lock{mutex_};
  stale_.erase(id);
}

bool catalogs::is_stale(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return stale_.contains(id);
}

void catalogs::note_connecting(const connection_id& id, bool on) {
  std::unique_lock lock{mutex_};
  if (on)
    connecting_.insert(id);
  else
    connecting_.erase(id);
}

bool catalogs::is_connecting(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return connecting_.contains(id);
}

held_place catalogs::hold_place(const connection_id& id) {
  constexpr auto most = limits::running_per_connection_max + limits::waiting_per_connection_max;
  std::unique_lock lock{mutex_};
  auto& in_hand = in_hand_[id];
  if (!in_hand)
    in_hand = std::make_shared<std::atomic<std::size_t>>(0);
  if (*in_hand == most)
    return nullptr;
  ++*in_hand;
  return {in_hand.get(), [in_hand](const void*) { --*in_hand; }};
}

void catalogs::note_slow(const connection_id& id) {
  std::unique_lock lock{mutex_};
  if (!catalogs_.contains(id))
    slow_.insert(id);
}

bool catalogs::is_slow(const connection_id& id) const {
  std::shared_lock lock{mutex_};
  return slow_.contains(id);
}

} // namespace gatehouse
