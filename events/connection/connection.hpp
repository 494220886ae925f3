#pragma once

#include "events/connection/connection_events.hpp"
#include "events/core/aggregate.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

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
  drift_answer drift = drift_answer::warn;
};

struct note_catalog {
  std::string protocol_version;
  std::string server_name;
  std::string server_version;
  digest256 digest;
  std::vector<listed_tool> tools;
  unix_us now;
  std::map<std::string, tool_change> differences{}; ///< by tool, where both objects were at hand
  std::map<catalog_part, noted_list> lists{};       ///< those other than the tools
  std::map<catalog_part, std::string> failing{};    ///< an error code's name, by list
};

/// The server says that a list has changed.
struct note_invalidated {
  catalog_part list = catalog_part::tools;
  unix_us now;
};

/// The tools could not be listed anew.
struct note_failed_listing {
  std::string reason;
  unix_us now;
};

struct set_drift {
  drift_answer drift = drift_answer::warn;
  unix_us now;
};

struct accept_tools {
  std::vector<std::string> tools; ///< empty: all, and what is gone is forgotten
  std::optional<digest256>
      reviewed; ///< of the catalog that was looked at, to be refused if it moved
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

/// Changes what is given; the outer optional is about whether it is.
struct set_connection_capture {
  std::optional<std::optional<capture_level>> level;
  std::optional<std::vector<std::string>> redact;
  unix_us now;
};

struct erase_secret {
  secret_place place = secret_place::environment;
  std::string name;
  unix_us now;
};

// -- the aggregate
// ---------------------------------------------------------------------------------

/// One configured upstream MCP server and what is known of it. Stream `connection/<id>`.
/// Errors: `not_found`, `conflict`, `invalid_argument`.
struct connection {
  static constexpr std::string_view kind = "connection";
  static constexpr std::uint32_t snapshot_version = 4;

  using event =
      std::variant<connection_created, catalog_listed, connection_health_changed,
                   connection_removed, tool_changed, tools_accepted, drift_set, list_noted,
                   catalog_invalidated, listing_failed, connection_capture_set, secret_erased>;
  using command = std::variant<create_connection, note_catalog, note_health, remove_connection,
                               note_invalidated, note_failed_listing, set_drift, accept_tools,
                               set_connection_capture, erase_secret>;

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
    drift_answer drift = drift_answer::warn;
    std::map<std::string, digest256> pins;       ///< what each tool was accepted as
    std::map<std::string, tool_change> changes;  ///< the last of each tool, until it is accepted
    std::map<catalog_part, noted_list> lists;    ///< those other than the tools
    std::map<catalog_part, std::string> failing; ///< why, by list
    std::optional<capture_level> capture;
    std::vector<std::string> redact;
    std::vector<secret_ref> erased; ///< secrets that are no longer of the config

    bool live() const noexcept { return !id.empty() && !removed; }

    /// Returns whether a tool may be offered only after somebody has accepted it. The first listing
    /// is trusted: there is nothing to hold it against.
    bool withholds(const std::string& tool, const digest256& digest) const;

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
      f(18, "drift", s.drift);
      f(19, "pins", s.pins);
      f(20, "changes", s.changes);
      f(21, "lists", s.lists);
      f(22, "failing", s.failing);
      f(23, "capture", s.capture);
      f(24, "redact", s.redact);
      f(25, "erased", s.erased);
    }
  };

  static stream_id stream(const connection_id& id) { return {std::string{kind} + "/" + id.value}; }

  static decision_of<connection> decide(const state& s, const create_connection& c);
  static decision_of<connection> decide(const state& s, const note_catalog& c);
  static decision_of<connection> decide(const state& s, const note_health& c);
  static decision_of<connection> decide(const state& s, const remove_connection& c);
  static decision_of<connection> decide(const state& s, const note_invalidated& c);
  static decision_of<connection> decide(const state& s, const note_failed_listing& c);
  static decision_of<connection> decide(const state& s, const set_drift& c);
  static decision_of<connection> decide(const state& s, const accept_tools& c);
  static decision_of<connection> decide(const state& s, const set_connection_capture& c);
  static decision_of<connection> decide(const state& s, const erase_secret& c);

  static void evolve(state& s, const connection_created& e);
  static void evolve(state& s, const catalog_listed& e);
  static void evolve(state& s, const connection_health_changed& e);
  static void evolve(state& s, const connection_removed& e);
  static void evolve(state& s, const tool_changed& e);
  static void evolve(state& s, const tools_accepted& e);
  static void evolve(state& s, const drift_set& e);
  static void evolve(state& s, const list_noted& e);
  static void evolve(state& s, const catalog_invalidated& e);
  static void evolve(state& s, const listing_failed& e);
  static void evolve(state& s, const connection_capture_set& e);
  static void evolve(state& s, const secret_erased& e);
};

/// Returns every secret that the config refers to.
std::vector<secret_ref> secrets_of(const upstream_config& config);

} // namespace gatehouse
