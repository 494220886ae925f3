#pragma once

#include "actors/caller.hpp"
#include "events/connection/connection_events.hpp"
#include "events/core/outcome.hpp"
#include "events/policy/policy.hpp"
#include "events/toolkit/toolkit.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

/// A token as it is shown once, at its minting.
struct minted_token {
  token_id id;
  std::string prefix; ///< the first characters, for lists
  std::string token;  ///< the secret itself; never stored, never logged
};

struct new_org {
  std::string slug;
  std::string name; ///< empty: the slug
};

struct new_token {
  std::string name;
  role rank = role::member;
  std::string
      user; ///< empty: an org token; else the user's name, registered and made a member if new
};

struct new_connection {
  std::string name; ///< `integration` or `integration.connection`
  owner_kind owner = owner_kind::org;
  std::string owner_user;                         ///< the user's name when owner is user
  std::vector<std::string> command;               ///< stdio
  std::string url;                                ///< streamable HTTP
  std::map<std::string, std::string> environment; ///< values go to the vault
  std::map<std::string, std::string> headers;     ///< values go to the vault
  drift_answer drift = drift_answer::warn;
  client_sharing sharing = client_sharing::automatic;
  std::uint64_t timeout_s = 0; ///< of a request; 0: limits::request_timeout
};

/// What an administrator takes for what it is now.
struct tool_acceptance {
  std::vector<std::string> tools;    ///< empty: all
  std::optional<digest256> reviewed; ///< of the catalog that was looked at; absent: whatever it is
};

/// What a connection test found.
struct connection_report {
  std::string protocol_version;
  std::string server_name;
  std::string server_version;
  std::vector<std::string> tools;
};

struct new_toolkit {
  std::string slug; ///< empty: derived from the name
  std::string name; ///< empty: the slug
  owner_kind owner = owner_kind::org;
  std::string owner_user;
  tool_naming naming = tool_naming::prefixed;
  std::vector<std::string> grants; ///< connection patterns
};

struct toolkit_change {
  std::optional<std::string> slug;
  std::optional<std::string> name;
  std::optional<tool_naming> naming;
};

struct new_policy {
  toolkit_id toolkit;     ///< empty: a policy of the org, or of `owner_user` in it
  std::string owner_user; ///< the user's name; empty: the org's own
  std::string pattern;
  policy_action action = policy_action::block;
  std::optional<std::string> position; ///< absent: the top
};

struct policy_change {
  std::optional<std::string> pattern;
  std::optional<policy_action> action;
  std::optional<std::string> position;
  std::optional<policy_id> before; ///< move right above this one
};

/// The commands of administrators. Authorization has happened: every route has a scope.
///
/// Thread rule and callbacks as in gateway.hpp. A callback with a value means: durable, and in
/// force for whatever is asked next. Errors: `not_found`, `conflict`, `invalid_argument`,
/// `limit_reached`, `journal_failed`.
class administration {
public:
  template <class T> using answer = std::function<void(outcome<T>)>;

  virtual ~administration() = default;

  virtual void create_org(const caller& by, new_org what, answer<org_id> done) = 0;

  virtual void mint_operator_token(const caller& by, std::string name,
                                   answer<minted_token> done) = 0;
  virtual void revoke_operator_token(const caller& by, token_id id, answer<nothing> done) = 0;
  virtual void mint_token(const caller& by, org_id org, new_token what,
                          answer<minted_token> done) = 0;
  virtual void revoke_token(const caller& by, org_id org, token_id id, answer<nothing> done) = 0;

  virtual void create_connection(const caller& by, org_id org, new_connection what,
                                 answer<connection_id> done) = 0;
  virtual void remove_connection(const caller& by, org_id org, connection_id id,
                                 answer<nothing> done) = 0;
  /// Connects and lists now; takes as long as the upstream, at most its bounds.
  virtual void test_connection(const caller& by, org_id org, connection_id id,
                               answer<connection_report> done) = 0;

  /// Sets what follows when the server changes a tool.
  virtual void set_drift(const caller& by, org_id org, connection_id id, drift_answer drift,
                         answer<nothing> done) = 0;
  /// Errors besides: `conflict` if the catalog is not the one that was reviewed.
  virtual void accept_tools(const caller& by, org_id org, connection_id id, tool_acceptance what,
                            answer<nothing> done) = 0;

  virtual void create_toolkit(const caller& by, org_id org, new_toolkit what,
                              answer<toolkit_id> done) = 0;
  virtual void change_toolkit(const caller& by, org_id org, toolkit_id id, toolkit_change what,
                              answer<nothing> done) = 0;
  virtual void delete_toolkit(const caller& by, org_id org, toolkit_id id,
                              answer<nothing> done) = 0;
  /// The same pattern again answers with the grant that exists.
  virtual void add_grant(const caller& by, org_id org, toolkit_id id, std::string pattern,
                         answer<grant_id> done) = 0;
  virtual void remove_grant(const caller& by, org_id org, toolkit_id id, grant_id grant,
                            answer<nothing> done) = 0;

  virtual void add_policy(const caller& by, org_id org, new_policy what,
                          answer<policy_id> done) = 0;
  virtual void change_policy(const caller& by, org_id org, toolkit_id toolkit, policy_id id,
                             policy_change what, answer<nothing> done) = 0;
  virtual void remove_policy(const caller& by, org_id org, toolkit_id toolkit, policy_id id,
                             answer<nothing> done) = 0;

  /// Closes a session of the org, whoever holds it.
  virtual void end_session(const caller& by, org_id org, session_id id, answer<nothing> done) = 0;
};

} // namespace gatehouse
