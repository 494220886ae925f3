#include "http/rest/session_access.hpp"

namespace gatehouse {

namespace {

failure unknown() {
  return {errc::session_not_found, "Session not found."};
}

/// A personal toolkit shows what is its user's.
bool is_personal(const published& current, const session_row& row) {
  auto kit = row.toolkit.empty() ? nullptr : current.find(row.toolkit);
  return kit && kit->state.owner == owner_kind::user;
}

outcome<seen_session> seen_by(const published& current, const caller& who, session_row row) {
  const bool own = who.principal == row.principal && (who.is_operator() || who.org == row.org);
  const bool oversees = who.is_operator() || (who.org == row.org && who.rank >= role::admin &&
                                              !is_personal(current, row));
  if (row.closed != unix_us{} || !(own || oversees))
    return unknown();
  auto as = who;
  as.principal = row.principal;
  if (!own)
    as.user = {};
  binding at{std::move(as), {row.org, row.toolkit, row.resource}};
  return seen_session{std::move(row), std::move(at), own};
}

} // namespace

void find_session(const exchange_ptr& x, std::function<void(outcome<seen_session>)> done) {
  x->gate().records().session({x->segment("session")},
                              [x, done = std::move(done)](outcome<session_row> row) {
                                done(row ? seen_by(x->gate().current(), x->who(), *std::move(row))
                                         : outcome<seen_session>{row.error()});
                              });
}

} // namespace gatehouse
