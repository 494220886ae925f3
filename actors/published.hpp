#pragma once

#include "actors/credentials.hpp"
#include "events/connection/connection.hpp"
#include "events/instance/instance.hpp"
#include "events/org/org.hpp"
#include "events/toolkit/toolkit.hpp"

#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <vector>

namespace gatehouse {

/// A committed state and the version of its stream.
template <class A> struct versioned {
  typename A::state state;
  stream_version version;
};

/// The committed states of the instance, the orgs, the toolkits and the connections, for whoever
/// must decide without asking an actor. Written by the aggregate actors before they acknowledge a
/// change, so an acknowledged change is seen by all that asks later.
///
/// Thread rule: every member from any thread; what is returned is immutable and shared.
class published {
public:
  template <class A> using entry = std::shared_ptr<const versioned<A>>;

  entry<instance> find_instance() const;
  entry<org> find(const org_id& id) const;
  entry<toolkit> find(const toolkit_id& id) const;
  entry<connection> find(const connection_id& id) const;
  std::vector<entry<org>> orgs() const; ///< by id, in byte order

  /// Returns the policy snapshot of a toolkit, compiled once per version.
  std::shared_ptr<const policy_snapshot> policy_of(const toolkit_id& id) const;
  /// Returns the org's own policies as `user` (may be empty) is subject to them.
  std::shared_ptr<const policy_snapshot> policy_of(const org_id& id, const user_id& user) const;

  /// Returns the caller a token stands for. Errors: `unauthorized`.
  outcome<caller> authenticate(std::string_view token) const { return tokens_.find(token); }

  void publish(const stream_id& stream, entry<instance> one);
  void publish(const stream_id& stream, entry<org> one);
  void publish(const stream_id& stream, entry<toolkit> one);
  void publish(const stream_id& stream, entry<connection> one);

private:
  credentials tokens_;
  mutable std::shared_mutex mutex_;
  entry<instance> instance_;
  std::map<org_id, entry<org>> orgs_;
  std::map<toolkit_id, entry<toolkit>> toolkits_;
  std::map<connection_id, entry<connection>> connections_;
  std::map<toolkit_id, std::shared_ptr<const policy_snapshot>> toolkit_policies_;
  mutable std::map<std::pair<org_id, user_id>, std::shared_ptr<const policy_snapshot>>
      org_policies_;
};

} // namespace gatehouse
