#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns `text` percent-encoded, safe as one segment of a path or a value of a query (RFC 3986).
std::string url_encoded(std::string_view text);

} // namespace gatehouse
