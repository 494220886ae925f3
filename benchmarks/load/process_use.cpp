#include "benchmarks/load/process_use.hpp"

#include "actors/upstream/process_tree.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>

namespace gatehouse {

namespace {

std::string proc_file(int pid, const char* name) {
  std::ifstream in{"/proc/" + std::to_string(pid) + "/" + name};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Returns utime and stime of /proc/PID/stat, the 14th and 15th fields (proc(5)).
double time_us_of(int pid) {
  const auto text = proc_file(pid, "stat");
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos)
    return 0;
  std::istringstream fields{text.substr(name_end + 2)};
  std::string field;
  double ticks = 0;
  for (int number = 3; number <= 15 && fields >> field; ++number)
    if (number >= 14)
      ticks += std::stod(field);
  return ticks * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

} // namespace

cpu_use cpu_of(int pid) {
  cpu_use use{time_us_of(pid), 0};
  for (const auto& process : descendants_of(pid, list_processes()))
    use.children_us += time_us_of(process.pid);
  return use;
}

std::uint64_t resident_bytes_of(int pid) {
  std::istringstream fields{proc_file(pid, "statm")};
  std::uint64_t total_pages = 0;
  std::uint64_t resident_pages = 0;
  fields >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace gatehouse
