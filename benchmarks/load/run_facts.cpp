#include "benchmarks/load/run_facts.hpp"

#include "benchmarks/load/nginx_reference.hpp"
#include "tests/campaign/child_program.hpp"
#include "tests/campaign/gateway_process.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/utsname.h>
#include <thread>

namespace gatehouse {

namespace {

/// Returns the first line that a command prints.
std::string said_by(const std::string& command) {
  std::string output;
  run_program({{"/bin/sh", "-c", command}, {}}, &output);
  return output.substr(0, output.find('\n'));
}

std::string processor() {
  std::ifstream in{"/proc/cpuinfo"};
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name"))
      return line.substr(line.find(':') + 2);
  return "unknown";
}

} // namespace

void write_run_facts(json_writer& out) {
  utsname system{};
  double busy = 0;
  ::getloadavg(&busy, 1);
  ::uname(&system);
  out.key("machine").begin_object().key("processor").value(processor());
  out.key("cores").value(static_cast<std::uint64_t>(std::thread::hardware_concurrency()));
  out.key("kernel").value(std::string{system.sysname} + " " + system.release);
  out.key("load_average_percent").value(static_cast<std::int64_t>(busy * 100)).end_object();
  out.key("commit").value(said_by("git describe --always --dirty --exclude '*'"));
  out.key("versions").begin_object();
  out.key("gatehouse").value(said_by("'" + gatehouse_binary() + "' version"));
  out.key("compiler").value("g++ " __VERSION__);
  if (const auto nginx = find_nginx(); !nginx.empty())
    out.key("nginx").value(said_by(nginx + " -v 2>&1"));
  out.end_object();
}

} // namespace gatehouse
