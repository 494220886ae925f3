#include "actors/upstream/environment.hpp"

#include "events/core/limits.hpp"

#include <algorithm>
#include <cstdlib>

namespace gatehouse {

namespace {

/// A name, or with a trailing star every name that begins so.
constexpr std::array<std::string_view, 24> refused_variables{"LD_*",
                                                             "DYLD_*",
                                                             "GLIBC_TUNABLES",
                                                             "GCONV_PATH",
                                                             "LOCPATH",
                                                             "NLSPATH",
                                                             "HOSTALIASES",
                                                             "RES_OPTIONS",
                                                             "MALLOC_*",
                                                             "BASH_ENV",
                                                             "BASH_FUNC_*",
                                                             "ENV",
                                                             "IFS",
                                                             "SHELLOPTS",
                                                             "NODE_OPTIONS",
                                                             "PYTHONSTARTUP",
                                                             "PYTHONHOME",
                                                             "PYTHONINSPECT",
                                                             "PERL5OPT",
                                                             "PERL5DB",
                                                             "RUBYOPT",
                                                             "JAVA_TOOL_OPTIONS",
                                                             "_JAVA_OPTIONS",
                                                             "GIT_EXEC_PATH"};

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*'))
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return name == pattern;
}

/// POSIX.1-2017, chapter 8: letters, digits and underscore, not a digit first.
bool well_formed(std::string_view name) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && name.size() <= limits::name_bytes_max && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
}

} // namespace

outcome<nothing> check_environment_name(std::string_view name) {
  if (!well_formed(name))
    return failure{errc::invalid_argument,
                   "a variable's name is made of letters, digits and _ and begins with no digit"};
  for (auto pattern : refused_variables)
    if (matches(pattern, name))
      return failure{errc::invalid_argument,
                     "the variable " + std::string{name} + " can make the server run other code"};
  return nothing{};
}

outcome<std::map<std::string, std::string>>
child_environment(const std::map<std::string, std::string>& own) {
  if (own.size() > limits::env_entries_max)
    return failure{errc::invalid_argument, "the environment has too many variables"};
  std::map<std::string, std::string> all;
  for (auto name : inherited_variables)
    if (const char* value = std::getenv(std::string{name}.c_str()))
      all.emplace(name, value);
  for (const auto& [name, value] : own) {
    if (auto checked = check_environment_name(name); !checked)
      return checked.error();
    all.insert_or_assign(name, value);
  }
  return all;
}

} // namespace gatehouse
