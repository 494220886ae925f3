#include "http/mcp/message_era.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

const std::string version_header = "mcp-protocol-version";
const std::string method_header = "mcp-method";

era_verdict refused(errc code, std::string why) {
  return {mcp_era::stateless, failure{code, std::move(why)}, {}};
}

bool is_stateless_element(const json_value& element) {
  return claims_stateless(element.find("params"));
}

era_verdict era_of_batch(const json_value& batch) {
  const auto elements = batch.elements();
  if (elements.empty())
    return refused(errc::invalid_request, "A batch must not be empty.");
  if (std::any_of(elements.begin(), elements.end(), is_stateless_element))
    return refused(errc::invalid_request, "Messages of this protocol revision come one by one.");
  return {};
}

/// A body that is no message is answered in the era it seems to be of.
era_verdict era_of_nonsense(const std::optional<json_value>& body, bool stateless_header) {
  const auto params = body && body->kind() == json_kind::object ? body->find("params")
                                                                : std::optional<json_value>{};
  const bool stateless = stateless_header || (params && params->kind() == json_kind::object &&
                                              claims_stateless(params));
  return {stateless ? mcp_era::stateless : mcp_era::sessions, {}, {}};
}

/// The headers that are there agree with the body; whether those that must be there are is another
/// question.
std::optional<failure> disagreement(const http_request& request, const rpc_message& message,
                                    const std::string& version) {
  const auto& said = request.header(version_header);
  if (!said.empty() && said != version)
    return failure{errc::header_mismatch,
                   "The header MCP-Protocol-Version differs from the version in params._meta."};
  const auto& method = request.header(method_header);
  if (!method.empty() && method != message.method)
    return failure{errc::header_mismatch,
                   "The header Mcp-Method differs from the method of the body."};
  return {};
}

era_verdict as_stateless(const http_request& request, const rpc_message& message) {
  auto envelope = read_envelope(message);
  if (!envelope)
    return {mcp_era::stateless, envelope.error(), {}};
  auto wrong = disagreement(request, message, envelope->protocol_version);
  if (wrong)
    return {mcp_era::stateless, std::move(wrong), {}};
  return {mcp_era::stateless, {}, *std::move(envelope)};
}

/// Only `initialize` with a valid envelope is a message like any other: a method that is not there.
bool opens_session(const rpc_message& message) {
  if (message.kind != rpc_kind::request || message.method != "initialize")
    return false;
  const auto envelope = read_envelope(message);
  return !envelope || !names_stateless(envelope->protocol_version);
}

/// A notification needs no envelope: the header speaks for it.
era_verdict by_header(const http_request& request, const rpc_message& message) {
  if (message.kind == rpc_kind::request)
    return as_stateless(request, message);
  stateless_envelope envelope;
  envelope.protocol_version = request.header(version_header);
  if (auto wrong = disagreement(request, message, envelope.protocol_version))
    return {mcp_era::stateless, std::move(wrong), {}};
  return {mcp_era::stateless, {}, std::move(envelope)};
}

} // namespace

era_verdict era_of(const http_request& request, const std::optional<json_value>& body,
                   const std::optional<rpc_reading>& single) {
  const bool stateless_header = names_stateless(request.header(version_header));
  if (request.method != "POST")
    return {};
  if (body && body->kind() == json_kind::array)
    return era_of_batch(*body);
  if (!single || !single->message)
    return era_of_nonsense(body, stateless_header);
  const auto& message = *single->message;
  if (message.kind == rpc_kind::response)
    return {};
  if (opens_session(message))
    return stateless_header ? refused(errc::header_mismatch,
                                      "initialize is not part of the protocol revision that the "
                                      "header MCP-Protocol-Version names.")
                            : era_verdict{};
  if (claims_stateless(message.params))
    return as_stateless(request, message);
  return stateless_header ? by_header(request, message) : era_verdict{};
}

} // namespace gatehouse
