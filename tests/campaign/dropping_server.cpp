#include "tests/campaign/dropping_server.hpp"

#include "actors/upstream/sample_tools.hpp"
#include "storage/json/json_writer.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace gatehouse {

namespace {

constexpr std::string_view introduction =
    R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{}},)"
    R"("serverInfo":{"name":"dropping","version":"1"}})";
constexpr std::string_view tools = R"({"tools":[{"name":"echo","inputSchema":{"type":"object"}},)"
                                   R"({"name":"crash","inputSchema":{"type":"object"}}]})";

std::string message(std::string_view id, std::string_view member, std::string_view json) {
  json_writer out;
  out.begin_object().key("jsonrpc").value("2.0").key("id").raw(id).key(member).raw(json);
  return out.end_object().take();
}

std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Returns the response to a POST; empty to hang up.
std::string answer(std::string_view body) {
  const auto document = json_document::parse(body);
  const auto id = document ? document->root().find("id") : std::nullopt;
  const auto method = document ? document->root().find("method") : std::nullopt;
  if (!id || !method)
    return "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
  const auto name = method->as_string();
  if (name == "initialize")
    return ok(message(id->raw(), "result", introduction));
  if (name == "tools/list")
    return ok(message(id->raw(), "result", tools));
  if (name != "tools/call")
    return ok(message(id->raw(), "error", R"({"code":-32601,"message":"Method not found"})"));
  const auto params = document->root().find("params");
  const auto tool = params ? params->find("name") : std::nullopt;
  const auto arguments = params ? params->find("arguments") : std::nullopt;
  if (!tool || tool->as_string() == "crash")
    return {};
  return ok(message(id->raw(), "result", text_result(arguments ? arguments->raw() : "")));
}

} // namespace

dropping_server::dropping_server()
    : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      ended_(::eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  if (::bind(listening_.get(), address, size) != 0 || ::listen(listening_.get(), 64) != 0 ||
      ::getsockname(listening_.get(), address, &size) != 0)
    std::abort();
  port_ = ntohs(at.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

dropping_server::~dropping_server() {
  ::eventfd_write(ended_.get(), 1);
  thread_.join();
  for (const auto& [fd, text] : unread_)
    ::close(fd);
}

std::string dropping_server::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/mcp";
}

void dropping_server::run() {
  for (;;) {
    std::vector<pollfd> waiting{{ended_.get(), POLLIN, 0}, {listening_.get(), POLLIN, 0}};
    for (const auto& [fd, text] : unread_)
      waiting.push_back({fd, POLLIN, 0});
    ::poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents != 0)
      return;
    if (waiting[1].revents != 0)
      welcome();
    for (auto one = waiting.begin() + 2; one != waiting.end(); ++one)
      if (one->revents != 0 && !serve(one->fd, unread_[one->fd])) {
        unread_.erase(one->fd);
        ::close(one->fd);
      }
  }
}

void dropping_server::welcome() {
  if (const int fd = ::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC); fd >= 0)
    unread_.emplace(fd, "");
}

bool dropping_server::serve(int fd, std::string& unread) {
  constexpr std::string_view length_name = "Content-Length: ";
  std::array<char, 16'384> bytes;
  const auto got = ::read(fd, bytes.data(), bytes.size());
  if (got <= 0)
    return false;
  unread.append(bytes.data(), static_cast<std::size_t>(got));
  for (auto head = unread.find("\r\n\r\n"); head != std::string::npos;
       head = unread.find("\r\n\r\n")) {
    const auto field = unread.substr(0, head).find(length_name);
    const auto length =
        field == std::string::npos
            ? 0
            : std::strtoul(unread.c_str() + field + length_name.size(), nullptr, 10);
    if (unread.size() < head + 4 + length)
      return true;
    const bool posted = unread.starts_with("POST");
    const auto reply = posted ? answer(std::string_view{unread}.substr(head + 4, length))
                              : "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n";
    unread.erase(0, head + 4 + length);
    if (reply.empty() || ::write(fd, reply.data(), reply.size()) < 0)
      return false;
  }
  return true;
}

} // namespace gatehouse
