#include "actors/upstream/child_guard.hpp"
#include "actors/upstream/sample_server.hpp"
#include "app/options.hpp"

#include <charconv>
#include <string_view>

namespace {

/// Runs the guard process: `gatehouse --child-guard FD`, started by ourselves only.
int run_guard(std::string_view descriptor) {
  int control = -1;
  std::from_chars(descriptor.data(), descriptor.data() + descriptor.size(), control);
  return gatehouse::run_child_guard(control);
}

} // namespace

int main(int count, char** words) {
  const std::string_view first = count > 1 ? words[1] : "";
  if (first == gatehouse::guard_argument && count == 3)
    return run_guard(words[2]);
  if (first == gatehouse::sample_server_argument)
    return gatehouse::run_sample_server(count > 2 && gatehouse::sample_mischief_argument ==
                                                         std::string_view{words[2]});
  const auto code = gatehouse::run_command_line({words + 1, words + count}, gatehouse::all_verbs(),
                                                gatehouse::standard_terminal());
  return static_cast<int>(code);
}
