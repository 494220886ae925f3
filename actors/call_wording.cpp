#include "actors/call_wording.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view watch_method = "resources/subscribe";
constexpr std::string_view unwatch_method = "resources/unsubscribe";

std::string object_of(std::string_view key, std::string_view text) {
  json_writer out;
  return out.begin_object().key(key).value(text).end_object().take();
}

std::string wrapped(std::string_view key, std::string_view raw) {
  return raw.empty() ? std::string{} : "{\"" + std::string{key} + "\":" + std::string{raw} + "}";
}

std::string reference_of(const client_request& from, const std::string& upstream_name) {
  json_writer out;
  out.begin_object().key("ref").begin_object();
  out.key("type").value(from.of_template ? "ref/resource" : "ref/prompt");
  out.key(from.of_template ? "uri" : "name").value(upstream_name);
  return out.end_object().end_object().take();
}

json_limits bounds_of(std::string_view text) {
  return {text.size(), limits::json_depth_max};
}

} // namespace

upstream_request worded(const client_request& from, const std::string& upstream_name) {
  upstream_request out;
  std::string named = object_of("name", upstream_name);
  std::string rest = wrapped("arguments", from.arguments);
  switch (from.kind) {
  case request_kind::tool:
    out.method = "tools/call";
    break;
  case request_kind::prompt:
    out.method = "prompts/get";
    break;
  case request_kind::resource:
    out.method = "resources/read";
    break;
  case request_kind::watch:
    out.method = watch_method;
    break;
  case request_kind::unwatch:
    out.method = unwatch_method;
    break;
  case request_kind::completion:
    out.method = "completion/complete";
    named = reference_of(from, upstream_name);
    rest = from.arguments;
    break;
  }
  if (from.kind == request_kind::resource || from.kind == request_kind::watch ||
      from.kind == request_kind::unwatch) {
    named = object_of("uri", upstream_name);
    rest.clear();
  }
  out.params = join_json_objects({named, rest, from.extras});
  out.meta = from.meta;
  out.wants_progress = from.wants_progress;
  out.log_level = from.log_level;
  out.timeout = from.timeout;
  return out;
}

std::string askable(std::string_view capabilities) {
  auto document = json_document::parse(capabilities, bounds_of(capabilities));
  if (!document)
    return {};
  std::string found;
  for (const std::string_view name : {"elicitation", "roots", "sampling"})
    if (auto one = document->root().find(name))
      found.append(found.empty() ? "{\"" : ",\"").append(name).append("\":").append(one->raw());
  return found.empty() ? found : found + "}";
}

bool can_be_asked(std::string_view capabilities, std::string_view method, std::string_view params) {
  auto document = json_document::parse(capabilities, bounds_of(capabilities));
  if (!document)
    return false;
  const auto capability = document->root().find(method.substr(0, method.find('/')));
  if (!capability || capability->kind() != json_kind::object)
    return false;
  if (method != "elicitation/create")
    return method == "sampling/createMessage" || method == "roots/list";
  auto asked = json_document::parse(params, bounds_of(params));
  auto mode = asked ? asked->root().find("mode") : std::nullopt;
  const auto wanted = mode ? mode->as_string().value_or("form") : std::string{"form"};
  // An empty capability means forms: MCP 2025-11-25, elicitation, capabilities.
  return capability->find(wanted).has_value() || (wanted == "form" && capability->size() == 0);
}

outcome<input_demand> read_demand(std::string_view result) {
  const failure broken{errc::upstream_protocol, "The server asks for input, but for none."};
  auto document = json_document::parse(result, bounds_of(result));
  if (!document)
    return document.error();
  input_demand demand;
  if (auto state = document->root().find("requestState")) {
    if (state->kind() != json_kind::string || state->raw().size() > limits::request_state_bytes_max)
      return failure{errc::upstream_protocol, "The server's requestState is no bounded string."};
    demand.state = state->raw();
  }
  if (auto requests = document->root().find("inputRequests")) {
    demand.requests = requests->raw();
    for (const auto& [key, one] : requests->members()) {
      auto method = one.find("method");
      auto text = method ? method->as_string() : std::nullopt;
      auto params = one.find("params");
      if (!text)
        return broken;
      demand.asked.push_back({key, *text, params ? std::string{params->raw()} : ""});
    }
  }
  if (demand.asked.size() > limits::questions_per_call_max)
    return failure{errc::upstream_protocol, "The server asks too many questions at once."};
  if (demand.asked.empty() && demand.state.empty())
    return broken;
  return demand;
}

std::string next_round(const std::string& params, std::string_view responses,
                       std::string_view state) {
  return join_json_objects(
      {params, wrapped("inputResponses", responses), wrapped("requestState", state)});
}

std::map<std::string, std::string> members_of(std::string_view object) {
  std::map<std::string, std::string> found;
  auto document = json_document::parse(object, bounds_of(object));
  if (document)
    for (const auto& [key, value] : document->root().members())
      found.emplace(key, value.raw());
  return found;
}

std::string action_of(const client_reply& reply) {
  if (reply.is_error)
    return "error";
  auto document = json_document::parse(reply.body, bounds_of(reply.body));
  auto action = document ? document->root().find("action") : std::nullopt;
  auto text = action ? action->as_string().value_or("") : std::string{};
  return text == "accept" || text == "decline" || text == "cancel" ? text : "result";
}

} // namespace gatehouse
