#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Returns the input requests (a raw object) that say in the stateless era what the error -32042 of
/// a server with sessions says: that the user has to visit URLs before the request can be served.
/// Nothing if `error`, a raw JSON-RPC error object, is another or names no good URL. There is no
/// state to give back: such a request is asked again as it was.
std::optional<std::string> url_questions(std::string_view error);

/// Returns whether the client can have its user visit a URL. `capabilities` is a raw object.
bool visits_urls(std::string_view capabilities);

} // namespace gatehouse
