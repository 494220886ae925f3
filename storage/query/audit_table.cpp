#include "storage/projections/audit_projection.hpp"
#include "storage/projections/audit_query.hpp"
#include "storage/query/dated_rows.hpp"

#include <array>

namespace gatehouse {

namespace {

constexpr auto meanings = std::to_array<column_meaning>({
    {"position", "place of the decision in the journal"},
    {"at", "when it was decided"},
    {"org", "the organization's id"},
    {"principal", "who called: `operator`, a user's or a token's id"},
    {"credential", "id of the token that was shown"},
    {"session", "the session's id"},
    {"toolkit", "id of the toolkit; NULL: the organization's default resource"},
    {"resource", "the toolkit's slug as it was dialled"},
    {"call", "the call's id"},
    {"tool", "name of the tool as called"},
    {"address", "what policies matched; NULL when no such tool was in view"},
    {"connection", "id of the connection"},
    {"decision", "`allow` or `deny`"},
    {"source", "what the decision rests on"},
    {"pattern", "pattern of the rule that decided"},
    {"rule", "id of the rule that decided"},
    {"policy_version", "version of the stream the rules were read from"},
    {"outcome", "`open`, `ok`, `tool_error`, `failed`, `denied` or `interrupted`"},
    {"reason", "why it was denied or failed, a code"},
    {"arguments_digest", "keyed digest of the canonical arguments"},
    {"result_digest", "keyed digest of the result"},
    {"result_bytes", "size of the result; NULL without one"},
    {"duration_us", "time from the admission to the end in microseconds; NULL where it is unknown"},
    {"ended", "when it ended; NULL while it is open"},
    {"arguments_captured", "what the record holds of the arguments, sealed; NULL: nothing"},
    {"result_captured", "and of the result"},
});

class audit_rows final : public dated_rows<audit_entry> {
public:
  using dated_rows::dated_rows;

  /// What was never measured must not be taken for a zero by an average.
  outcome<query_value> value(std::size_t column) const override {
    const auto name = name_of_column(column);
    const auto how = row().outcome;
    const bool answered = how == audit_outcome::ok || how == audit_outcome::tool_error;
    if ((name == "result_bytes" && !answered) ||
        (name == "duration_us" && !answered && how != audit_outcome::failed))
      return query_value{};
    return dated_rows::value(column);
  }
};

class audit_table final : public dated_table {
public:
  audit_table() : dated_table(columns_of<audit_entry>(meanings), "at", "call") {}

  std::string_view name() const override { return "audit"; }

  std::unique_ptr<query_rows> open(const query_scope& scope,
                                   const std::vector<column_bound>& bounds) const override {
    auto find = [&scope](const std::string& id) -> outcome<std::optional<audit_entry>> {
      auto found = find_call(scope.views, scope.org, {id});
      if (found)
        return std::optional{*std::move(found)};
      if (found.error().code == errc::not_found)
        return std::optional<audit_entry>{};
      return found.error();
    };
    dated_layout<audit_entry> layout{
        "audit", audit_keys::entries(scope.org), &audit_entry::at, "at", "call", find};
    return std::make_unique<audit_rows>(scope, std::move(layout), columns(), bounds);
  }
};

} // namespace

const query_table& audit_query_table() {
  static const audit_table table;
  return table;
}

} // namespace gatehouse
