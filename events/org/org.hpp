#pragma once

#include "events/core/aggregate.hpp"
#include "events/org/org_events.hpp"
#include "events/policy/rule_list.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

// -- commands
// --------------------------------------------------------------------------------------

struct create_org {
  org_id org;
  std::string slug;
  std::string name;
  data_key_id data_key;
  unix_us now;
};

struct set_member {
  user_id user;
  std::string name;
  role rank = role::member;
  unix_us now;
};

struct mint_token {
  token_id token;
  digest256 digest;
  std::string prefix;
  std::string name;
  role rank = role::member;
  user_id user;
  std::string user_name; ///< set with `user`: makes the user a member if it is none
  principal_id by;
  unix_us now;
  data_key_id data_key{}; ///< for a user without one
};

struct revoke_token {
  token_id token;
  unix_us now;
};

struct add_org_policy {
  user_id owner_user; ///< empty: a policy of the organization itself
  policy_id id;
  std::string pattern;
  policy_action action = policy_action::block;
  std::optional<std::string> position; ///< absent: the top
};

struct change_org_policy {
  policy_id id;
  rule_change change;
};

struct remove_org_policy {
  policy_id id;
};

struct claim_toolkit {
  toolkit_id toolkit;
  std::string slug;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
};

struct move_toolkit_slug {
  toolkit_id toolkit;
  std::string slug;
};

struct release_toolkit {
  toolkit_id toolkit;
};

struct claim_connection {
  connection_id connection;
  std::string address;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
};

struct release_connection {
  connection_id connection;
};

/// Changes what is given.
struct set_org_capture {
  std::optional<capture_level> level;
  std::optional<capture_level> most;
  std::optional<std::vector<std::string>> redact;
  unix_us now;
};

struct set_data_key {
  user_id user; ///< empty: the organization itself
  data_key_id key;
  unix_us now;
};

struct erase_content {
  user_id user; ///< empty: the organization and all its users
  std::map<user_id, data_key_id> replacements;
  unix_us now;
};

struct note_destroyed_keys {
  std::vector<data_key_id> keys;
  unix_us now;
};

// -- the aggregate
// ---------------------------------------------------------------------------------

/// A tenant: members, tokens, its own policies, the directories of its toolkits and connections,
/// what it captures and the keys of that. Stream `org/<id>`. Errors: `not_found`, `conflict`,
/// `invalid_argument`, `limit_reached`.
struct org {
  static constexpr std::string_view kind = "org";
  static constexpr std::uint32_t snapshot_version = 2;

  using event =
      std::variant<org_created, member_set, token_minted, token_revoked, org_policy_added,
                   org_policy_changed, org_policy_removed, toolkit_claimed, toolkit_slug_moved,
                   toolkit_released, connection_claimed, connection_released, org_capture_set,
                   data_key_set, content_erased, data_keys_destroyed>;
  using command =
      std::variant<create_org, set_member, mint_token, revoke_token, add_org_policy,
                   change_org_policy, remove_org_policy, claim_toolkit, move_toolkit_slug,
                   release_toolkit, claim_connection, release_connection, set_org_capture,
                   set_data_key, erase_content, note_destroyed_keys>;

  struct member {
    std::string name;
    role rank = role::reader;

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "name", s.name);
      f(2, "rank", s.rank);
    }
  };

  struct token {
    digest256 digest;
    std::string prefix;
    std::string name;
    role rank = role::reader;
    user_id user;
    principal_id by;
    unix_us minted;

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "digest", s.digest);
      f(2, "prefix", s.prefix);
      f(3, "name", s.name);
      f(4, "rank", s.rank);
      f(5, "user", s.user);
      f(6, "by", s.by);
      f(7, "minted", s.minted);
    }
  };

  struct toolkit_place {
    std::string slug;
    owner_kind owner = owner_kind::org;
    user_id owner_user;

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "slug", s.slug);
      f(2, "owner", s.owner);
      f(3, "owner_user", s.owner_user);
    }
  };

  struct connection_place {
    std::string address;
    owner_kind owner = owner_kind::org;
    user_id owner_user;

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "address", s.address);
      f(2, "owner", s.owner);
      f(3, "owner_user", s.owner_user);
    }
  };

  struct state {
    org_id id; ///< empty: not created
    std::string slug;
    std::string name;
    data_key_id data_key;
    unix_us created;
    std::map<user_id, member> members;
    std::map<token_id, token> tokens;      ///< live ones
    std::map<user_id, rule_list> policies; ///< by owner; the empty user is the organization
    std::map<toolkit_id, toolkit_place> toolkits;
    std::map<connection_id, connection_place> connections;
    capture_settings capture;
    std::map<user_id, data_key_id> user_keys;                ///< of those who have one of their own
    std::map<user_id, std::vector<data_key_id>> former_keys; ///< the empty user's are the org's
    std::vector<data_key_id> dying_keys; ///< erased, and not known to be gone from the vault

    /// Returns the key under which the private content of `user` (may be empty) is sealed now.
    const data_key_id& key_of(const user_id& user) const;
    /// Returns whether what `key` sealed for `user` or for the organization may still be read.
    bool keeps(const user_id& user, const data_key_id& key) const;

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "id", s.id);
      f(2, "slug", s.slug);
      f(3, "name", s.name);
      f(4, "data_key", s.data_key);
      f(5, "created", s.created);
      f(6, "members", s.members);
      f(7, "tokens", s.tokens);
      f(8, "policies", s.policies);
      f(9, "toolkits", s.toolkits);
      f(10, "connections", s.connections);
      f(11, "capture", s.capture);
      f(12, "user_keys", s.user_keys);
      f(13, "former_keys", s.former_keys);
      f(14, "dying_keys", s.dying_keys);
    }
  };

  static stream_id stream(const org_id& id) { return {std::string{kind} + "/" + id.value}; }

  static decision_of<org> decide(const state& s, const create_org& c);
  static decision_of<org> decide(const state& s, const set_member& c);
  static decision_of<org> decide(const state& s, const mint_token& c);
  static decision_of<org> decide(const state& s, const revoke_token& c);
  static decision_of<org> decide(const state& s, const add_org_policy& c);
  static decision_of<org> decide(const state& s, const change_org_policy& c);
  static decision_of<org> decide(const state& s, const remove_org_policy& c);
  static decision_of<org> decide(const state& s, const claim_toolkit& c);
  static decision_of<org> decide(const state& s, const move_toolkit_slug& c);
  static decision_of<org> decide(const state& s, const release_toolkit& c);
  static decision_of<org> decide(const state& s, const claim_connection& c);
  static decision_of<org> decide(const state& s, const release_connection& c);
  static decision_of<org> decide(const state& s, const set_org_capture& c);
  static decision_of<org> decide(const state& s, const set_data_key& c);
  static decision_of<org> decide(const state& s, const erase_content& c);
  static decision_of<org> decide(const state& s, const note_destroyed_keys& c);

  static void evolve(state& s, const org_created& e);
  static void evolve(state& s, const member_set& e);
  static void evolve(state& s, const token_minted& e);
  static void evolve(state& s, const token_revoked& e);
  static void evolve(state& s, const org_policy_added& e);
  static void evolve(state& s, const org_policy_changed& e);
  static void evolve(state& s, const org_policy_removed& e);
  static void evolve(state& s, const toolkit_claimed& e);
  static void evolve(state& s, const toolkit_slug_moved& e);
  static void evolve(state& s, const toolkit_released& e);
  static void evolve(state& s, const connection_claimed& e);
  static void evolve(state& s, const connection_released& e);
  static void evolve(state& s, const org_capture_set& e);
  static void evolve(state& s, const data_key_set& e);
  static void evolve(state& s, const content_erased& e);
  static void evolve(state& s, const data_keys_destroyed& e);
};

} // namespace gatehouse
