#pragma once

#include "actors/administration.hpp"
#include "actors/catalog.hpp"
#include "http/rest/access.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

// How things look in JSON. Times are RFC 3339; what is secret (digests of tokens, values of an
// environment, sealed content) has no place in any of these.

void show_time(json_writer& out, std::string_view name, unix_us at); ///< absent at zero

void show_org(json_writer& out, const org::state& state);
/// An absent level is what the organization says.
void show_capture(json_writer& out, std::optional<capture_level> level);
void show_token(json_writer& out, const token_id& id, const instance::operator_token& token);
void show_token(json_writer& out, const org_access& at, const token_id& id,
                const org::token& token);
/// A token at its minting, the only time it is shown.
std::string show_minted(const minted_token& minted);
void show_owner(json_writer& out, const org_access& at, const ownership& whose);
/// Command and URL are only for who may change the connection.
void show_connection(json_writer& out, const org_access& at, const connection::state& state);
/// Adds the catalog, and what was left out of it as far as it is in memory: `listed` may be null.
void show_connection(json_writer& out, const org_access& at, const connection::state& state,
                     const catalog* listed);
void show_report(json_writer& out, const connection_report& report);
void show_toolkit(json_writer& out, const org_access& at, const toolkit::state& state);
void show_grant(json_writer& out, const grant& one);
void show_policy(json_writer& out, const org_access& at, const policy_rule& rule,
                 const ownership& whose);

/// Returns what a `show_` function writes, as a text of its own.
template <class Show> std::string json_of(Show show) {
  json_writer out;
  show(out);
  return out.take();
}

} // namespace gatehouse
