#include "actors/upstream/sample_tools.hpp"

#include "storage/json/json_writer.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <unistd.h>

namespace gatehouse {

namespace {

struct tool_entry {
  std::string_view name;
  std::string_view description;
  std::string_view schema;
};

constexpr std::string_view no_arguments = R"({"type":"object"})";

constexpr std::array<tool_entry, 3> tools{{
    {"echo", "Returns the text it is given.",
     R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]})"},
    {"add", "Adds two whole numbers.",
     R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},)"
     R"("required":["a","b"]})"},
    {"clock", "Returns the time of this machine in milliseconds since 1970.", no_arguments},
}};

constexpr std::array<tool_entry, 10> mischief_tools{{
    {"sleep", "Answers after `ms` milliseconds.",
     R"({"type":"object","properties":{"ms":{"type":"integer"}}})"},
    {"fail", "Answers with an error result.", no_arguments},
    {"refuse", "Is listed, but unknown when called.", no_arguments},
    {"crash", "Ends the server.", no_arguments},
    {"garbage", "Writes `lines` lines that are not MCP, then answers.",
     R"({"type":"object","properties":{"lines":{"type":"integer"}}})"},
    {"flood", "Answers with `bytes` bytes.",
     R"({"type":"object","properties":{"bytes":{"type":"integer"}}})"},
    {"chatter", "Says something for `ms` milliseconds, as fast as it can, then answers.",
     R"({"type":"object","properties":{"ms":{"type":"integer"}}})"},
    {"change", "Says that the list of tools has changed.", no_arguments},
    {"spawn", "Starts a process that outlives the call, and returns its id.", no_arguments},
    {"environment", "Returns the server's environment.", no_arguments},
}};

std::int64_t number(const json_value& arguments, std::string_view name) {
  auto value = arguments.find(name);
  return value ? value->as_int64().value_or(0) : 0;
}

std::string add(const json_value& arguments) {
  const auto a = number(arguments, "a");
  const auto b = number(arguments, "b");
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum))
    return text_result("the sum is too large", true);
  return text_result(std::to_string(sum));
}

void chatter(std::int64_t ms) {
  constexpr std::string_view word = R"({"jsonrpc":"2.0","method":"notifications/message","params":)"
                                    R"({"level":"debug","data":"and another thing"}})"
                                    "\n";
  std::string many;
  for (int times = 0; times < 100; ++times)
    many += word;
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{ms};
  while (std::chrono::steady_clock::now() < until)
    write_all(STDOUT_FILENO, many);
}

/// A grandchild in a session of its own: what a daemon does to escape.
std::string spawn() {
  const auto pid = ::fork();
  if (pid == 0) {
    ::setsid();
    ::execlp("sleep", "sleep", "600", nullptr);
    ::_exit(127);
  }
  return text_result(std::to_string(pid));
}

std::string environment() {
  std::string all;
  for (char** entry = environ; *entry; ++entry)
    all += std::string{*entry} + "\n";
  return text_result(all);
}

void write_tool(json_writer& out, const tool_entry& tool) {
  out.begin_object().key("name").value(tool.name).key("description").value(tool.description);
  out.key("inputSchema").raw(tool.schema).end_object();
}

} // namespace

std::string sample_tool_list(bool mischief) {
  json_writer out;
  out.begin_object().key("tools").begin_array();
  for (const auto& tool : tools)
    write_tool(out, tool);
  if (mischief)
    for (const auto& tool : mischief_tools)
      write_tool(out, tool);
  return out.end_array().end_object().take();
}

std::optional<std::string> call_sample_tool(std::string_view tool, const json_value& arguments) {
  if (tool == "echo") {
    auto text = arguments.find("text");
    auto value = text ? text->as_string() : std::nullopt;
    return value ? text_result(*value) : text_result("`text` must be a string", true);
  }
  if (tool == "add")
    return add(arguments);
  if (tool == "clock") {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now);
    return text_result(std::to_string(ms.count()));
  }
  return std::nullopt;
}

std::optional<std::string> call_mischief(std::string_view tool, const json_value& arguments) {
  if (tool == "fail")
    return text_result("it went wrong", true);
  if (tool == "crash")
    std::_Exit(3);
  if (tool == "garbage") {
    for (auto left = number(arguments, "lines"); left > 0; --left)
      write_all(STDOUT_FILENO, "this is not JSON\n");
    return text_result("done");
  }
  if (tool == "flood")
    return text_result(std::string(static_cast<std::size_t>(number(arguments, "bytes")), 'x'));
  if (tool == "chatter") {
    chatter(number(arguments, "ms"));
    return text_result("that was all");
  }
  if (tool == "change") {
    write_all(STDOUT_FILENO,
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n");
    return text_result("changed");
  }
  if (tool == "spawn")
    return spawn();
  if (tool == "environment")
    return environment();
  return std::nullopt;
}

std::string text_result(std::string_view text, bool is_error) {
  json_writer out;
  out.begin_object().key("content").begin_array().begin_object();
  out.key("type").value("text").key("text").value(text).end_object().end_array();
  if (is_error)
    out.key("isError").value(true);
  return out.end_object().take();
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    auto written = ::write(fd, text.data(), text.size());
    if (written <= 0)
      std::_Exit(1); // nobody listens any more
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

} // namespace gatehouse
