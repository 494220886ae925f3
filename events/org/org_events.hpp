#pragma once

#include "events/capture/capture.hpp"
#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"
#include "events/org/roles.hpp"
#include "events/policy/policy.hpp"

#include <map>
#include <string>
#include <vector>

namespace gatehouse {

struct org_created {
  static constexpr event_type type{201, "org.created", 1};
  org_id org;
  std::string slug;
  std::string name;
  data_key_id data_key; ///< seals this org's private content
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "org", s.org);
    f(2, "slug", s.slug);
    f(3, "name", s.name);
    f(4, "data_key", s.data_key);
    f(5, "at", s.at);
  }
};

/// A user became a member, or a member's role changed.
struct member_set {
  static constexpr event_type type{202, "org.member_set", 1};
  user_id user;
  std::string name;
  role rank = role::reader;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "user", s.user);
    f(2, "name", s.name);
    f(3, "rank", s.rank);
    f(4, "at", s.at);
  }
};

struct token_minted {
  static constexpr event_type type{203, "org.token_minted", 1};
  token_id token;
  digest256 digest; ///< SHA-256 of the token
  std::string prefix;
  std::string name;
  role rank = role::reader;
  user_id user; ///< empty: the token is its own principal
  principal_id by;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "token", s.token);
    f(2, "digest", s.digest);
    f(3, "prefix", s.prefix);
    f(4, "name", s.name);
    f(5, "rank", s.rank);
    f(6, "user", s.user);
    f(7, "by", s.by);
    f(8, "at", s.at);
  }
};

struct token_revoked {
  static constexpr event_type type{204, "org.token_revoked", 1};
  token_id token;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "token", s.token);
    f(2, "at", s.at);
  }
};

struct org_policy_added {
  static constexpr event_type type{205, "org.policy_added", 1};
  user_id owner_user; ///< empty: the organization's own policy
  policy_rule rule;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "owner_user", s.owner_user);
    f(2, "rule", s.rule);
  }
};

struct org_policy_changed {
  static constexpr event_type type{206, "org.policy_changed", 1};
  user_id owner_user; ///< empty: the organization's own policy
  policy_rule rule;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "owner_user", s.owner_user);
    f(2, "rule", s.rule);
  }
};

struct org_policy_removed {
  static constexpr event_type type{207, "org.policy_removed", 1};
  user_id owner_user;
  policy_id id;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "owner_user", s.owner_user);
    f(2, "id", s.id);
  }
};

struct toolkit_claimed {
  static constexpr event_type type{208, "org.toolkit_claimed", 1};
  toolkit_id toolkit;
  std::string slug;
  owner_kind owner = owner_kind::org;
  user_id owner_user;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "toolkit", s.toolkit);
    f(2, "slug", s.slug);
    f(3, "owner", s.owner);
    f(4, "owner_user", s.owner_user);
  }
};

struct toolkit_slug_moved {
  static constexpr event_type type{209, "org.toolkit_slug_moved", 1};
  toolkit_id toolkit;
  std::string slug;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "toolkit", s.toolkit);
    f(2, "slug", s.slug);
  }
};

struct toolkit_released {
  static constexpr event_type type{210, "org.toolkit_released", 1};
  toolkit_id toolkit;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "toolkit", s.toolkit); }
};

struct connection_claimed {
  static constexpr event_type type{211, "org.connection_claimed", 1};
  connection_id connection;
  std::string address; ///< `integration.owner.connection`
  owner_kind owner = owner_kind::org;
  user_id owner_user;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "connection", s.connection);
    f(2, "address", s.address);
    f(3, "owner", s.owner);
    f(4, "owner_user", s.owner_user);
  }
};

struct connection_released {
  static constexpr event_type type{212, "org.connection_released", 1};
  connection_id connection;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "connection", s.connection);
  }
};

/// From here on this is captured of arguments and results.
struct org_capture_set {
  static constexpr event_type type{213, "org.capture_set", 1};
  capture_settings settings;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "settings", s.settings);
    f(2, "at", s.at);
  }
};

/// From here on private content is sealed under this key; what the former one sealed stays
/// readable.
struct data_key_set {
  static constexpr event_type type{214, "org.data_key_set", 1};
  user_id user; ///< whose content; empty: what belongs to no user
  data_key_id key;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "user", s.user);
    f(2, "key", s.key);
    f(3, "at", s.at);
  }
};

/// What was sealed under these keys is not to be read any more: decided, and in force from here on.
/// The keys themselves are destroyed right after.
struct content_erased {
  static constexpr event_type type{215, "org.content_erased", 1};
  user_id user; ///< whose content; empty: that of the organization and all its users
  std::vector<data_key_id> keys;
  std::map<user_id, data_key_id> replacements; ///< from here on, the empty user's for nobody's
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "user", s.user);
    f(2, "keys", s.keys);
    f(3, "replacements", s.replacements);
    f(4, "at", s.at);
  }
};

/// The keys of an erasure are gone from the vault.
struct data_keys_destroyed {
  static constexpr event_type type{216, "org.data_keys_destroyed", 1};
  std::vector<data_key_id> keys;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "keys", s.keys);
    f(2, "at", s.at);
  }
};

} // namespace gatehouse
