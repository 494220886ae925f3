#include "http/mcp/stateless_envelope.hpp"

#include "actors/upstream/caller_meta.hpp"

#include <algorithm>
#include <array>

namespace gatehouse {

namespace {

failure invalid(std::string_view key, std::string_view what) {
  return {errc::envelope_invalid,
          "params._meta[\"" + std::string{key} + "\"] " + std::string{what}};
}

std::optional<json_value> meta_of(const std::optional<json_value>& params) {
  auto meta = params ? params->find("_meta") : std::nullopt;
  return meta && meta->kind() == json_kind::object ? meta : std::nullopt;
}

outcome<nothing> read_client(const json_value& meta, stateless_envelope& out) {
  const auto client = meta.find(meta_key::client_info);
  if (!client)
    return nothing{};
  const auto name = client->find("name");
  const auto version = client->find("version");
  const auto name_text = name ? name->as_string() : std::nullopt;
  const auto version_text = version ? version->as_string() : std::nullopt;
  if (!name_text || !version_text)
    return invalid(meta_key::client_info, "must have a name and a version.");
  out.client_name = *name_text;
  out.client_version = *version_text;
  return nothing{};
}

outcome<nothing> read_capabilities(const json_value& meta, stateless_envelope& out) {
  const auto declared = meta.find(meta_key::capabilities);
  if (!declared)
    return invalid(meta_key::capabilities, "is required.");
  if (declared->kind() != json_kind::object)
    return invalid(meta_key::capabilities, "must be an object.");
  out.capabilities = declared->raw();
  if (out.capabilities.size() > limits::client_capabilities_bytes_max)
    return invalid(meta_key::capabilities,
                   "has at most " + std::to_string(limits::client_capabilities_bytes_max) +
                       " bytes.");
  return nothing{};
}

outcome<nothing> read_wishes(const json_value& meta, stateless_envelope& out) {
  if (const auto level = meta.find(meta_key::log_level)) {
    out.log_level = level->as_string().value_or("");
    if (!log_level_rank(out.log_level))
      return invalid(meta_key::log_level, "is none of the log levels.");
  }
  if (const auto token = meta.find(meta_key::progress_token)) {
    out.progress_token = token->raw();
    if (token->kind() != json_kind::string && !token->as_int64())
      return invalid(meta_key::progress_token, "must be a string or an integer.");
    if (out.progress_token.size() > limits::rpc_id_bytes_max)
      return invalid(meta_key::progress_token,
                     "has at most " + std::to_string(limits::rpc_id_bytes_max) + " bytes.");
  }
  return nothing{};
}

} // namespace

bool claims_stateless(const std::optional<json_value>& params) {
  const auto meta = meta_of(params);
  return meta && meta->find(meta_key::protocol_version);
}

outcome<stateless_envelope> read_envelope(const rpc_message& message) {
  const auto meta = meta_of(message.params);
  if (!meta)
    return failure{errc::envelope_invalid, "params._meta is required and must be an object."};
  const auto version = meta->find(meta_key::protocol_version);
  if (!version)
    return invalid(meta_key::protocol_version, "is required.");
  auto text = version->as_string();
  if (!text)
    return invalid(meta_key::protocol_version, "must be a string.");
  stateless_envelope out;
  out.protocol_version = *std::move(text);
  if (message.kind != rpc_kind::request)
    return out;
  for (const auto read : {read_capabilities, read_client, read_wishes})
    if (auto good = read(*meta, out); !good)
      return good.error();
  return out;
}

std::optional<int> log_level_rank(std::string_view level) {
  constexpr std::array<std::string_view, 8> levels{"debug", "info",     "notice", "warning",
                                                   "error", "critical", "alert",  "emergency"};
  const auto* found = std::find(levels.begin(), levels.end(), level);
  if (found == levels.end())
    return {};
  return static_cast<int>(found - levels.begin());
}

} // namespace gatehouse
