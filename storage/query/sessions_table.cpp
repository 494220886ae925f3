#include "events/projections/session_row.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/projections/session_projection.hpp"
#include "storage/query/dated_rows.hpp"

#include <array>

namespace gatehouse {

namespace {

constexpr auto meanings = std::to_array<column_meaning>({
    {"session", "the session's id"},
    {"org", "the organization's id"},
    {"principal", "who opened it: `operator`, a user's or a token's id"},
    {"toolkit", "id of the toolkit; NULL: the organization's default resource"},
    {"resource", "the toolkit's slug as it was dialled"},
    {"protocol_version", "revision of MCP"},
    {"client_name", "what the client calls itself"},
    {"client_version", "and its version"},
    {"opened", "when it was opened"},
    {"closed", "when it was closed; NULL while it is open"},
    {"close_reason", "`client`, `idle`, `administrator` or `toolkit_deleted`"},
    {"calls", "number of calls, denied ones too"},
    {"position", "place of its opening in the journal"},
});

constexpr std::string_view projection_name = "sessions";

/// Returns the session if it is of the scope's organization.
outcome<std::optional<session_row>> find_own(const query_scope& scope, const std::string& id) {
  auto found = find_session(scope.views, {id});
  if (found && found->org == scope.org)
    return std::optional{*std::move(found)};
  if (found || found.error().code == errc::session_not_found)
    return std::optional<session_row>{};
  return found.error();
}

class sessions_table final : public dated_table {
public:
  sessions_table() : dated_table(columns_of<session_row>(meanings), "opened", "session") {}

  std::string_view name() const override { return "sessions"; }

  std::unique_ptr<query_rows> open(const query_scope& scope,
                                   const std::vector<column_bound>& bounds) const override {
    dated_layout<session_row> layout{
        projection_name,
        session_keys::lines(scope.org),
        &session_row::opened,
        "opened",
        "session",
        [&scope](const std::string& id) { return find_own(scope, id); }};
    return std::make_unique<dated_rows<session_row>>(scope, std::move(layout), columns(), bounds);
  }
};

} // namespace

const query_table& sessions_query_table() {
  static const sessions_table table;
  return table;
}

} // namespace gatehouse
