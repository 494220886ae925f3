#include "app/client/mcp_caller.hpp"
#include "app/verbs/online.hpp"
#include "storage/json/json_writer.hpp"

#include <istream>
#include <iterator>
#include <ostream>

namespace gatehouse {

namespace {

/// Returns the endpoint: a URL as it is, a path below the gateway's address.
outcome<http_url> endpoint_of(const verb_call& call, const gate_address& at) {
  const auto& resource = call.args.text("--resource");
  if (resource.find("://") != std::string::npos)
    return parse_http_url(resource);
  if (!resource.starts_with('/'))
    return failure{errc::invalid_argument,
                   "--resource must be a URL or a path like /acme/mcp/toolkits/reading."};
  auto url = at.url;
  url.target += resource;
  return url;
}

outcome<json_text_value> read_arguments(const verb_call& call) {
  auto text = call.args.text("JSON");
  if (text == "-")
    text.assign(std::istreambuf_iterator<char>(call.term.in), {});
  auto parsed = json_text_value::parse(std::move(text));
  if (parsed && parsed->root().kind() == json_kind::object)
    return parsed;
  const auto why = parsed ? std::string{} : " " + parsed.error().detail;
  return failure{errc::invalid_argument,
                 "The arguments must be a JSON object, like '{\"text\":\"hi\"}'." + why};
}

/// Whether a tool ran, and what it made of that.
exit_code code_of(const json_value& result) {
  const auto meta = result.find("_meta");
  if (meta && !text_of(*meta, "gatehouse/refused").empty())
    return exit_code::refused;
  const auto is_error = result.find("isError");
  return is_error && is_error->as_bool() == true ? exit_code::tool_error : exit_code::ok;
}

/// Prints the texts of a result, and what is no text as JSON.
void print_content(const terminal& where, const json_value& result) {
  auto content = result.find("content");
  if (!content || content->size() == 0)
    if (auto structured = result.find("structuredContent"))
      where.out << structured->raw() << "\n";
  if (!content)
    return;
  for (const auto& part : content->elements())
    if (text_of(part, "type") == "text")
      where.out << text_of(part, "text") << "\n";
    else
      where.out << part.raw() << "\n";
}

outcome<exit_code> call_tool(const verb_call& call) {
  auto at = read_gate_address(call);
  auto endpoint = at ? endpoint_of(call, *at) : at.error();
  auto arguments_given = endpoint ? read_arguments(call) : endpoint.error();
  if (!arguments_given)
    return arguments_given.error();
  auto client = mcp_caller::open(*endpoint, at->token, patience_of(call));
  if (!client)
    return client.error();
  json_writer params;
  params.begin_object().key("name").value(call.args.text("TOOL"));
  params.key("arguments").raw(arguments_given->root().raw());
  auto result = client->request("tools/call", params.end_object().take());
  if (!result)
    return result.error();
  if (call.json())
    call.term.out << result->text() << "\n";
  else
    print_content(call.term, result->root());
  return code_of(result->root());
}

} // namespace

std::vector<verb> call_verbs() {
  return {
      {"call",
       "Calls one tool as an MCP client and prints its result.",
       with_gate_options(
           {{"TOOL", "", "The tool's name as the endpoint shows it.", occurs::once},
            {"JSON", "", "Its arguments; - reads them from the input.", occurs::at_most_once, "{}"},
            {"--resource", "URL", "The endpoint, or its path.", occurs::once}}),
       {"gatehouse call files__read_file '{\"path\":\"/srv/a\"}' --resource "
        "/acme/mcp/toolkits/reading"},
       call_tool}};
}

} // namespace gatehouse
