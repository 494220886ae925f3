#pragma once

#include "events/capture/capture.hpp"
#include "events/core/aggregate.hpp"
#include "events/core/time.hpp"
#include "events/policy/rule_list.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace gatehouse {

/// How the tools of a toolkit are called: `server__tool`, or by their own names where it has
/// exactly one connection.
enum class tool_naming : std::uint8_t { prefixed, bare };

template <> struct enum_names<tool_naming> {
  static constexpr std::array<std::string_view, 2> names{"prefixed", "bare"};
};

// -- events
// ----------------------------------------------------------------------------------------

struct toolkit_created {
  static constexpr event_type type{301, "toolkit.created", 1};
  toolkit_id toolkit;
  org_id org;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  std::string slug;
  std::string name;
  tool_naming naming = tool_naming::prefixed;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "toolkit", s.toolkit);
    f(2, "org", s.org);
    f(3, "owner", s.owner);
    f(4, "owner_user", s.owner_user);
    f(5, "slug", s.slug);
    f(6, "name", s.name);
    f(7, "naming", s.naming);
    f(8, "at", s.at);
  }
};

/// The toolkit's slug, name and naming from now on.
struct toolkit_changed {
  static constexpr event_type type{302, "toolkit.changed", 1};
  std::string slug;
  std::string name;
  tool_naming naming = tool_naming::prefixed;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "slug", s.slug);
    f(2, "name", s.name);
    f(3, "naming", s.naming);
    f(4, "at", s.at);
  }
};

struct grant_added {
  static constexpr event_type type{303, "toolkit.grant_added", 1};
  gatehouse::grant grant;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "grant", s.grant);
    f(2, "at", s.at);
  }
};

struct grant_removed {
  static constexpr event_type type{304, "toolkit.grant_removed", 1};
  grant_id grant;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "grant", s.grant);
    f(2, "at", s.at);
  }
};

struct toolkit_policy_added {
  static constexpr event_type type{305, "toolkit.policy_added", 1};
  policy_rule rule;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "rule", s.rule);
    f(2, "at", s.at);
  }
};

struct toolkit_policy_changed {
  static constexpr event_type type{306, "toolkit.policy_changed", 1};
  policy_rule rule;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "rule", s.rule);
    f(2, "at", s.at);
  }
};

struct toolkit_policy_removed {
  static constexpr event_type type{307, "toolkit.policy_removed", 1};
  policy_id rule;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "rule", s.rule);
    f(2, "at", s.at);
  }
};

struct toolkit_deleted {
  static constexpr event_type type{308, "toolkit.deleted", 1};
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "at", s.at); }
};

/// From here on this is captured of calls through the toolkit; absent: as its organization says.
struct toolkit_capture_set {
  static constexpr event_type type{309, "toolkit.capture_set", 1};
  std::optional<capture_level> level;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "level", s.level);
    f(2, "at", s.at);
  }
};

// -- commands
// --------------------------------------------------------------------------------------

struct create_toolkit {
  toolkit_id toolkit;
  org_id org;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  std::string slug;
  std::string name;
  tool_naming naming = tool_naming::prefixed;
  std::map<grant_id, std::string> grants; ///< patterns under their ids, in the ids' order
  unix_us now;
};

struct change_toolkit {
  std::optional<std::string> slug;
  std::optional<std::string> name;
  std::optional<tool_naming> naming;
  unix_us now;
};

struct add_grant {
  grant_id grant;
  std::string pattern;
  unix_us now;
};

struct remove_grant {
  grant_id grant;
  unix_us now;
};

struct add_toolkit_policy {
  policy_id id;
  std::string pattern;
  policy_action action = policy_action::block;
  std::optional<std::string> position; ///< absent: the top
  unix_us now;
};

struct change_toolkit_policy {
  policy_id id;
  rule_change change;
  unix_us now;
};

struct remove_toolkit_policy {
  policy_id id;
  unix_us now;
};

struct delete_toolkit {
  unix_us now;
};

struct set_toolkit_capture {
  std::optional<capture_level> level;
  unix_us now;
};

// -- the aggregate
// ---------------------------------------------------------------------------------

/// A named view of an org's tools: grants say what is inside, policies how it may be used.
/// Stream `toolkit/<id>`. Errors: `not_found`, `conflict`, `invalid_argument`, `limit_reached`.
struct toolkit {
  static constexpr std::string_view kind = "toolkit";
  static constexpr std::uint32_t snapshot_version = 2;

  using event = std::variant<toolkit_created, toolkit_changed, grant_added, grant_removed,
                             toolkit_policy_added, toolkit_policy_changed, toolkit_policy_removed,
                             toolkit_deleted, toolkit_capture_set>;
  using command = std::variant<create_toolkit, change_toolkit, add_grant, remove_grant,
                               add_toolkit_policy, change_toolkit_policy, remove_toolkit_policy,
                               delete_toolkit, set_toolkit_capture>;

  struct state {
    toolkit_id id; ///< empty: never created
    org_id org;
    owner_kind owner = owner_kind::org;
    user_id owner_user;
    std::string slug;
    std::string name;
    tool_naming naming = tool_naming::prefixed;
    bool deleted = false;
    unix_us created;
    unix_us updated;
    std::map<grant_id, grant> grants;
    rule_list policies;
    std::optional<capture_level> capture;

    bool live() const noexcept { return !id.empty() && !deleted; }

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "id", s.id);
      f(2, "org", s.org);
      f(3, "owner", s.owner);
      f(4, "owner_user", s.owner_user);
      f(5, "slug", s.slug);
      f(6, "name", s.name);
      f(7, "naming", s.naming);
      f(8, "deleted", s.deleted);
      f(9, "created", s.created);
      f(10, "updated", s.updated);
      f(11, "grants", s.grants);
      f(12, "policies", s.policies);
      f(13, "capture", s.capture);
    }
  };

  static stream_id stream(const toolkit_id& id) { return {std::string{kind} + "/" + id.value}; }

  static decision_of<toolkit> decide(const state& s, const create_toolkit& c);
  static decision_of<toolkit> decide(const state& s, const change_toolkit& c);
  static decision_of<toolkit> decide(const state& s, const add_grant& c);
  static decision_of<toolkit> decide(const state& s, const remove_grant& c);
  static decision_of<toolkit> decide(const state& s, const add_toolkit_policy& c);
  static decision_of<toolkit> decide(const state& s, const change_toolkit_policy& c);
  static decision_of<toolkit> decide(const state& s, const remove_toolkit_policy& c);
  static decision_of<toolkit> decide(const state& s, const delete_toolkit& c);
  static decision_of<toolkit> decide(const state& s, const set_toolkit_capture& c);

  static void evolve(state& s, const toolkit_created& e);
  static void evolve(state& s, const toolkit_changed& e);
  static void evolve(state& s, const grant_added& e);
  static void evolve(state& s, const grant_removed& e);
  static void evolve(state& s, const toolkit_policy_added& e);
  static void evolve(state& s, const toolkit_policy_changed& e);
  static void evolve(state& s, const toolkit_policy_removed& e);
  static void evolve(state& s, const toolkit_deleted& e);
  static void evolve(state& s, const toolkit_capture_set& e);
};

/// Returns the compiled policies of a toolkit; `missing` when it is not live.
policy_snapshot snapshot_of(const toolkit::state& state, stream_version version);

} // namespace gatehouse
