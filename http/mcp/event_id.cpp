#include "http/mcp/event_id.hpp"

#include "storage/crypto/digest.hpp"

#include <charconv>

namespace gatehouse {

namespace {

// <a or w for the kind><stream>.<number>.<first half of the code, base64url>
constexpr std::size_t code_bytes = 16;
constexpr std::size_t id_bytes_max = 128;

std::string code_of(std::string_view text, const org_id& org, const session_id& session,
                    event_outbox& kept) {
  const auto code = kept.sign(org, "event id " + session.value + " " + std::string{text});
  if (!code)
    return {};
  return to_base64url({reinterpret_cast<const char*>(code->bytes.data()), code_bytes});
}

} // namespace

std::string to_event_id(const event_place& place, const org_id& org, const session_id& session,
                        event_outbox& kept) {
  std::string text{place.kind == stream_kind::watch ? "w" : "a"};
  text.append(place.stream).append(".").append(std::to_string(place.number));
  const auto code = code_of(text, org, session, kept);
  return code.empty() ? code : text + "." + code;
}

std::optional<event_place> read_event_id(std::string_view id, const org_id& org,
                                         const session_id& session, event_outbox& kept) {
  const auto last = id.rfind('.');
  if (last == std::string_view::npos || id.size() > id_bytes_max)
    return {};
  const auto text = id.substr(0, last);
  const auto code = code_of(text, org, session, kept);
  if (code.empty() || !equal_constant_time(code, id.substr(last + 1)))
    return {};
  const auto dot = text.find('.');
  event_place place{std::string{text.substr(1, dot - 1)}, 0,
                    text.starts_with('w') ? stream_kind::watch : stream_kind::answer};
  std::from_chars(text.data() + dot + 1, text.data() + text.size(), place.number);
  return place;
}

} // namespace gatehouse
