#include "benchmarks/load/process_use.hpp"

#include "actors/upstream/process_tree.hpp"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace gatehouse {

namespace {

std::string proc_file(int pid, const char* name) {
  std::ifstream in{"/proc/" + std::to_string(pid) + "/" + name};
  return {std::istreambuf_iterator<char>{in}, {}};
}

double time_us_of(int pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
    return 0; // it has just ended
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

/// Returns what stands after `name` in a file of /proc/PID whose sizes are in KiB (proc(5)).
std::uint64_t bytes_in(int pid, const char* file, std::string_view name) {
  const auto text = proc_file(pid, file);
  const auto at = text.find(name);
  return at == std::string::npos
             ? 0
             : std::strtoull(text.c_str() + at + name.size(), nullptr, 10) << 10;
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

std::uint64_t peak_bytes_of(int pid) {
  return bytes_in(pid, "status", "VmHWM:");
}

std::uint64_t children_bytes_of(int pid) {
  std::uint64_t bytes = 0;
  for (const auto& process : descendants_of(pid, list_processes()))
    bytes += bytes_in(process.pid, "smaps_rollup", "\nPss:");
  return bytes;
}

} // namespace gatehouse
