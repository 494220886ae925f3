#include "tests/upstream/process_watch.hpp"

#include "actors/upstream/process_tree.hpp"
#include "tests/upstream/upstream_harness.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

namespace gatehouse {

bool runs(int pid) {
  for (const auto& process : list_processes())
    if (process.pid == pid)
      return !process.zombie;
  return false;
}

bool all_end(const std::set<int>& pids) {
  // A process that is no child of ours cannot be waited for, only looked for.
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (std::none_of(pids.begin(), pids.end(), runs))
      return true;
    if (std::chrono::steady_clock::now() > until)
      return false;
    std::this_thread::yield();
  }
}

std::set<int> family_of(int root) {
  std::set<int> family;
  for (const auto& process : descendants_of(root, list_processes()))
    if (!process.zombie)
      family.insert(process.pid);
  return family;
}

int open_descriptors() {
  std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<int>(std::distance(begin(all), end(all)));
}

} // namespace gatehouse
