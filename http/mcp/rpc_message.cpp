#include "http/mcp/rpc_message.hpp"

#include "storage/json/json_text.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

bool is_good_id(const json_value& id) {
  if (id.raw().size() > limits::rpc_id_bytes_max)
    return false;
  if (id.kind() == json_kind::string)
    return true;
  return id.kind() == json_kind::number && id.raw().find_first_of(".eE") == std::string_view::npos;
}

rpc_reading fault(std::string_view id, std::string what) {
  return {std::nullopt, {id, {errc::invalid_request, std::move(what)}}};
}

bool is_error_object(const json_value& value) {
  const auto code = value.find("code");
  const auto text = value.find("message");
  return code && code->as_int64() && text && text->kind() == json_kind::string;
}

rpc_reading read_response(const json_value& value, std::string_view id) {
  const auto result = value.find("result");
  const auto error = value.find("error");
  if (result.has_value() == error.has_value())
    return fault(id, "A message without a method has either a result or an error.");
  if (result && result->kind() != json_kind::object)
    return fault(id, "The result must be an object.");
  if (error && !is_error_object(*error))
    return fault(id, "The error must be an object with an integer code and a message.");
  return {rpc_message{rpc_kind::response, id, {}, {}, result ? result : error, error.has_value()},
          {}};
}

} // namespace

rpc_reading read_message(const json_value& value) {
  if (value.kind() != json_kind::object)
    return fault({}, "A message must be a JSON object.");
  const auto id = value.find("id");
  if (id && !is_good_id(*id))
    return fault({}, "The id must be a string or an integer of at most " +
                         std::to_string(limits::rpc_id_bytes_max) + " bytes.");
  const auto raw_id = id ? id->raw() : std::string_view{};
  const auto version = value.find("jsonrpc");
  if (!version || version->as_string() != "2.0")
    return fault(raw_id, "The member jsonrpc must be \"2.0\".");
  rpc_message message{rpc_kind::request, raw_id, {}, value.find("params"), {}, false};
  const auto method = value.find("method");
  if (!method)
    return id ? read_response(value, raw_id) : fault(raw_id, "A message has a method or an id.");
  auto name = method->as_string();
  if (!name)
    return fault(raw_id, "The method must be a string.");
  if (message.params && message.params->kind() != json_kind::object)
    return fault(raw_id, "The params must be an object.");
  message.method = std::move(*name);
  message.kind = id ? rpc_kind::request : rpc_kind::notification;
  return {std::move(message), {}};
}

std::string id_key(std::string_view raw_id) {
  if (raw_id.starts_with('"'))
    return "s" + unescape_json_string(raw_id);
  return "i" + std::string{raw_id};
}

} // namespace gatehouse
