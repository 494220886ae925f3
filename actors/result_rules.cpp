#include "actors/result_rules.hpp"

#include "actors/uri_template.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"
#include "storage/json/schema_check.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

outcome<json_document> parse(std::string_view text) {
  return json_document::parse(text, {text.size(), limits::json_depth_max});
}

/// What the variables of a template are said to be: the argument in hand is `value`.
std::map<std::string, std::string> variables_of(const client_request& request,
                                                const std::string& value) {
  std::map<std::string, std::string> found;
  const auto asked = parse(request.arguments);
  if (!asked)
    return found;
  const auto context = asked->root().find("context");
  const auto known = context ? context->find("arguments") : std::nullopt;
  if (known)
    for (const auto& [name, one] : known->members())
      found[name] = one.as_string().value_or("");
  const auto argument = asked->root().find("argument");
  const auto name = argument ? argument->find("name") : std::nullopt;
  if (name)
    found[name->as_string().value_or("")] = value;
  return found;
}

bool is_for_caller(const client_request& request, const std::string& value,
                   const std::function<bool(const std::string& uri)>& may_read) {
  if (!request.of_template)
    return true;
  const auto uris = expansions(request.name, variables_of(request, value));
  return std::all_of(uris.begin(), uris.end(), may_read);
}

/// The values of a completion, raw; nothing if they are no texts.
std::optional<std::vector<json_value>> values_of(const json_document& result) {
  const auto completion = result.root().find("completion");
  const auto values = completion ? completion->find("values") : std::nullopt;
  if (!values || values->kind() != json_kind::array)
    return std::nullopt;
  auto found = values->elements();
  const bool texts = std::all_of(found.begin(), found.end(), [](const json_value& one) {
    return one.kind() == json_kind::string;
  });
  return texts ? std::optional{std::move(found)} : std::nullopt;
}

/// Returns the result with these values; `hidden`: how many there are in all is not to be told.
std::string with_values(const json_document& result, const std::vector<json_value>& values,
                        bool more, bool hidden) {
  json_writer out;
  out.begin_object();
  for (const auto& [name, value] : result.root().members())
    if (name != "completion")
      out.key(name).raw(value.raw());
  out.key("completion").begin_object().key("values").begin_array();
  for (const auto& one : values)
    out.raw(one.raw());
  out.end_array();
  for (const auto& [name, value] : result.root().find("completion")->members())
    if (name != "values" && !(more && name == "hasMore") && !(hidden && name == "total"))
      out.key(name).raw(value.raw());
  if (more)
    out.key("hasMore").value(true);
  return out.end_object().end_object().take();
}

} // namespace

void hold_to_output_schema(upstream_reply& reply, std::string_view tool) {
  if (reply.how != how_it_ended::result || reply.is_error || reply.input_required)
    return;
  const auto listed = parse(tool);
  const auto schema = listed ? listed->root().find("outputSchema") : std::nullopt;
  const auto result = parse(reply.body);
  if (!schema || !result)
    return;
  const auto structured = result->root().find("structuredContent");
  const auto wrong =
      structured ? contradiction(*schema, *structured) : std::optional<std::string>{" is missing"};
  if (wrong)
    reply = {how_it_ended::garbage, "",
             "The tool ran, but breaks its outputSchema: structuredContent" + *wrong};
}

void bound_completion(upstream_reply& reply, const client_request& request,
                      const std::function<bool(const std::string& uri)>& may_read) {
  if (reply.how != how_it_ended::result)
    return;
  const auto result = parse(reply.body);
  auto values = result ? values_of(*result) : std::nullopt;
  if (!values) {
    reply = {how_it_ended::garbage, "", "The completion has no list of values."};
    return;
  }
  const bool hidden = std::erase_if(*values, [&](const json_value& one) {
                        return !is_for_caller(request, *one.as_string(), may_read);
                      }) > 0;
  const bool more = values->size() > limits::completion_values_max;
  if (more)
    values->erase(values->begin() + limits::completion_values_max, values->end());
  if (hidden || more)
    reply.body = with_values(*result, *values, more, hidden);
}

} // namespace gatehouse
