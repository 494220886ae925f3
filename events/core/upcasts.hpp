#pragma once

#include <tuple>

namespace gatehouse {

/// The past of an event type. An event at version 3 needs a specialisation, beside the event, that
/// lists the payload structs of versions 1 and 2, oldest first, and lifts each to the next:
///
///   template <> struct upcasts<tool_blocked> {
///     using history = std::tuple<tool_blocked_v1, tool_blocked_v2>;
///     static tool_blocked_v2 lift(tool_blocked_v1 old);
///     static tool_blocked lift(tool_blocked_v2 old);
///   };
///
/// An old payload struct has `fields` and `type`, like the event it was. A missing lift or a gap in
/// the history does not compile.
template <class Event> struct upcasts { using history = std::tuple<>; };

} // namespace gatehouse
