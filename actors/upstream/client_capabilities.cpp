#include "actors/upstream/client_capabilities.hpp"

#include "storage/json/json.hpp"

#include <array>
#include <string>

namespace gatehouse {

namespace {

constexpr rpc_refusal unknown_method{rpc_code::method_not_found, "Method not found"};

struct known_request {
  std::string_view method;
  std::string_view capability;
};

constexpr std::array<known_request, 7> known_requests{{{"sampling/createMessage", "sampling"},
                                                       {"elicitation/create", "elicitation"},
                                                       {"roots/list", "roots"},
                                                       {"tasks/get", "tasks"},
                                                       {"tasks/result", "tasks"},
                                                       {"tasks/list", "tasks"},
                                                       {"tasks/cancel", "tasks"}}};

/// S-SAMP-03: a request with tools needs a client that said it can use them.
std::optional<rpc_refusal> refuse_sampling(const json_value& sampling, const json_value& params) {
  const bool with_tools = params.find("tools") || params.find("toolChoice");
  if (with_tools && !sampling.find("tools"))
    return rpc_refusal{rpc_code::invalid_params, "sampling.tools was not declared"};
  return std::nullopt;
}

/// S-ELIC-04 and L-ELIC-08: an empty declaration means forms, and no mode means a form.
std::optional<rpc_refusal> refuse_elicitation(const json_value& declared,
                                              const json_value& params) {
  auto mode = params.find("mode");
  const auto name = mode ? mode->as_string().value_or("") : std::string{"form"};
  if (declared.find(name) || (name == "form" && declared.size() == 0))
    return std::nullopt;
  return rpc_refusal{rpc_code::invalid_params, "this mode of elicitation was not declared"};
}

} // namespace

std::optional<rpc_refusal> refuse_undeclared(std::string_view capabilities, std::string_view method,
                                             std::string_view params) {
  const auto declared = json_document::parse(capabilities);
  const auto text = params.empty() ? std::string_view{"{}"} : params;
  const auto asked = json_document::parse(text, {text.size(), limits::json_depth_max});
  if (!declared || !asked)
    return unknown_method;
  for (const auto& known : known_requests) {
    if (known.method != method)
      continue;
    auto capability = declared->root().find(known.capability);
    if (!capability || capability->kind() != json_kind::object)
      return unknown_method;
    if (known.capability == "sampling")
      return refuse_sampling(*capability, asked->root());
    if (known.capability == "elicitation")
      return refuse_elicitation(*capability, asked->root());
    return std::nullopt;
  }
  const bool open = declared->root().find("extensions") || declared->root().find("experimental");
  return open ? std::nullopt : std::optional{unknown_method};
}

} // namespace gatehouse
