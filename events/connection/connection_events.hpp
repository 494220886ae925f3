#pragma once

#include "events/capture/capture.hpp"
#include "events/core/bytes.hpp"
#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/core/time.hpp"
#include "events/core/upcasts.hpp"
#include "events/policy/policy.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Whether sessions share one client of a server. A client that is shared knows no session: what
/// its server says or asks outside of one call's own stream reaches nobody.
enum class client_sharing : std::uint8_t {
  automatic, ///< shared as long as the server holds no session for us
  shared,    ///< always: whoever set it says that the server keeps no state for its client
  session    ///< never
};

template <> struct enum_names<client_sharing> {
  static constexpr std::array<std::string_view, 3> names{"auto", "shared", "session"};
};

/// How to reach an upstream MCP server. Values of the environment and the headers are secrets, and
/// so is the query of a URL, since nobody can tell `?page=` from `?api_key=`: only their references
/// are here, the values live in the vault.
struct upstream_config {
  std::vector<std::string> command; ///< stdio; empty for HTTP
  std::string url;                  ///< streamable HTTP, without its query; empty for stdio
  std::map<std::string, secret_ref> environment;
  std::map<std::string, secret_ref> headers;
  secret_ref query;             ///< of the URL, without the `?`; empty: none
  bool private_allowed = false; ///< added by the operator: may lead into private networks
  client_sharing sharing = client_sharing::automatic;
  std::uint64_t timeout_s = 0; ///< of a request; 0: limits::request_timeout

  friend bool operator==(const upstream_config&, const upstream_config&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "command", s.command);
    f(2, "url", s.url);
    f(3, "environment", s.environment);
    f(4, "headers", s.headers);
    f(5, "query", s.query);
    f(6, "private_allowed", s.private_allowed);
    f(7, "sharing", s.sharing);
    f(8, "timeout_s", s.timeout_s);
  }
};

/// What follows when a server offers a tool otherwise than it was accepted.
enum class drift_answer : std::uint8_t {
  allow,     ///< what is listed is what is accepted
  warn,      ///< the change is shown until it is accepted, the tool goes on
  quarantine ///< the tool is neither listed nor callable until the change is accepted
};

template <> struct enum_names<drift_answer> {
  static constexpr std::array<std::string_view, 3> names{"allow", "warn", "quarantine"};
};

/// What a change of a tool means to those who use it, from the least on.
enum class change_class : std::uint8_t { notational, additive, breaking };

template <> struct enum_names<change_class> {
  static constexpr std::array<std::string_view, 3> names{"notational", "additive", "breaking"};
};

/// The lists a server may offer.
enum class catalog_part : std::uint8_t { tools, prompts, resources, templates };

template <> struct enum_names<catalog_part> {
  static constexpr std::array<std::string_view, 4> names{"tools", "prompts", "resources",
                                                         "templates"};
};

/// A tool of a catalog as it was when listed.
struct listed_tool {
  std::string name;
  digest256 digest; ///< SHA-256 of the canonical JSON of the whole tool object

  friend bool operator==(const listed_tool&, const listed_tool&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "name", s.name);
    f(2, "digest", s.digest);
  }
};

/// A place in a tool object that differs, and what that means.
struct changed_field {
  std::string pointer; ///< RFC 6901, at most limits::pointer_bytes_max
  change_class weight = change_class::breaking;

  friend bool operator==(const changed_field&, const changed_field&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "pointer", s.pointer);
    f(2, "weight", s.weight);
  }
};

/// How a tool differs from what was listed before. Without the former object at hand (it is kept in
/// memory only) nothing is known of the difference, so it counts as breaking.
struct tool_change {
  digest256 before; ///< zero: the tool is new
  digest256 after;  ///< zero: the tool is gone
  change_class weight = change_class::breaking;
  bool compared = false; ///< both objects were at hand
  std::vector<changed_field> changed;

  friend bool operator==(const tool_change&, const tool_change&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "before", s.before);
    f(2, "after", s.after);
    f(3, "weight", s.weight);
    f(4, "compared", s.compared);
    f(5, "changed", s.changed);
  }
};

/// A list other than that of the tools, as last listed.
struct noted_list {
  std::uint64_t count = 0;
  digest256 digest; ///< over the digests of its items, in listing order

  friend bool operator==(const noted_list&, const noted_list&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "count", s.count);
    f(2, "digest", s.digest);
  }
};

// -- events
// ----------------------------------------------------------------------------------------

struct connection_created {
  static constexpr event_type type{401, "connection.created", 2};
  connection_id connection;
  org_id org;
  std::string address; ///< `integration.owner.connection`
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  upstream_config config;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "connection", s.connection);
    f(2, "org", s.org);
    f(3, "address", s.address);
    f(4, "owner", s.owner);
    f(5, "owner_user", s.owner_user);
    f(6, "config", s.config);
    f(7, "at", s.at);
  }
};

/// In version 1 the config had neither query nor what follows it; what it does not say is no.
struct connection_created_v1 : connection_created {
  static constexpr event_type type{401, "connection.created", 1};
};

template <> struct upcasts<connection_created> {
  using history = std::tuple<connection_created_v1>;

  static connection_created lift(connection_created_v1 old) { return old; }
};

/// The upstream was connected and listed, and what it offers is new or has changed.
struct catalog_listed {
  static constexpr event_type type{402, "connection.catalog_listed", 1};
  std::string protocol_version;
  std::string server_name;
  std::string server_version;
  digest256 digest; ///< over all tools, in listing order
  std::vector<listed_tool> tools;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "protocol_version", s.protocol_version);
    f(2, "server_name", s.server_name);
    f(3, "server_version", s.server_version);
    f(4, "digest", s.digest);
    f(5, "tools", s.tools);
    f(6, "at", s.at);
  }
};

/// The connection became usable or unusable; `reason` is an error code's name, empty when healthy.
struct connection_health_changed {
  static constexpr event_type type{403, "connection.health_changed", 1};
  bool healthy = false;
  std::string reason;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "healthy", s.healthy);
    f(2, "reason", s.reason);
    f(3, "at", s.at);
  }
};

struct connection_removed {
  static constexpr event_type type{404, "connection.removed", 1};
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) { f(1, "at", s.at); }
};

/// A tool of a known connection is not what it was when last listed, is new, or is gone.
struct tool_changed {
  static constexpr event_type type{405, "connection.tool_changed", 1};
  std::string tool;
  tool_change change;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "tool", s.tool);
    f(2, "change", s.change);
    f(3, "at", s.at);
  }
};

/// An administrator takes tools for what they are now.
struct tools_accepted {
  static constexpr event_type type{406, "connection.tools_accepted", 1};
  std::vector<listed_tool> tools;
  std::vector<std::string> forgotten; ///< accepted once, and not offered any more
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "tools", s.tools);
    f(2, "forgotten", s.forgotten);
    f(3, "at", s.at);
  }
};

struct drift_set {
  static constexpr event_type type{407, "connection.drift_set", 1};
  drift_answer drift = drift_answer::warn;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "drift", s.drift);
    f(2, "at", s.at);
  }
};

/// Prompts, resources or templates were listed and are not what they were.
struct list_noted {
  static constexpr event_type type{408, "connection.list_noted", 1};
  catalog_part list = catalog_part::prompts;
  noted_list noted;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "list", s.list);
    f(2, "noted", s.noted);
    f(3, "at", s.at);
  }
};

/// The server said that a list has changed; it is going to be listed anew.
struct catalog_invalidated {
  static constexpr event_type type{409, "connection.catalog_invalidated", 1};
  catalog_part list = catalog_part::tools;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "list", s.list);
    f(2, "at", s.at);
  }
};

/// A list could not be had from a server that is connected; what was known of it stays.
struct listing_failed {
  static constexpr event_type type{410, "connection.listing_failed", 1};
  catalog_part list = catalog_part::tools;
  std::string reason; ///< an error code's name
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "list", s.list);
    f(2, "reason", s.reason);
    f(3, "at", s.at);
  }
};

/// From here on this is captured of calls to the connection.
struct connection_capture_set {
  static constexpr event_type type{411, "connection.capture_set", 1};
  std::optional<capture_level> level; ///< absent: as the organization says
  std::vector<std::string> redact;    ///< besides what the organization redacts
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "level", s.level);
    f(2, "redact", s.redact);
    f(3, "at", s.at);
  }
};

/// Where a secret value of a connection belongs.
enum class secret_place : std::uint8_t { environment, header, query };

template <> struct enum_names<secret_place> {
  static constexpr std::array<std::string_view, 3> names{"env", "header", "query"};
};

/// The value is not to be used any more: decided, and in force from here on. It is destroyed in the
/// vault right after.
struct secret_erased {
  static constexpr event_type type{412, "connection.secret_erased", 1};
  secret_place place = secret_place::environment;
  std::string name; ///< empty for the query
  secret_ref secret;
  unix_us at;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "place", s.place);
    f(2, "name", s.name);
    f(3, "secret", s.secret);
    f(4, "at", s.at);
  }
};

} // namespace gatehouse
