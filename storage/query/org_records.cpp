#include "storage/query/org_records.hpp"

#include "events/connection/connection.hpp"
#include "events/org/org.hpp"
#include "events/session/session.hpp"
#include "events/toolkit/toolkit.hpp"
#include "storage/event_codec.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/projections/directory_projection.hpp"

namespace gatehouse {

namespace {

/// Whose a thing is is said by its first event, and never changes.
template <aggregate A, class Created>
outcome<user_id> owner_at_creation(const stream_copies& copies, const stream_id& stream) {
  outcome<user_id> owner = user_id{};
  auto read = copies.read(stream, {}, [&](const record& one) {
    auto event = decode_event<A>(one.event_number, one.event_version, one.payload);
    if (!event)
      owner = event.error();
    else if (const auto* created = std::get_if<Created>(&*event))
      if (created->owner == owner_kind::user)
        owner = created->owner_user;
    return false;
  });
  return read ? owner : read.error();
}

/// What is not there is nobody's.
template <class Row> outcome<org_id> org_in(const outcome<Row>& found) {
  if (found)
    return found->org;
  const auto code = found.error().code;
  if (code == errc::not_found || code == errc::session_not_found)
    return org_id{};
  return found.error();
}

} // namespace

outcome<user_id> org_records::owner_of(const stream_id& stream) const {
  if (stream.kind() == toolkit::kind)
    return owner_at_creation<toolkit, toolkit_created>(scope_.views, stream);
  if (stream.kind() == connection::kind)
    return owner_at_creation<connection, connection_created>(scope_.views, stream);
  return user_id{};
}

outcome<bool> org_records::shows(const stream_id& stream) {
  if (!scope_.viewer || (stream.kind() != toolkit::kind && stream.kind() != connection::kind))
    return true;
  if (auto found = shown_.find(stream.value); found != shown_.end())
    return found->second;
  auto owner = owner_of(stream);
  if (!owner)
    return owner.error();
  const bool shown = owner->empty() || *owner == *scope_.viewer;
  shown_.emplace(stream.value, shown);
  return shown;
}

outcome<org_id> org_records::org_of(const stream_id& stream) {
  if (auto found = orgs_.find(stream.value); found != orgs_.end())
    return found->second;
  const auto kind = stream.kind();
  outcome<org_id> org = org_id{};
  if (kind == org::kind)
    org = org_id{std::string{stream.key()}};
  else if (kind == session::kind)
    org = org_in(find_session(scope_.views, {std::string{stream.key()}}));
  else if (kind == toolkit::kind || kind == connection::kind)
    org = org_in(find_in_directory(scope_.views, stream));
  if (org)
    orgs_.emplace(stream.value, *org);
  return org;
}

/// What the gateway does by itself, as closing a session that is idle, is recorded under no
/// organization: then the stream says whose it is.
outcome<bool> org_records::shows(const record& one) {
  auto org = one.context.org.empty() ? org_of(one.stream) : one.context.org;
  if (!org)
    return org.error();
  return *org == scope_.org ? shows(one.stream) : false;
}

} // namespace gatehouse
