#include "http/mcp/url_questions.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

constexpr int url_elicitation_required = -32042;

std::optional<std::string> text_of(const json_value& object, std::string_view member) {
  const auto value = object.find(member);
  auto text = value ? value->as_string() : std::nullopt;
  return text && !text->empty() ? text : std::nullopt;
}

std::optional<json_value> elicitations_of(const json_value& error) {
  const auto code = error.find("code");
  const auto data = error.find("data");
  if (!code || code->as_int64() != url_elicitation_required || !data)
    return {};
  return data->find("elicitations");
}

} // namespace

std::optional<std::string> url_questions(std::string_view error) {
  const auto document = json_document::parse(error, {error.size(), limits::json_depth_max});
  const auto asked = document ? elicitations_of(document->root()) : std::nullopt;
  if (!asked || asked->size() > limits::questions_per_call_max)
    return {};
  json_writer out;
  out.begin_object();
  std::size_t number = 0;
  for (const auto& one : asked->elements()) {
    const auto url = text_of(one, "url");
    const auto message = text_of(one, "message");
    if (!url || !message)
      return {};
    out.key("url-" + std::to_string(++number)).begin_object();
    out.key("method").value("elicitation/create").key("params").begin_object();
    out.key("mode").value("url").key("message").value(*message).key("url").value(*url);
    out.end_object().end_object();
  }
  out.end_object();
  return number > 0 ? std::optional{out.take()} : std::nullopt;
}

bool visits_urls(std::string_view capabilities) {
  const auto document = json_document::parse(capabilities);
  const auto elicitation = document ? document->root().find("elicitation") : std::nullopt;
  return elicitation && elicitation->find("url");
}

} // namespace gatehouse
