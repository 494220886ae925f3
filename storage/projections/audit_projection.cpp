#include "storage/projections/audit_projection.hpp"

#include "events/audit/audit_fold.hpp"
#include "events/session/session.hpp"
#include "storage/event_codec.hpp"
#include "storage/keys.hpp"
#include "storage/projections/row_access.hpp"

namespace gatehouse {

namespace {

/// One record on its way into the rows.
class audit_step {
public:
  audit_step(const record& one, rows& table)
      : one_(one), table_(table), opening_(audit_keys::open({std::string{one.stream.key()}})) {}

  outcome<nothing> operator()(const session_opened& event) {
    audit_entry blank;
    fold(blank, one_, event);
    table_.put(opening_, encode_fields(blank));
    return nothing{};
  }

  outcome<nothing> operator()(const call_admitted& event) { return begin(event); }

  outcome<nothing> operator()(const call_denied& event) { return begin(event); }

  outcome<nothing> operator()(const call_completed& event) { return end(event); }

  outcome<nothing> operator()(const call_failed& event) { return end(event); }

  outcome<nothing> operator()(const call_interrupted& event) { return end(event); }

  /// No call begins after this; those that are still open have their entries.
  outcome<nothing> operator()(const session_closed&) {
    table_.erase(opening_);
    return nothing{};
  }

  /// Questions are read from the log itself; an entry is about the call.
  outcome<nothing> operator()(const input_asked&) { return nothing{}; }

  outcome<nothing> operator()(const input_given&) { return nothing{}; }

  outcome<nothing> operator()(const call_keyed&) { return nothing{}; }

  outcome<nothing> operator()(const content_read&) { return nothing{}; }

private:
  template <class Event> outcome<nothing> begin(const Event& event) {
    auto entry = read_row<audit_entry>(table_, opening_);
    if (!entry)
      return entry.error();
    fold(*entry, one_, event);
    auto key = audit_keys::entry(entry->org, entry->position);
    table_.put(key, encode_fields(*entry));
    table_.put(audit_keys::place(entry->position), key);
    table_.put(audit_keys::call(entry->call), key);
    return nothing{};
  }

  template <class Event> outcome<nothing> end(const Event& event) {
    auto key = text_of_row(table_, audit_keys::call(event.call));
    if (!key)
      return key.error();
    auto entry = read_row<audit_entry>(table_, *key);
    if (!entry)
      return entry.error();
    fold(*entry, one_, event);
    table_.put(*key, encode_fields(*entry));
    return nothing{};
  }

  const record& one_;
  rows& table_;
  std::string opening_; ///< key of what the entries of this session begin as
};

} // namespace

std::string audit_keys::entries(const org_id& org) {
  return "entry/" + org.value + '\0';
}

std::string audit_keys::entry(const org_id& org, journal_position position) {
  return entries(org) + be64(position.value);
}

std::string audit_keys::places() {
  return "place/";
}

std::string audit_keys::place(journal_position position) {
  return places() + be64(position.value);
}

std::string audit_keys::call(const call_id& call) {
  return "call/" + call.value;
}

std::string audit_keys::open(const session_id& session) {
  return "open/" + session.value;
}

outcome<nothing> audit_projection::apply(const record& one, rows& table) const {
  if (one.stream.kind() != session::kind)
    return nothing{};
  auto event = decode_event<session>(one.event_number, one.event_version, one.payload);
  if (!event)
    return event.error();
  return std::visit(audit_step{one, table}, *event);
}

} // namespace gatehouse
