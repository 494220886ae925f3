#include "http/mcp/client_params.hpp"

#include "actors/upstream/caller_meta.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace gatehouse {

namespace {

failure invalid(std::string why) {
  return {errc::invalid_argument, std::move(why)};
}

/// Returns the members of `object` that are not among `known` as a raw object, empty if there are
/// none.
std::string others(const json_value& object, std::initializer_list<std::string_view> known) {
  json_writer out;
  out.begin_object();
  bool any = false;
  for (const auto& [name, value] : object.members()) {
    if (std::find(known.begin(), known.end(), name) != known.end())
      continue;
    out.key(name).raw(value.raw());
    any = true;
  }
  out.end_object();
  return any ? out.take() : std::string{};
}

/// Returns the string `object.member`, which is not empty and has at most `bytes_max` bytes.
outcome<std::string> text_of(const std::optional<json_value>& object, std::string_view member,
                             std::size_t bytes_max, std::string_view path = "params.") {
  const auto value = object ? object->find(member) : std::nullopt;
  auto text = value ? value->as_string() : std::nullopt;
  if (!text || text->empty() || text->size() > bytes_max)
    return invalid(std::string{path} + std::string{member} + " must be a string of 1 to " +
                   std::to_string(bytes_max) + " bytes.");
  return *std::move(text);
}

outcome<nothing> read_arguments(const json_value& params, client_request& out) {
  const auto arguments = params.find("arguments");
  if (arguments && arguments->kind() != json_kind::object)
    return invalid("params.arguments must be an object.");
  if (!arguments)
    return nothing{};
  if (out.kind == request_kind::prompt) // whose arguments become text of a prompt
    for (const auto& [name, value] : arguments->members())
      if (value.kind() != json_kind::string)
        return invalid("params.arguments of a prompt must be strings.");
  out.arguments = arguments->raw();
  return nothing{};
}

outcome<nothing> read_completion(const json_value& params, client_request& out) {
  const auto ref = params.find("ref");
  const auto type = ref ? ref->find("type") : std::nullopt;
  const auto kind = type ? type->as_string().value_or("") : std::string{};
  if (kind != "ref/prompt" && kind != "ref/resource")
    return invalid("params.ref.type must be ref/prompt or ref/resource.");
  out.of_template = kind == "ref/resource";
  auto name = out.of_template ? text_of(ref, "uri", limits::uri_bytes_max, "params.ref.")
                              : text_of(ref, "name", limits::pattern_bytes_max, "params.ref.");
  if (!name)
    return name.error();
  out.name = *std::move(name);
  const auto argument = params.find("argument");
  for (const std::string_view member : {"name", "value"}) {
    const auto value = argument ? argument->find(member) : std::nullopt;
    if (!value || value->kind() != json_kind::string)
      return invalid("params.argument." + std::string{member} + " must be a string.");
  }
  out.arguments = others(params, {"ref", "_meta"});
  return nothing{};
}

outcome<nothing> read_named(const json_value& params, client_request& out) {
  auto name = text_of(params, "name", limits::pattern_bytes_max);
  if (!name)
    return name.error();
  out.name = *std::move(name);
  out.extras =
      others(params, {"name", "arguments", "_meta", "inputResponses", "requestState", "task"});
  return read_arguments(params, out);
}

outcome<nothing> read_resource(const json_value& params, client_request& out) {
  auto uri = text_of(params, "uri", limits::uri_bytes_max);
  if (!uri)
    return uri.error();
  out.name = *std::move(uri);
  out.extras = others(params, {"uri", "_meta", "inputResponses", "requestState"});
  return nothing{};
}

outcome<nothing> read_of_kind(const json_value& params, client_request& out) {
  switch (out.kind) {
  case request_kind::tool:
  case request_kind::prompt:
    return read_named(params, out);
  case request_kind::resource:
  case request_kind::watch:
  case request_kind::unwatch:
    return read_resource(params, out);
  case request_kind::completion:
    return read_completion(params, out);
  }
  return invalid("There is no such request.");
}

} // namespace

std::optional<request_kind> request_made_by(std::string_view method) {
  struct row {
    std::string_view method;
    request_kind kind;
  };

  constexpr std::array<row, 4> rows{{{"tools/call", request_kind::tool},
                                     {"prompts/get", request_kind::prompt},
                                     {"resources/read", request_kind::resource},
                                     {"completion/complete", request_kind::completion}}};
  const auto* found =
      std::find_if(rows.begin(), rows.end(), [&](const row& one) { return one.method == method; });
  return found == rows.end() ? std::nullopt : std::optional{found->kind};
}

outcome<client_request> read_client_request(request_kind kind,
                                            const std::optional<json_value>& params) {
  if (!params)
    return invalid("params are required.");
  client_request out;
  out.kind = kind;
  if (auto good = read_of_kind(*params, out); !good)
    return good.error();
  const auto meta = params->find("_meta");
  if (!meta || meta->kind() != json_kind::object)
    return out;
  out.wants_progress = meta->find(meta_key::progress_token).has_value();
  out.meta = caller_meta(meta->raw());
  return out;
}

} // namespace gatehouse
