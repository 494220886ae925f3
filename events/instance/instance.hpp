#pragma once

#include "events/core/aggregate.hpp"
#include "events/core/bytes.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse {

// -- events
// ----------------------------------------------------------------------------------------

struct instance_created {
  static constexpr event_type type{101, "instance.created", 1};
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "at", s.at); }
};

struct operator_token_minted {
  static constexpr event_type type{102, "instance.operator_token_minted", 1};
  token_id token;
  digest256 digest; ///< SHA-256 of the token
  std::string prefix;
  std::string name;
  principal_id by;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "token", s.token);
    f(2, "digest", s.digest);
    f(3, "prefix", s.prefix);
    f(4, "name", s.name);
    f(5, "by", s.by);
    f(6, "at", s.at);
  }
};

struct operator_token_revoked {
  static constexpr event_type type{103, "instance.operator_token_revoked", 1};
  token_id token;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "token", s.token);
    f(2, "at", s.at);
  }
};

struct org_slug_claimed {
  static constexpr event_type type{104, "instance.org_slug_claimed", 1};
  org_id org;
  std::string slug;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "org", s.org);
    f(2, "slug", s.slug);
  }
};

struct user_registered {
  static constexpr event_type type{105, "instance.user_registered", 1};
  user_id user;
  std::string name;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "user", s.user);
    f(2, "name", s.name);
    f(3, "at", s.at);
  }
};

/// Refused authentications since the last such event, counted so that noise cannot fill the disk.
struct authentication_refused {
  static constexpr event_type type{106, "instance.authentication_refused", 1};
  std::map<std::string, std::uint64_t> counts; ///< by reason
  unix_us from;
  unix_us until;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "counts", s.counts);
    f(2, "from", s.from);
    f(3, "until", s.until);
  }
};

/// From here on the log's checkpoints are signed with another key.
struct checkpoint_key_named {
  static constexpr event_type type{107, "instance.checkpoint_key_named", 1};
  std::string key; ///< a C2SP verifier key; its name is the log's origin
  principal_id by;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "key", s.key);
    f(2, "by", s.by);
    f(3, "at", s.at);
  }
};

/// Somebody asked the record a question in SQL, or for a part of its dump: recorded before it was
/// answered, under the organization it is about.
struct record_queried {
  static constexpr event_type type{110, "instance.record_queried", 1};
  org_id org;
  std::string text;
  digest256 digest; ///< SHA-256 of the text
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "org", s.org);
    f(2, "text", s.text);
    f(3, "digest", s.digest);
    f(4, "at", s.at);
  }
};

/// Where the master key is.
enum class master_key_place : std::uint8_t { folder, command };

template <> struct enum_names<master_key_place> {
  static constexpr std::array<std::string_view, 2> names{"folder", "command"};
};

/// Everything in the keys folder was wrapped under another master key, while no gateway ran: the
/// next start records it.
struct master_key_rotated {
  static constexpr event_type type{108, "instance.master_key_rotated", 1};
  std::string rotation;                             ///< an id, by which it is recorded once
  master_key_place kept = master_key_place::folder; ///< the new one
  unix_us at;                                       ///< when it was rotated

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "rotation", s.rotation);
    f(2, "kept", s.kept);
    f(3, "at", s.at);
  }
};

// -- commands
// --------------------------------------------------------------------------------------

struct create_instance {
  unix_us now;
};

struct mint_operator_token {
  token_id token;
  digest256 digest;
  std::string prefix;
  std::string name;
  principal_id by;
  unix_us now;
};

struct revoke_operator_token {
  token_id token;
  unix_us now;
};

struct claim_org_slug {
  org_id org;
  std::string slug;
};

struct register_user {
  user_id user;
  std::string name;
  unix_us now;
};

struct note_refusals {
  std::map<std::string, std::uint64_t> counts;
  unix_us from;
  unix_us until;
};

struct name_checkpoint_key {
  std::string key;
  principal_id by;
  unix_us now;
};

struct note_query {
  org_id org;
  std::string text;
  digest256 digest;
  unix_us now;
};

/// In their order; those up to the last one on record are there already.
struct note_rotations {
  std::vector<master_key_rotated> rotations;
};

// -- the aggregate
// ---------------------------------------------------------------------------------

/// This appliance: what must be unique in all of it, its operators' tokens and its own keys. Stream
/// `instance`. Bounds: limits::orgs_max, users_max. Errors: `conflict`, `not_found`,
/// `invalid_argument`, `limit_reached`.
struct instance {
  static constexpr std::string_view kind = "instance";
  static constexpr std::uint32_t snapshot_version = 3;

  using event = std::variant<instance_created, operator_token_minted, operator_token_revoked,
                             org_slug_claimed, user_registered, authentication_refused,
                             checkpoint_key_named, record_queried, master_key_rotated>;
  using command =
      std::variant<create_instance, mint_operator_token, revoke_operator_token, claim_org_slug,
                   register_user, note_refusals, name_checkpoint_key, note_query, note_rotations>;

  struct operator_token {
    digest256 digest;
    std::string prefix;
    std::string name;
    principal_id by;
    unix_us minted;

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "digest", s.digest);
      f(2, "prefix", s.prefix);
      f(3, "name", s.name);
      f(4, "by", s.by);
      f(5, "minted", s.minted);
    }
  };

  struct state {
    bool created = false;
    std::map<std::string, org_id> orgs;        ///< by slug
    std::map<std::string, user_id> users;      ///< by name
    std::map<token_id, operator_token> tokens; ///< live ones
    std::string checkpoint_key;                ///< the one in force; empty: not named yet
    std::string previous_checkpoint_key;       ///< the one before it, if there was one
    std::string master_key_rotation;           ///< id of the last one

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "created", s.created);
      f(2, "orgs", s.orgs);
      f(3, "users", s.users);
      f(4, "tokens", s.tokens);
      f(5, "checkpoint_key", s.checkpoint_key);
      f(6, "previous_checkpoint_key", s.previous_checkpoint_key);
      f(7, "master_key_rotation", s.master_key_rotation);
    }
  };

  static stream_id stream() { return {std::string{kind}}; }

  static decision_of<instance> decide(const state& s, const create_instance& c);
  static decision_of<instance> decide(const state& s, const mint_operator_token& c);
  static decision_of<instance> decide(const state& s, const revoke_operator_token& c);
  static decision_of<instance> decide(const state& s, const claim_org_slug& c);
  static decision_of<instance> decide(const state& s, const register_user& c);
  static decision_of<instance> decide(const state& s, const note_refusals& c);
  static decision_of<instance> decide(const state& s, const name_checkpoint_key& c);
  static decision_of<instance> decide(const state& s, const note_query& c);
  static decision_of<instance> decide(const state& s, const note_rotations& c);

  static void evolve(state& s, const instance_created& e);
  static void evolve(state& s, const operator_token_minted& e);
  static void evolve(state& s, const operator_token_revoked& e);
  static void evolve(state& s, const org_slug_claimed& e);
  static void evolve(state& s, const user_registered& e);
  static void evolve(state& s, const authentication_refused& e);
  static void evolve(state& s, const checkpoint_key_named& e);
  static void evolve(state& s, const record_queried& e);
  static void evolve(state& s, const master_key_rotated& e);
};

} // namespace gatehouse
