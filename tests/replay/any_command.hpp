#pragma once

#include "events/all_events.hpp"

#include <rapidcheck.h>

namespace gatehouse {

/// Returns commands of one aggregate with few ids, slugs and patterns to choose from, so that they
/// meet each other's effects; many are refused.
rc::Gen<instance::command> any_command(std::type_identity<instance>);
rc::Gen<org::command> any_command(std::type_identity<org>);
rc::Gen<toolkit::command> any_command(std::type_identity<toolkit>);
rc::Gen<connection::command> any_command(std::type_identity<connection>);
rc::Gen<session::command> any_command(std::type_identity<session>);

/// Returns the command that begins a stream, so that a history gets somewhere.
instance::command first_command(std::type_identity<instance>);
org::command first_command(std::type_identity<org>);
toolkit::command first_command(std::type_identity<toolkit>);
connection::command first_command(std::type_identity<connection>);
session::command first_command(std::type_identity<session>);

} // namespace gatehouse
