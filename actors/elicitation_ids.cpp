#include "actors/elicitation_ids.hpp"

#include "actors/tool_json.hpp"
#include "events/core/limits.hpp"
#include "storage/crypto/random.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view id_member = "elicitationId";
constexpr int url_elicitation_required = -32042;

outcome<json_document> parse(std::string_view text) {
  return json_document::parse(text, {text.size(), limits::json_depth_max});
}

std::string text_of(const json_value& object, std::string_view member) {
  const auto found = object.find(member);
  return found ? found->as_string().value_or("") : "";
}

std::string told(const std::string& id, const connection_id& from) {
  return from.value + "/" + (id.empty() ? random_id("") : id);
}

std::string with_id_of(const json_value& question, const connection_id& from) {
  return with_text(question.raw(), id_member, told(text_of(question, id_member), from));
}

} // namespace

std::string with_elicitation_id(std::string_view question, const connection_id& from) {
  const auto document = parse(question);
  if (!document || text_of(document->root(), "mode") != "url")
    return std::string{question};
  return with_id_of(document->root(), from);
}

client_message message_for_client(const server_message& said, const connection_id& from) {
  client_message message{said.method, said.params, 0};
  if (said.method != "notifications/elicitation/complete")
    return message;
  const auto document = parse(said.params);
  if (document && !text_of(document->root(), id_member).empty())
    message.params = with_id_of(document->root(), from);
  return message;
}

std::string with_elicitation_ids(std::string_view error, const connection_id& from) {
  const auto document = parse(error);
  const auto code = document ? document->root().find("code") : std::nullopt;
  const auto data = document ? document->root().find("data") : std::nullopt;
  const auto asked = data ? data->find("elicitations") : std::nullopt;
  if (!code || code->as_int64() != url_elicitation_required || !asked)
    return std::string{error};
  json_writer out;
  out.begin_object();
  for (const auto& [name, value] : document->root().members())
    if (name != "data")
      out.key(name).raw(value.raw());
  out.key("data").begin_object();
  for (const auto& [name, value] : data->members())
    if (name != "elicitations")
      out.key(name).raw(value.raw());
  out.key("elicitations").begin_array();
  for (const auto& one : asked->elements())
    out.raw(one.kind() == json_kind::object ? with_id_of(one, from) : std::string{one.raw()});
  return out.end_array().end_object().end_object().take();
}

} // namespace gatehouse
