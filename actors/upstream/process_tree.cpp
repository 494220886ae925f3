#include "actors/upstream/process_tree.hpp"

#include "actors/upstream/descriptor.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <time.h>

namespace gatehouse {

namespace {

struct close_folder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

std::string read_small_file(const std::string& path) {
  descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text(1024, '\0');
  auto length = file ? ::read(file.get(), text.data(), text.size()) : 0;
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

/// Returns the fields after the program's name, which may itself hold spaces and parentheses.
std::vector<std::string_view> fields_after_name(std::string_view stat) {
  std::vector<std::string_view> fields;
  auto name_end = stat.rfind(')');
  if (name_end == std::string_view::npos)
    return fields;
  stat.remove_prefix(name_end + 1);
  while (!stat.empty()) {
    auto end = std::min(stat.find(' '), stat.size());
    if (end > 0)
      fields.push_back(stat.substr(0, end));
    stat.remove_prefix(std::min(end + 1, stat.size()));
  }
  return fields;
}

template <class Number> Number to_number(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<process_entry> read_process(int pid) {
  auto stat = read_small_file("/proc/" + std::to_string(pid) + "/stat");
  auto fields = fields_after_name(stat);
  // state, ppid, pgrp and session are fields 3 to 6 of the file, the start time is field 22.
  if (fields.size() < 20 || fields[0] == "X")
    return std::nullopt;
  return process_entry{pid,
                       to_number<int>(fields[1]),
                       to_number<int>(fields[2]),
                       to_number<int>(fields[3]),
                       fields[0] == "Z",
                       to_number<std::uint64_t>(fields[19])};
}

} // namespace

std::vector<process_entry> list_processes() {
  std::vector<process_entry> all;
  std::unique_ptr<DIR, close_folder> folder{::opendir("/proc")};
  if (!folder)
    return all;
  while (const dirent* entry = ::readdir(folder.get()))
    if (int pid = to_number<int>(entry->d_name); pid > 0)
      if (auto process = read_process(pid))
        all.push_back(*process);
  return all;
}

std::vector<process_entry> descendants_of(int root, const std::vector<process_entry>& all) {
  std::set<int> known{root};
  std::vector<process_entry> found;
  // A child can stand before its parent in the list (pids wrap), so go on until nothing is added.
  for (std::size_t before = 0; before != known.size();) {
    before = known.size();
    for (const auto& process : all)
      if (known.contains(process.parent) && known.insert(process.pid).second)
        found.push_back(process);
  }
  return found;
}

void kill_group(int group) {
  constexpr int attempts_max = 100;
  constexpr timespec pause{0, 5'000'000};
  if (group <= 1) // kill(-1) would mean every process there is
    return;
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    ::kill(-group, SIGKILL);
    bool any = false;
    for (const auto& process : list_processes())
      if (!process.zombie && (process.session == group || process.group == group)) {
        any = true;
        ::kill(process.pid, SIGKILL);
      }
    if (!any)
      return;
    ::nanosleep(&pause, nullptr);
  }
}

} // namespace gatehouse
