#pragma once

#include "app/verb.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

inline constexpr verb_option owner_option{
    "--owner", "OWNER", "org or user: the organization's or somebody's own. Default: org."};
inline constexpr verb_option user_option{"--user", "NAME",
                                         "Whose it is, with --owner user; only for the operator."};

/// Writes the members `owner` and `user` as given.
inline void write_owner(json_writer& body, const verb_call& call) {
  if (call.args.given("--owner"))
    body.key("owner").value(call.args.text("--owner"));
  if (call.args.given("--user"))
    body.key("user").value(call.args.text("--user"));
}

} // namespace gatehouse
