#include "actors/upstream/rpc_messages.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

json_writer& begin_message(json_writer& out) {
  return out.begin_object().key("jsonrpc").value("2.0");
}

outcome<json_document> parse(std::string_view text) {
  return json_document::parse(text, {text.size(), limits::json_depth_max});
}

/// S-BASE-06 and S-BASE-07: an error object has an integer code and a message.
bool is_error_object(const json_value& error) {
  auto code = error.find("code");
  auto message = error.find("message");
  return code && code->as_int64() && message && message->as_string();
}

bool is_block(const json_value& value) {
  const auto type = value.find("type");
  return type && type->kind() == json_kind::string;
}

bool is_list_of(const json_value& value, bool (*is_one)(const json_value&)) {
  const auto elements = value.elements();
  return value.kind() == json_kind::array && std::all_of(elements.begin(), elements.end(), is_one);
}

/// A server speaks for a user or an assistant, never for the system.
bool is_message(const json_value& value) {
  const auto role = value.find("role");
  const auto text = role ? role->as_string() : std::nullopt;
  const auto content = value.find("content");
  return (text == "user" || text == "assistant") && content &&
         (is_block(*content) || is_list_of(*content, is_block));
}

/// Returns whether a member that is there is a list of what `is_one` says.
bool lists(const json_value& result, std::string_view name, bool (*is_one)(const json_value&)) {
  const auto member = result.find(name);
  return !member || is_list_of(*member, is_one);
}

/// A message and, of a result, where it stands in the text.
struct read_text {
  incoming_message message;
  std::string_view result;
};

void read_answer(const json_value& message, incoming_message& out, std::string_view& body) {
  auto& reply = out.reply;
  auto result = message.find("result");
  auto error = message.find("error");
  if (result && !error && result->kind() == json_kind::object) {
    reply.how = upstream_reply::kind::result;
    body = result->raw();
    auto is_error = result->find("isError");
    reply.is_error = is_error && is_error->as_bool().value_or(false);
    if (auto type = result->find("resultType"))
      out.shape.type = type->as_string().value_or("");
    out.shape.asks = result->find("inputRequests") || result->find("requestState");
    out.shape.has_blocks = lists(*result, "content", is_block);
    out.shape.has_messages = lists(*result, "messages", is_message);
  } else if (error && !result && is_error_object(*error)) {
    reply.how = upstream_reply::kind::rpc_error;
    reply.body = error->raw();
  } else {
    reply.how = upstream_reply::kind::garbage;
    reply.detail = "the answer has neither a result object nor an error object";
  }
}

failure not_a_message() {
  return {errc::invalid_request, "not a JSON-RPC 2.0 message"};
}

outcome<read_text> read_call(const json_value& message, const json_value& method) {
  read_text read;
  auto& out = read.message;
  if (method.kind() != json_kind::string)
    return not_a_message();
  out.method = *method.as_string();
  if (auto params = message.find("params"); params && params->kind() == json_kind::object)
    out.params = params->raw();
  auto id = message.find("id");
  if (!id)
    return read;
  // S-BASE-02 and S-BASE-03.
  if ((id->kind() != json_kind::string && id->kind() != json_kind::number) ||
      id->raw().size() > limits::rpc_id_bytes_max)
    return not_a_message();
  out.what = incoming_message::kind::request;
  out.raw_id = id->raw();
  return read;
}

outcome<read_text> read_message(const json_value& message) {
  auto version = message.find("jsonrpc");
  if (!version || version->as_string() != "2.0")
    return not_a_message();
  if (auto method = message.find("method"))
    return read_call(message, *method);
  read_text read;
  auto& out = read.message;
  out.what = incoming_message::kind::answer;
  read_answer(message, out, read.result);
  auto id = message.find("id");
  if (!id || id->kind() == json_kind::null) { // S-BASE-05: it could not read ours
    if (out.reply.how == upstream_reply::kind::rpc_error)
      return read;
    return not_a_message();
  }
  auto number = id->as_int64();
  if (!number || *number <= 0 || id->kind() != json_kind::number) // our ids are never that
    return not_a_message();
  out.id = static_cast<std::uint64_t>(*number);
  return read;
}

/// Returns `part` of `text`, in the memory of `text` unless most of that would be waste.
std::string cut_out(std::string& text, std::string_view part) {
  if (part.size() < text.size() / 2)
    return std::string{part};
  const auto begin = static_cast<std::size_t>(part.data() - text.data());
  text.resize(begin + part.size());
  text.erase(0, begin);
  return std::move(text);
}

} // namespace

std::string request_text(std::uint64_t id, std::string_view method, std::string_view params) {
  json_writer out;
  begin_message(out).key("id").value(id).key("method").value(method);
  if (!params.empty())
    out.key("params").raw(params);
  return out.end_object().take();
}

std::string notification_text(std::string_view method, std::string_view params) {
  json_writer out;
  begin_message(out).key("method").value(method);
  if (!params.empty())
    out.key("params").raw(params);
  return out.end_object().take();
}

std::string result_text(std::string_view id, std::string_view result) {
  json_writer out;
  return begin_message(out).key("id").raw(id).key("result").raw(result).end_object().take();
}

std::string error_text(std::string_view id, std::string_view error) {
  json_writer out;
  return begin_message(out).key("id").raw(id).key("error").raw(error).end_object().take();
}

std::string refusal_text(std::string_view id, const rpc_refusal& refusal) {
  json_writer error;
  error.begin_object().key("code").value(refusal.code).key("message").value(refusal.message);
  return error_text(id, error.end_object().take());
}

std::string cancelled_params(std::uint64_t id, std::string_view reason) {
  json_writer out;
  out.begin_object().key("requestId").value(id).key("reason").value(reason);
  return out.end_object().take();
}

outcome<std::vector<incoming_message>> read_messages(std::string& text, std::size_t bytes_max) {
  json_limits bounds;
  bounds.bytes_max = bytes_max;
  auto document = json_document::parse(text, bounds);
  if (!document)
    return document.error();
  auto root = document->root();
  const bool batch = root.kind() == json_kind::array;
  if (batch && root.size() > limits::batch_messages_max)
    return failure{errc::too_large, "the batch has too many messages"};
  std::vector<incoming_message> messages;
  for (const auto& one : batch ? root.elements() : std::vector{root}) {
    auto read = read_message(one);
    if (!read)
      return read.error();
    auto& message = messages.emplace_back(std::move(read->message));
    if (message.reply.how == upstream_reply::kind::result)
      message.reply.body = batch ? std::string{read->result} : cut_out(text, read->result);
  }
  return messages;
}

std::optional<std::int64_t> code_of(std::string_view error) {
  auto document = parse(error);
  auto code = document ? document->root().find("code") : std::nullopt;
  return code ? code->as_int64() : std::nullopt;
}

std::string member_of(std::string_view object, std::initializer_list<std::string_view> path) {
  auto document = parse(object);
  if (!document)
    return {};
  auto value = std::optional{document->root()};
  for (auto step : path)
    if (value)
      value = value->find(step);
  return value ? std::string{value->raw()} : std::string{};
}

std::string text_member(std::string_view object, std::string_view name) {
  auto document = parse(object);
  auto member = document ? document->root().find(name) : std::nullopt;
  return member ? member->as_string().value_or("") : "";
}

std::string without_members(std::string_view object,
                            std::initializer_list<std::string_view> names) {
  auto document = parse(object);
  if (!document)
    return "{}";
  json_writer out;
  out.begin_object();
  for (const auto& [name, value] : document->root().members())
    if (std::find(names.begin(), names.end(), name) == names.end())
      out.key(name).raw(value.raw());
  return out.end_object().take();
}

} // namespace gatehouse
