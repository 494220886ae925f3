#include "benchmarks/load/nginx_reference.hpp"

#include "tests/support/http_client.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace gatehouse {

namespace {

/// Returns a port that was free just now.
std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

std::string configuration(const std::string& folder, std::uint16_t port, const std::string& body) {
  std::string paths;
  for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    paths += std::string{kind} + "_temp_path " + folder + "/" + kind + "; ";
  return "daemon off; master_process off; pid " + folder + "/pid; error_log " + folder +
         "/error.log;\nevents { worker_connections 2048; }\nhttp { access_log off; " + paths +
         "keepalive_requests 100000000;\nserver { listen 127.0.0.1:" + std::to_string(port) +
         "; location / { default_type application/json; return 200 '" + body + "'; } } }\n";
}

bool answers(std::uint16_t port) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{5};
  while (std::chrono::steady_clock::now() < until) {
    if (http_client{port}.request("GET", "/").status == 200)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return false;
}

} // namespace

std::string find_nginx() {
  for (const auto* path : {"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"})
    if (std::filesystem::exists(path))
      return path;
  return {};
}

nginx_reference::nginx_reference(const std::string& body) {
  const auto program = find_nginx();
  if (program.empty())
    return;
  const auto port = free_port();
  const auto file = folder_ / "nginx.conf";
  std::ofstream{file} << configuration(folder_.path().string(), port, body);
  child_start how{{program, "-c", file, "-e", folder_ / "error.log"}, {}};
  program_ = std::make_unique<child_program>(how);
  port_ = answers(port) ? port : std::uint16_t{0};
}

nginx_reference::~nginx_reference() {
  if (!program_)
    return;
  program_->send_signal(SIGTERM);
  program_->wait();
}

} // namespace gatehouse
