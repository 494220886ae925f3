#pragma once

#include "http/exchange.hpp"

#include <string>
#include <string_view>

namespace gatehouse {

/// Returns whether a Content-Type is application/json, whatever its parameters.
bool is_json(std::string_view content_type);

/// Returns whether an Accept header (RFC 9110, 12.5.1) allows one of our answers: JSON or an event
/// stream. An absent one allows all.
bool accepts_answers(std::string_view accept);

/// Returns whether an Accept header allows an event stream.
bool accepts_events(std::string_view accept);

/// Returns whether a client would rather read an event stream than JSON: it weighs that more, or
/// names it first, or reads nothing else.
bool prefers_events(std::string_view accept);

/// Returns the head of a response that is an event stream; no proxy is to hold it back.
http_response event_stream_head();

} // namespace gatehouse
