#include "storage/proof/call_place.hpp"

#include "events/session/session.hpp"
#include "storage/event_codec.hpp"

#include <optional>
#include <variant>

namespace gatehouse {

namespace {

struct ends_call {
  const call_id& call;

  bool operator()(const call_completed& event) const { return event.call == call; }

  bool operator()(const call_failed& event) const { return event.call == call; }

  bool operator()(const call_interrupted& event) const { return event.call == call; }

  template <class Event> bool operator()(const Event&) const { return false; }
};

} // namespace

outcome<journal_position> find_end_of_call(const stream_copies& copies, const audit_entry& call) {
  std::optional<journal_position> found;
  outcome<nothing> good = nothing{};
  auto read = copies.read(session::stream(call.session), {}, [&](const record& one) {
    if (one.position <= call.position)
      return true;
    auto event = decode_event<session>(one.event_number, one.event_version, one.payload);
    if (!event)
      good = event.error();
    else if (std::visit(ends_call{call.call}, *event))
      found = one.position;
    return good && !found;
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  if (!found)
    return failure{errc::not_found, "The call has no end on the record."};
  return *found;
}

} // namespace gatehouse
