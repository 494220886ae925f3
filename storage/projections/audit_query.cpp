#include "storage/projections/audit_query.hpp"

#include "storage/codec.hpp"
#include "storage/projections/audit_projection.hpp"
#include "storage/projections/session_projection.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

constexpr std::string_view audit_rows = "audit";
constexpr std::string_view session_rows = "sessions";

template <class E> outcome<nothing> check_name(std::string_view what, const std::string& name) {
  const auto& names = enum_names<E>::names;
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end())
    return nothing{};
  return failure{errc::invalid_argument,
                 "\"" + name + "\" is no " + std::string{what} + " of a call."};
}

template <class T> bool is_or_any(const T& wanted, const T& have) {
  return wanted == T{} || wanted == have;
}

/// Times never decrease along the journal, so the first entry beyond the far bound ends the list.
row_use use_of(const audit_filter& f, const audit_entry& e, bool newest_first) {
  const bool early = f.from && e.at < *f.from;
  const bool late = f.until && e.at >= *f.until;
  if (newest_first ? early : late)
    return row_use::end;
  return !early && !late && matches(f, e) ? row_use::item : row_use::none;
}

/// Returns the entry that a row of places or of calls leads to.
outcome<audit_entry> follow(const view_store& views, std::string_view key) {
  auto text = views.row(audit_rows, key);
  if (!text)
    return text.error();
  if (!text->has_value())
    return failure{errc::journal_damaged, "the views are damaged (an entry); rebuild them"};
  return decode_fields<audit_entry>(**text);
}

} // namespace

bool matches(const audit_filter& filter, const audit_entry& one) {
  return is_or_any(filter.org, one.org) && is_or_any(filter.principal, one.principal) &&
         is_or_any<std::string_view>(filter.principal_kind, name_of(kind_of(one.principal))) &&
         is_or_any(filter.session, one.session) && is_or_any(filter.toolkit, one.toolkit) &&
         (is_or_any(filter.tool, one.tool) || filter.tool == one.address) &&
         is_or_any<std::string_view>(filter.decision, name_of(one.decision)) &&
         is_or_any<std::string_view>(filter.outcome, name_of(one.outcome)) &&
         is_or_any(filter.rule, one.rule);
}

outcome<nothing> check_audit_filter(const audit_filter& filter) {
  auto known = check_name<audit_decision>("decision", filter.decision);
  if (known)
    known = check_name<audit_outcome>("outcome", filter.outcome);
  return known ? check_name<principal_kind>("kind of principal", filter.principal_kind) : known;
}

outcome<page<audit_entry>> find_audit(const view_store& views, const audit_filter& filter,
                                      const page_request& wanted) {
  if (auto known = check_audit_filter(filter); !known)
    return known.error();
  const bool everywhere = filter.org.empty();
  row_range range{audit_rows, everywhere ? audit_keys::places() : audit_keys::entries(filter.org)};
  page<audit_entry> found;
  auto next = read_page(views, range, wanted, [&](std::string_view value) -> outcome<row_use> {
    auto entry = everywhere ? follow(views, value) : decode_fields<audit_entry>(value);
    if (!entry)
      return entry.error();
    auto use = use_of(filter, *entry, wanted.newest_first);
    if (use == row_use::item)
      found.items.push_back(*std::move(entry));
    return use;
  });
  if (!next)
    return next.error();
  found.next = *std::move(next);
  return found;
}

outcome<audit_entry> find_call(const view_store& views, const org_id& org, const call_id& call) {
  auto key = views.row(audit_rows, audit_keys::call(call));
  if (!key)
    return key.error();
  if (!key->has_value())
    return failure{errc::not_found, "Call not found."};
  auto entry = follow(views, **key);
  if (entry && !is_or_any(org, entry->org))
    return failure{errc::not_found, "Call not found."};
  return entry;
}

outcome<session_row> find_session(const view_store& views, const session_id& session) {
  auto key = views.row(session_rows, session_keys::session(session));
  if (!key)
    return key.error();
  if (!key->has_value())
    return failure{errc::session_not_found, "Session not found."};
  auto text = views.row(session_rows, **key);
  if (!text)
    return text.error();
  if (!text->has_value())
    return failure{errc::journal_damaged, "the views are damaged (a session); rebuild them"};
  return decode_fields<session_row>(**text);
}

outcome<page<session_row>> find_sessions(const view_store& views, const org_id& org,
                                         const page_request& wanted) {
  page<session_row> found;
  auto next = read_page(views, {session_rows, session_keys::lines(org)}, wanted,
                        [&](std::string_view value) -> outcome<row_use> {
                          auto row = decode_fields<session_row>(value);
                          if (!row)
                            return row.error();
                          found.items.push_back(*std::move(row));
                          return row_use::item;
                        });
  if (!next)
    return next.error();
  found.next = *std::move(next);
  return found;
}

} // namespace gatehouse
