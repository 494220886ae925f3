#include "actors/upstream/sample_server.hpp"

#include "actors/upstream/sample_tools.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace gatehouse {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::string_view our_version = "2025-11-25";
constexpr std::array<std::string_view, 4> known_versions{our_version, "2025-06-18", "2025-03-26",
                                                         "2024-11-05"};
constexpr int method_not_found = -32601;
constexpr int invalid_params = -32602;

/// One thread, one loop: lines in, lines out, and the calls that sleep.
class sample_server {
public:
  explicit sample_server(bool mischief) : mischief_(mischief) {}

  int run();

private:
  struct sleeper {
    std::string id;
    clock::time_point until;
  };

  bool read_some();
  int wait_ms() const;
  void wake();
  void obey(std::string_view line);
  void answer_request(std::string_view method, const std::string& id, const json_value& params);
  void initialize(const std::string& id, const json_value& params);
  void call(const std::string& id, const json_value& params);
  void cancelled(const json_value& params);
  void answer(const std::string& id, std::string_view key, std::string_view json);
  void answer_error(const std::string& id, int code, std::string_view message);

  const bool mischief_;
  std::string pending_;
  std::vector<sleeper> sleepers_;
};

int sample_server::run() {
  for (bool open = true; open;) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    ::poll(&input, 1, wait_ms());
    wake();
    if (input.revents != 0)
      open = read_some();
  }
  if (mischief_)
    write_all(STDERR_FILENO, "end of input\n");
  return 0;
}

int sample_server::wait_ms() const {
  if (sleepers_.empty())
    return -1;
  auto first = std::min_element(sleepers_.begin(), sleepers_.end(),
                                [](auto& a, auto& b) { return a.until < b.until; });
  auto left = std::chrono::ceil<std::chrono::milliseconds>(first->until - clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void sample_server::wake() {
  const auto now = clock::now();
  for (auto at = sleepers_.begin(); at != sleepers_.end();) {
    if (at->until > now) {
      ++at;
      continue;
    }
    answer(at->id, "result", text_result("slept"));
    at = sleepers_.erase(at);
  }
}

bool sample_server::read_some() {
  std::array<char, 65536> bytes;
  auto length = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  if (length <= 0)
    return false;
  pending_.append(bytes.data(), static_cast<std::size_t>(length));
  std::size_t begin = 0;
  for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n', begin)) {
    obey(std::string_view{pending_}.substr(begin, end - begin));
    begin = end + 1;
  }
  pending_.erase(0, begin);
  return pending_.size() <= limits::upstream_line_bytes_max;
}

void sample_server::obey(std::string_view line) {
  json_limits bounds;
  bounds.bytes_max = limits::upstream_line_bytes_max;
  auto message = json_document::parse(line, bounds);
  if (!message)
    return answer_error("null", -32700, "Parse error");
  auto root = message->root();
  auto method = root.find("method");
  auto name = method ? method->as_string() : std::nullopt;
  auto id = root.find("id");
  auto empty = json_document::parse("{}");
  auto params = root.find("params").value_or(empty->root());
  if (name && id)
    answer_request(*name, std::string{id->raw()}, params);
  else if (name == "notifications/cancelled")
    cancelled(params);
}

void sample_server::answer_request(std::string_view method, const std::string& id,
                                   const json_value& params) {
  if (method == "initialize")
    initialize(id, params);
  else if (method == "ping")
    answer(id, "result", "{}");
  else if (method == "tools/list")
    answer(id, "result", sample_tool_list(mischief_));
  else if (method == "tools/call")
    call(id, params);
  else
    answer_error(id, method_not_found, "Method not found");
}

void sample_server::initialize(const std::string& id, const json_value& params) {
  auto asked = params.find("protocolVersion");
  auto version = asked ? asked->as_string().value_or("") : "";
  const bool known =
      std::find(known_versions.begin(), known_versions.end(), version) != known_versions.end();
  json_writer out;
  out.begin_object().key("protocolVersion").value(known ? version : std::string{our_version});
  out.key("capabilities").raw(R"({"tools":{"listChanged":true}})");
  out.key("serverInfo").begin_object().key("name").value("gatehouse-sample");
  out.key("version").value(GATEHOUSE_VERSION).end_object();
  out.key("instructions").value("Three harmless tools to try a gateway with.");
  answer(id, "result", out.end_object().take());
}

void sample_server::call(const std::string& id, const json_value& params) {
  auto name = params.find("name");
  auto tool = name ? name->as_string().value_or("") : "";
  auto empty = json_document::parse("{}");
  auto arguments = params.find("arguments").value_or(empty->root());
  if (mischief_ && tool == "sleep") {
    auto ms = arguments.find("ms");
    sleepers_.push_back(
        {id, clock::now() + std::chrono::milliseconds{ms ? ms->as_int64().value_or(0) : 0}});
    return;
  }
  auto result = call_sample_tool(tool, arguments);
  if (!result && mischief_)
    result = call_mischief(tool, arguments);
  if (result)
    answer(id, "result", *result);
  else
    answer_error(id, invalid_params, "Unknown tool: " + tool);
}

void sample_server::cancelled(const json_value& params) {
  auto request = params.find("requestId");
  if (!request)
    return;
  std::erase_if(sleepers_, [&](const sleeper& one) { return one.id == request->raw(); });
  if (mischief_)
    write_all(STDERR_FILENO, "cancelled " + std::string{request->raw()} + "\n");
}

void sample_server::answer(const std::string& id, std::string_view key, std::string_view json) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").raw(id).key(key).raw(json);
  write_all(STDOUT_FILENO, out.end_object().take() + "\n");
}

void sample_server::answer_error(const std::string& id, int code, std::string_view message) {
  json_writer out;
  out.begin_object().key("code").value(code).key("message").value(message).end_object();
  answer(id, "error", out.take());
}

} // namespace

int run_sample_server(bool mischief) {
  return sample_server{mischief}.run();
}

} // namespace gatehouse
