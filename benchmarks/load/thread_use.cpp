#include "benchmarks/load/thread_use.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>
#include <unistd.h>

namespace gatehouse {

namespace {

std::uint64_t number_after(const std::string& text, std::string_view name) {
  const auto at = text.find(name);
  return at == std::string::npos ? 0 : std::stoull(text.substr(at + name.size()));
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Fields 14 and 15 of /proc/PID/task/TID/stat; the second field, a name, may hold spaces.
void read_ticks(const std::string& stat, thread_use& into) {
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos)
    return;
  std::istringstream fields{stat.substr(name_end + 1)};
  std::string skipped;
  for (int field = 3; field < 14; ++field)
    fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  const double us_per_tick = 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  into.user_us = user * us_per_tick;
  into.system_us = system * us_per_tick;
}

thread_use use_of(const std::filesystem::path& task) {
  thread_use use;
  std::ifstream{task / "comm"} >> use.name;
  double ns = 0;
  std::ifstream{task / "schedstat"} >> ns;
  use.cpu_us = ns / 1e3;
  read_ticks(text_of(task / "stat"), use);
  const auto status = text_of(task / "status");
  use.sleeps = number_after(status, "\nvoluntary_ctxt_switches:");
  use.preemptions = number_after(status, "\nnonvoluntary_ctxt_switches:");
  return use;
}

} // namespace

thread_use& thread_use::operator+=(const thread_use& other) {
  cpu_us += other.cpu_us;
  user_us += other.user_us;
  system_us += other.system_us;
  sleeps += other.sleeps;
  preemptions += other.preemptions;
  return *this;
}

thread_uses threads_of(int pid) {
  std::map<std::string, thread_use> all;
  std::error_code ended;
  for (const auto& task :
       std::filesystem::directory_iterator{"/proc/" + std::to_string(pid) + "/task", ended}) {
    auto one = use_of(task.path());
    auto& sum = all[one.name];
    sum.name = one.name;
    sum += one;
  }
  thread_uses found;
  for (auto& [name, one] : all)
    found.push_back(std::move(one));
  return found;
}

thread_uses between(const thread_uses& before, const thread_uses& after) {
  thread_uses grown = after;
  for (auto& one : grown) {
    const auto was = std::find_if(before.begin(), before.end(),
                                  [&](const thread_use& other) { return other.name == one.name; });
    if (was == before.end())
      continue;
    one.cpu_us -= was->cpu_us;
    one.user_us -= was->user_us;
    one.system_us -= was->system_us;
    one.sleeps -= was->sleeps;
    one.preemptions -= was->preemptions;
  }
  std::sort(grown.begin(), grown.end(), [](const thread_use& left, const thread_use& right) {
    return left.cpu_us > right.cpu_us;
  });
  return grown;
}

} // namespace gatehouse
