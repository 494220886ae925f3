#include "benchmarks/load/nginx_process.hpp"

#include "benchmarks/load/free_port.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>

namespace gatehouse {

namespace {

std::string configuration(const std::string& folder, std::uint16_t port, const std::string& site,
                          const std::string& around) {
  std::string paths;
  for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    paths += std::string{kind} + "_temp_path " + folder + "/" + kind + "; ";
  return "daemon off; master_process off; pid " + folder + "/pid; error_log " + folder +
         "/error.log;\nevents { worker_connections 4096; }\nhttp { access_log off; " + paths +
         "keepalive_requests 100000000;\n" + around +
         "server { listen 127.0.0.1:" + std::to_string(port) + "; location / { " + site +
         " } } }\n";
}

} // namespace

std::string find_nginx() {
  for (const auto* path : {"/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"})
    if (std::filesystem::exists(path))
      return path;
  return {};
}

nginx_process nginx_process::answering(const std::string& body) {
  return {"default_type application/json; return 200 '" + body + "';", ""};
}

nginx_process nginx_process::passing_to(std::uint16_t upstream) {
  return {"proxy_pass http://upstream; proxy_http_version 1.1; proxy_set_header Connection \"\"; "
          "proxy_buffering off;",
          "upstream upstream { server 127.0.0.1:" + std::to_string(upstream) +
              "; keepalive 1024; keepalive_requests 100000000; }\n"};
}

nginx_process::nginx_process(const std::string& site, const std::string& around)
    : folder_(std::make_unique<temp_folder>()) {
  const auto program = find_nginx();
  if (program.empty())
    return;
  const auto port = free_port();
  const auto file = *folder_ / "nginx.conf";
  std::ofstream{file} << configuration(folder_->path().string(), port, site, around);
  child_start how{{program, "-c", file, "-e", *folder_ / "error.log"}, {}};
  program_ = std::make_unique<child_program>(how);
  port_ = accepts_connections(port) ? port : std::uint16_t{0};
}

nginx_process::~nginx_process() {
  if (!program_)
    return;
  program_->send_signal(SIGTERM);
  program_->wait();
}

} // namespace gatehouse
