#include "benchmarks/load/bench_upstream.hpp"

#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace gatehouse {

namespace {

using say = std::function<void(std::string)>;

constexpr auto between_ticks = std::chrono::milliseconds{3};
constexpr json_limits bounds{limits::upstream_line_bytes_max, limits::json_depth_max};

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written <= 0)
      return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string message(std::string_view id, std::string_view member, std::string_view json) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").raw(id).key(member).raw(json);
  return out.end_object().take();
}

std::string text_content(std::string_view text) {
  json_writer out;
  out.begin_object().key("content").begin_array().begin_object();
  out.key("type").value("text").key("text").value(text);
  return out.end_object().end_array().end_object().take();
}

/// Tools as they are found in the wild: a sentence or two and a few properties each.
std::string tool_list(std::size_t many) {
  constexpr std::string_view schema =
      R"({"type":"object","properties":{"owner":{"type":"string","description":"Whose it is."},)"
      R"("name":{"type":"string","description":"What it is called."},)"
      R"("limit":{"type":"integer","minimum":1,"maximum":100}},"required":["owner","name"]})";
  json_writer out;
  out.begin_object().key("tools").begin_array();
  const auto add = [&](const std::string& name) {
    out.begin_object().key("name").value(name);
    out.key("description").value("Looks up what belongs to somebody and returns the first of it.");
    out.key("inputSchema").raw(schema).end_object();
  };
  add("big");
  add("ticks");
  for (std::size_t made = 0; made < many; ++made)
    add("tool_" + std::to_string(made));
  return out.end_array().end_object().take();
}

std::size_t number(const json_value& arguments, std::string_view name) {
  const auto value = arguments.find(name);
  return static_cast<std::size_t>(value ? value->as_int64().value_or(0) : 0);
}

void tick(const json_value& params, std::size_t count, const say& tell) {
  const auto meta = params.find("_meta");
  const auto token = meta ? meta->find("progressToken") : std::nullopt;
  for (std::size_t at = 1; token && at <= count; ++at) {
    std::this_thread::sleep_for(between_ticks);
    json_writer out;
    out.begin_object().key("jsonrpc").value("2.0").key("method").value("notifications/progress");
    out.key("params").begin_object().key("progressToken").raw(token->raw());
    out.key("progress").value(static_cast<std::uint64_t>(at));
    out.key("message").value(std::to_string(steady_ns()));
    tell(out.end_object().end_object().take());
  }
}

std::string call(const json_value& params, const say& tell) {
  const auto name = params.find("name");
  const auto arguments = params.find("arguments");
  if (!name || !arguments)
    return text_content("nothing");
  if (name->as_string() == "big")
    return text_content(std::string(number(*arguments, "bytes"), 'x'));
  tick(params, number(*arguments, "count"), tell);
  return text_content("done");
}

/// Returns the answer to a message; empty if it wants none.
std::string answer(std::string_view text, std::size_t many, const say& tell) {
  const auto document = json_document::parse(text, bounds);
  const auto method = document ? document->root().find("method") : std::nullopt;
  const auto id = document ? document->root().find("id") : std::nullopt;
  if (!method || !id)
    return {};
  const auto name = method->as_string().value_or("");
  if (name == "initialize")
    return message(id->raw(), "result",
                   R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{}},)"
                   R"("serverInfo":{"name":"bench","version":"1"}})");
  if (name == "tools/list")
    return message(id->raw(), "result", tool_list(many));
  const auto params = document->root().find("params");
  if (name == "tools/call" && params)
    return message(id->raw(), "result", call(*params, tell));
  return message(id->raw(), "error", R"({"code":-32601,"message":"Method not found"})");
}

// -- over HTTP ------------------------------------------------------------------------------------

std::string chunk(std::string_view text) {
  char size[24];
  const auto length = std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return std::string{size, static_cast<std::size_t>(length)}.append(text).append("\r\n");
}

std::string event(std::string_view json) {
  return "data: " + std::string{json} + "\n\n";
}

void answer_post(int fd, std::string_view body, std::size_t many) {
  bool streams = false;
  const auto reply = answer(body, many, [&](const std::string& said) {
    if (!streams)
      write_all(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n");
    streams = true;
    write_all(fd, chunk(event(said)));
  });
  if (streams)
    write_all(fd, chunk(event(reply)) + "0\r\n\r\n");
  else if (reply.empty())
    write_all(fd, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
  else
    write_all(fd, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                      std::to_string(reply.size()) + "\r\n\r\n" + reply);
}

/// Serves one connection; the client sends a Content-Length with each POST.
void serve(int fd, std::size_t many) {
  constexpr std::string_view length_name = "Content-Length: ";
  std::string in;
  char bytes[16'384];
  for (;;) {
    const auto head = in.find("\r\n\r\n");
    const auto field = in.substr(0, head).find(length_name);
    const auto length = head == std::string::npos || field == std::string::npos
                            ? 0
                            : std::strtoul(in.c_str() + field + length_name.size(), nullptr, 10);
    if (head == std::string::npos || in.size() < head + 4 + length) {
      const auto got = ::read(fd, bytes, sizeof bytes);
      if (got <= 0)
        break;
      in.append(bytes, static_cast<std::size_t>(got));
      continue;
    }
    if (in.starts_with("POST"))
      answer_post(fd, std::string_view{in}.substr(head + 4, length), many);
    else
      write_all(fd, "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
    in.erase(0, head + 4 + length);
  }
  ::close(fd);
}

} // namespace

std::int64_t steady_ns() {
  return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()}.count();
}

int run_bench_upstream(std::size_t many) {
  std::string in;
  char bytes[65'536];
  for (;;) {
    const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (got <= 0)
      return 0;
    in.append(bytes, static_cast<std::size_t>(got));
    for (auto end = in.find('\n'); end != std::string::npos; end = in.find('\n')) {
      const auto reply = answer(std::string_view{in}.substr(0, end), many,
                                [](std::string said) { write_all(STDOUT_FILENO, said += '\n'); });
      if (!reply.empty())
        write_all(STDOUT_FILENO, reply + "\n");
      in.erase(0, end + 1);
    }
  }
}

std::string start_bench_upstream(std::size_t many) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  if (::bind(listening, address, size) != 0 || ::listen(listening, 64) != 0 ||
      ::getsockname(listening, address, &size) != 0)
    std::abort();
  if (::fork() == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::vector<std::jthread> serving;
    for (;;) {
      const int fd = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
      const int yes = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      serving.emplace_back(serve, fd, many);
    }
  }
  ::close(listening);
  return "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port)) + "/mcp";
}

} // namespace gatehouse
