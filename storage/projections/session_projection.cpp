#include "storage/projections/session_projection.hpp"

#include "events/projections/session_fold.hpp"
#include "events/session/session.hpp"
#include "storage/event_codec.hpp"
#include "storage/keys.hpp"
#include "storage/projections/row_access.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view projection_name = "sessions";
constexpr std::string_view open_prefix = "open/";
constexpr std::string_view call_prefix = "call/";

/// One record on its way into the rows.
class session_step {
public:
  session_step(const record& one, rows& table)
      : one_(one), table_(table), id_{std::string{one.stream.key()}} {}

  outcome<nothing> operator()(const session_opened& event) {
    session_row row;
    fold(row, one_, event);
    auto key = session_keys::line(row.org, row.position);
    table_.put(key, encode_fields(row));
    table_.put(session_keys::session(id_), key);
    table_.put(session_keys::open(id_), {});
    return nothing{};
  }

  outcome<nothing> operator()(const call_admitted& event) {
    table_.put_new(session_keys::call(id_, event.subject.call), {});
    return change(event);
  }

  outcome<nothing> operator()(const call_denied& event) { return change(event); }

  outcome<nothing> operator()(const call_completed& event) { return end(event.call); }

  outcome<nothing> operator()(const call_failed& event) { return end(event.call); }

  outcome<nothing> operator()(const call_interrupted& event) { return end(event.call); }

  outcome<nothing> operator()(const session_closed& event) {
    table_.erase(session_keys::open(id_));
    return change(event);
  }

  outcome<nothing> operator()(const input_asked&) { return nothing{}; }

  outcome<nothing> operator()(const input_given&) { return nothing{}; }

  outcome<nothing> operator()(const call_keyed&) { return nothing{}; }

  outcome<nothing> operator()(const content_read&) { return nothing{}; }

private:
  template <class Event> outcome<nothing> change(const Event& event) {
    auto key = text_of_row(table_, session_keys::session(id_));
    if (!key)
      return key.error();
    auto row = read_row<session_row>(table_, *key);
    if (!row)
      return row.error();
    fold(*row, one_, event);
    table_.put(*key, encode_fields(*row));
    return nothing{};
  }

  outcome<nothing> end(const call_id& call) {
    table_.erase(session_keys::call(id_, call));
    return nothing{};
  }

  const record& one_;
  rows& table_;
  session_id id_;
};

/// Returns the sessions named by the keys under `prefix`, each once; a zero byte ends a name.
outcome<std::vector<session_id>> sessions_under(const view_store& views, std::string_view prefix) {
  std::vector<session_id> found;
  auto read = views.scan(projection_name, prefix, false, [&](std::string_view key, auto) {
    if (!key.starts_with(prefix))
      return false;
    auto name = key.substr(prefix.size());
    session_id id{std::string{name.substr(0, name.find('\0'))}};
    if (found.empty() || found.back() != id)
      found.push_back(std::move(id));
    return true;
  });
  if (!read)
    return read.error();
  return found;
}

} // namespace

std::string session_keys::lines(const org_id& org) {
  return "row/" + org.value + '\0';
}

std::string session_keys::line(const org_id& org, journal_position position) {
  return lines(org) + be64(position.value);
}

std::string session_keys::session(const session_id& session) {
  return "session/" + session.value;
}

std::string session_keys::open(const session_id& session) {
  return std::string{open_prefix} + session.value;
}

std::string session_keys::call(const session_id& session, const call_id& call) {
  return std::string{call_prefix} + session.value + '\0' + call.value;
}

outcome<nothing> session_projection::apply(const record& one, rows& table) const {
  if (one.stream.kind() != gatehouse::session::kind)
    return nothing{};
  auto event = decode_event<gatehouse::session>(one.event_number, one.event_version, one.payload);
  if (!event)
    return event.error();
  return std::visit(session_step{one, table}, *event);
}

outcome<std::vector<session_id>> open_sessions(const view_store& views) {
  return sessions_under(views, open_prefix);
}

outcome<std::vector<session_id>> sessions_with_open_calls(const view_store& views) {
  return sessions_under(views, call_prefix);
}

} // namespace gatehouse
