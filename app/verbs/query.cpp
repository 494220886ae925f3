#include "app/verbs/data_folder.hpp"
#include "app/verbs/online.hpp"
#include "http/rest/csv.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/log_reader.hpp"
#include "storage/past/past_org.hpp"
#include "storage/projections/folded_views.hpp"
#include "storage/query/query_json.hpp"

#include <iterator>
#include <ostream>

namespace gatehouse {

namespace {

/// Returns the query: the operand, or the input for `-`.
std::string query_text(const verb_call& call) {
  const auto& text = call.args.text("SQL");
  return text == "-" ? std::string{std::istreambuf_iterator<char>{call.term.in}, {}} : text;
}

outcome<std::string> ask_gateway(const verb_call& call) {
  json_writer body;
  body.begin_object().key("sql").value(query_text(call)).end_object();
  auto gate = rest_client::of(call);
  auto answer =
      gate ? gate->ask("POST", api_path({"orgs", call.args.text("--org"), "query"}), body.take())
           : gate.error();
  return answer ? outcome<std::string>{answer->text()} : answer.error();
}

/// Whoever holds the folder is its operator; nothing is recorded.
outcome<std::string> ask_folder(const verb_call& call) {
  const auto& folder = call.args.text("--data");
  auto log = open_whole_log(call, folder);
  if (!log)
    return log.error();
  auto org = fold_org(**log, call.args.text("--org"), {});
  const bool joined = call.args.given("--archive");
  auto views = !org     ? org.error()
               : joined ? fold_views(**log)
                        : views_of_log(**log, folder + "/views");
  if (!views)
    return views.error();
  auto records = [&log = **log](journal_position from,
                                const std::function<bool(const record&)>& visit) {
    return read_kept_records(log, from, visit);
  };
  const query_scope scope{**views, records, org->own.state.id, (*views)->folded()};
  auto answer = run_query(scope, query_text(call), [] { return false; });
  return answer ? outcome<std::string>{query_to_json(*answer)} : answer.error();
}

/// Returns a field of a line; that of NULL is empty. Numbers stand as they are: they are no
/// formula.
std::string csv_value(const json_value& value) {
  if (value.kind() == json_kind::null)
    return {};
  const auto text = value.as_string();
  return text ? csv_field(*text) : std::string{value.raw()};
}

void print_csv(const verb_call& call, const json_value& answer) {
  auto print_line = [&](const std::vector<json_value>& values) {
    std::string_view between;
    for (const auto& value : values) {
      call.term.out << between << csv_value(value);
      between = ",";
    }
    call.term.out << "\r\n";
  };
  print_line(answer.find("columns")->elements());
  for (const auto& row : answer.find("rows")->elements())
    print_line(row.elements());
}

/// Prints the rows as objects whose members are numbered: a name may stand there twice.
outcome<nothing> print_rows(const verb_call& call, const json_value& answer) {
  std::vector<std::string> names;
  std::vector<std::string> members;
  for (const auto& name : answer.find("columns")->elements()) {
    members.push_back("column_" + std::to_string(members.size()));
    names.push_back(name.as_string().value_or(""));
  }
  json_writer out;
  out.begin_array();
  for (const auto& row : answer.find("rows")->elements()) {
    out.begin_object();
    std::size_t at = 0;
    for (const auto& value : row.elements())
      if (const auto& member = members[at++]; value.kind() != json_kind::null)
        out.key(member).raw(value.raw());
    out.end_object();
  }
  auto rows = json_text_value::parse(out.end_array().take());
  if (!rows)
    return rows.error();
  std::vector<column> columns;
  for (std::size_t at = 0; at < names.size(); ++at)
    columns.push_back({names[at], members[at]});
  print_table(call.term, rows->root().elements(), columns);
  return nothing{};
}

outcome<exit_code> query(const verb_call& call) {
  auto text = call.args.given("--data") ? ask_folder(call) : ask_gateway(call);
  auto answer = text ? json_text_value::parse(*std::move(text)) : text.error();
  if (!answer)
    return answer.error();
  if (call.json())
    call.term.out << answer->text() << "\n";
  else if (call.args.given("--csv"))
    print_csv(call, answer->root());
  else if (auto printed = print_rows(call, answer->root()); !printed)
    return printed.error();
  if (auto cut = answer->root().find("cut"); cut && cut->as_bool().value_or(false))
    call.term.err << "There are more rows than an answer holds; add a LIMIT or a bound.\n";
  if (!call.term.out.flush())
    return failure{errc::io_failed, "The output cannot be written."};
  return exit_code::ok;
}

} // namespace

std::vector<verb> query_verbs() {
  return {
      {"query",
       "Answers one SELECT over an organization's record; through the gateway it is recorded.",
       with_gate_options(
           {{"SQL", "", "The query, or - to read it from the input.", occurs::once},
            org_option,
            {"--data", "DIR", "Read this data folder, or a copy of it; needs no server."},
            archive_option,
            {"--csv", "", "Print CSV.", occurs::flag}}),
       {"gatehouse query \"select tool, count(*) from audit group by tool\" --org acme",
        "gatehouse query \"select * from sessions\" --org acme --data /var/lib/gatehouse --csv"},
       query},
  };
}

} // namespace gatehouse
