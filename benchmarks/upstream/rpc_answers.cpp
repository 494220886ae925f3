#include "benchmarks/upstream/rpc_answers.hpp"

#include "actors/upstream/sample_tools.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

namespace gatehouse {

namespace {

constexpr std::string_view hello = R"({"protocolVersion":"2025-06-18","capabilities":{"tools":{}},)"
                                   R"("serverInfo":{"name":"bench-upstream","version":"1"}})";
constexpr std::string_view schema =
    R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]})";

void write_tool(json_writer& out, const std::string& name) {
  out.begin_object().key("name").value(name).key("description").value("Returns its text.");
  out.key("inputSchema").raw(schema).end_object();
}

std::string answer_with(std::string_view id, std::string_view key, std::string_view json) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").raw(id).key(key).raw(json);
  return out.end_object().take();
}

} // namespace

rpc_answers::rpc_answers(std::size_t tools) {
  json_writer out;
  out.begin_object().key("tools").begin_array();
  write_tool(out, "echo");
  for (std::size_t number = 1; number < tools; ++number)
    write_tool(out, "tool_" + std::to_string(number));
  list_ = out.end_array().end_object().take();
}

std::string rpc_answers::answer(std::string_view message) const {
  const auto document = json_document::parse(message);
  const auto root = document ? std::optional{document->root()} : std::nullopt;
  const auto method = root ? root->find("method") : std::nullopt;
  const auto id = root ? root->find("id") : std::nullopt;
  if (!method || !id)
    return {};
  const auto name = method->as_string().value_or("");
  if (name == "initialize")
    return answer_with(id->raw(), "result", hello);
  if (name == "tools/list")
    return answer_with(id->raw(), "result", list_);
  if (name == "tools/call")
    if (const auto params = root->find("params"))
      if (const auto arguments = params->find("arguments"))
        if (const auto result = call_sample_tool("echo", *arguments))
          return answer_with(id->raw(), "result", *result);
  return answer_with(id->raw(), "error", R"({"code":-32601,"message":"Method not found"})");
}

} // namespace gatehouse
