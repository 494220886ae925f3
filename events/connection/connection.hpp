#pragma once

#include "events/core/aggregate.hpp"
#include "events/core/bytes.hpp"
#include "events/core/time.hpp"
#include "events/core/upcasts.hpp"
#include "events/policy/policy.hpp"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

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

  friend bool operator==(const upstream_config&, const upstream_config&) = default;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "command", s.command);
    f(2, "url", s.url);
    f(3, "environment", s.environment);
    f(4, "headers", s.headers);
    f(5, "query", s.query);
    f(6, "private_allowed", s.private_allowed);
  }
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

/// In version 1 the config had neither query nor private_allowed; what it does not say is no.
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

// -- commands
// --------------------------------------------------------------------------------------

struct create_connection {
  connection_id connection;
  org_id org;
  std::string address;
  owner_kind owner = owner_kind::org;
  user_id owner_user;
  upstream_config config;
  unix_us now;
};

struct note_catalog {
  std::string protocol_version;
  std::string server_name;
  std::string server_version;
  digest256 digest;
  std::vector<listed_tool> tools;
  unix_us now;
};

struct note_health {
  bool healthy = false;
  std::string reason;
  unix_us now;
};

struct remove_connection {
  unix_us now;
};

// -- the aggregate
// ---------------------------------------------------------------------------------

/// One configured upstream MCP server and what is known of it. Stream `connection/<id>`.
/// Errors: `not_found`, `conflict`, `invalid_argument`.
struct connection {
  static constexpr std::string_view kind = "connection";
  static constexpr std::uint32_t snapshot_version = 2;

  using event = std::variant<connection_created, catalog_listed, connection_health_changed,
                             connection_removed>;
  using command = std::variant<create_connection, note_catalog, note_health, remove_connection>;

  struct state {
    connection_id id; ///< empty: never created
    org_id org;
    std::string address;
    owner_kind owner = owner_kind::org;
    user_id owner_user;
    upstream_config config;
    bool removed = false;
    unix_us created;
    bool healthy = false;
    std::string health_reason;
    unix_us health_at;
    std::string protocol_version;
    std::string server_name;
    std::string server_version;
    digest256 catalog_digest;
    std::vector<listed_tool> tools;
    unix_us listed;

    bool live() const noexcept { return !id.empty() && !removed; }

    template <class Self, class F> static void fields(Self& s, F&& f) {
      f(1, "id", s.id);
      f(2, "org", s.org);
      f(3, "address", s.address);
      f(4, "owner", s.owner);
      f(5, "owner_user", s.owner_user);
      f(6, "config", s.config);
      f(7, "removed", s.removed);
      f(8, "created", s.created);
      f(9, "healthy", s.healthy);
      f(10, "health_reason", s.health_reason);
      f(11, "health_at", s.health_at);
      f(12, "protocol_version", s.protocol_version);
      f(13, "server_name", s.server_name);
      f(14, "server_version", s.server_version);
      f(15, "catalog_digest", s.catalog_digest);
      f(16, "tools", s.tools);
      f(17, "listed", s.listed);
    }
  };

  static stream_id stream(const connection_id& id) { return {std::string{kind} + "/" + id.value}; }

  static decision_of<connection> decide(const state& s, const create_connection& c);
  static decision_of<connection> decide(const state& s, const note_catalog& c);
  static decision_of<connection> decide(const state& s, const note_health& c);
  static decision_of<connection> decide(const state& s, const remove_connection& c);

  static void evolve(state& s, const connection_created& e);
  static void evolve(state& s, const catalog_listed& e);
  static void evolve(state& s, const connection_health_changed& e);
  static void evolve(state& s, const connection_removed& e);
};

} // namespace gatehouse
