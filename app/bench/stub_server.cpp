#include "app/bench/stub_server.hpp"

#include "app/bench/delayed_lines.hpp"
#include "app/client/json_text.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json_writer.hpp"

#include <istream>
#include <string>

namespace gatehouse {

namespace {

constexpr int method_not_found = -32601;
constexpr int invalid_params = -32602;

std::string result_json(std::string_view text, bool tool_error) {
  json_writer out;
  out.begin_object().key("resultType").value("complete");
  out.key("content").begin_array().begin_object();
  out.key("type").value("text").key("text").value(text).end_object().end_array();
  if (tool_error)
    out.key("isError").value(true);
  return out.end_object().take();
}

/// Returns a result object of the recorded size, or the smallest there is.
std::string result_of(const recorded_answer& recorded) {
  const auto empty = result_json({}, recorded.tool_error).size();
  const auto wanted = std::min<std::uint64_t>(recorded.bytes, limits::tool_result_bytes_max);
  return result_json(std::string(wanted > empty ? wanted - empty : 0, 'x'), recorded.tool_error);
}

class stub_server {
public:
  stub_server(const recorded_tools& tools, std::ostream& out) : tools_(tools), lines_(out) {}

  void obey(const std::string& line) {
    auto message = json_document::parse(line, {limits::upstream_line_bytes_max});
    if (!message)
      return;
    const auto id = message->root().find("id");
    const auto method = text_of(message->root(), "method");
    if (!id || method.empty())
      return; // a notice, or the answer to a question that was never asked
    const auto params = message->root().find("params");
    if (method == "tools/call")
      call(std::string{id->raw()}, params ? text_of(*params, "name") : std::string{});
    else if (method == "server/discover")
      answer(std::string{id->raw()}, discovered());
    else if (method == "tools/list")
      answer(std::string{id->raw()}, listed());
    else
      refuse(std::string{id->raw()}, method_not_found, "Method not found");
  }

private:
  using clock = delayed_lines::clock;

  void call(const std::string& id, const std::string& name) {
    const auto tool = tools_.find(name);
    if (tool == tools_.end())
      return refuse(id, invalid_params, "Unknown tool");
    const auto& answers = tool->second;
    if (answers.empty())
      return answer(id, result_json({}, false));
    const auto& next = answers[calls_[name]++ % answers.size()];
    answer(id, result_of(next), std::chrono::microseconds{next.duration_us});
  }

  static std::string discovered() {
    json_writer out;
    out.begin_object().key("resultType").value("complete");
    out.key("supportedVersions")
        .raw(R"(["2026-07-28"])")
        .key("capabilities")
        .raw(R"({"tools":{}})");
    out.key("serverInfo").begin_object().key("name").value("gatehouse-stub");
    return out.key("version").value(GATEHOUSE_VERSION).end_object().end_object().take();
  }

  std::string listed() const {
    json_writer out;
    out.begin_object().key("resultType").value("complete").key("tools").begin_array();
    for (const auto& [name, answers] : tools_) {
      out.begin_object().key("name").value(name);
      out.key("description").value("Does nothing and answers like a recorded tool.");
      out.key("inputSchema").raw(R"({"type":"object"})");
      out.key("_meta").begin_object().key(stub_mark).value(true).end_object().end_object();
    }
    return out.end_array().end_object().take();
  }

  void answer(const std::string& id, const std::string& result,
              std::chrono::microseconds after = {}) {
    lines_.add(clock::now() + after,
               R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" + result + "}");
  }

  void refuse(const std::string& id, int code, const std::string& message) {
    lines_.add(clock::now(), R"({"jsonrpc":"2.0","id":)" + id + R"(,"error":{"code":)" +
                                 std::to_string(code) + R"(,"message":")" + message + R"("}})");
  }

  const recorded_tools& tools_;
  delayed_lines lines_;
  std::map<std::string, std::size_t> calls_; ///< so far, by tool
};

} // namespace

void run_stub_server(const recorded_tools& tools, std::istream& in, std::ostream& out) {
  stub_server server{tools, out};
  for (std::string line; std::getline(in, line);)
    server.obey(line);
}

} // namespace gatehouse
