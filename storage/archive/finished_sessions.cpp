#include "storage/archive/finished_sessions.hpp"

#include "events/session/session.hpp"
#include "storage/folded_state.hpp"
#include "storage/log_reader.hpp"

#include <unordered_map>

namespace gatehouse {

namespace {

struct seen_session {
  folded_state<session> folded;
  journal_position last;

  bool is_finished_by(journal_position cut) const {
    return folded.state.closed && folded.state.open_calls.empty() && last <= cut;
  }
};

} // namespace

outcome<finished_sessions> find_finished_sessions(const log_store& log, journal_position cut) {
  std::unordered_map<std::string, seen_session> sessions;
  outcome<nothing> good = nothing{};
  auto read = read_kept_records(log, {1}, [&](const record& one) {
    if (one.stream.kind() != session::kind)
      return true;
    auto& at = sessions[one.stream.value];
    at.last = one.position;
    good = at.folded.apply(one);
    return static_cast<bool>(good);
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  finished_sessions found;
  for (const auto& [stream, one] : sessions) {
    if (!one.is_finished_by(cut))
      continue;
    found.streams.insert(stream);
    found.records += one.folded.version.value;
  }
  return found;
}

} // namespace gatehouse
