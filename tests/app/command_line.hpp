#pragma once

#include "app/options.hpp"

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace gatehouse {

/// What a run of the command line said.
struct command_result {
  exit_code code;
  std::string out;
  std::string err;
};

/// Runs `words` in a terminal of strings with only these environment variables.
inline command_result run_words(const std::vector<std::string>& words,
                                const std::map<std::string, std::string>& variables = {},
                                const std::string& input = {}, bool interactive = false) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const terminal where{
      in, out, err, interactive, [&](const std::string& name) -> std::optional<std::string> {
        auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
      }};
  const auto code = run_command_line(words, all_verbs(), where);
  return {code, out.str(), err.str()};
}

} // namespace gatehouse
