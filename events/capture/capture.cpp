#include "events/capture/capture.hpp"

#include "events/core/limits.hpp"
#include "events/names/utf8.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

/// Returns whether `pointer` leads into what `root` names.
bool leads_into(std::string_view pointer, std::string_view root) {
  return pointer.starts_with(root) &&
         (pointer.size() == root.size() || pointer[root.size()] == '/');
}

/// RFC 6901: a tilde is followed by 0 or 1.
bool is_escaped(std::string_view pointer) {
  for (auto at = pointer.find('~'); at != std::string_view::npos; at = pointer.find('~', at + 1))
    if (at + 1 == pointer.size() || (pointer[at + 1] != '0' && pointer[at + 1] != '1'))
      return false;
  return true;
}

bool is_rule(std::string_view rule) {
  if (rule.empty() || rule.size() > limits::pointer_bytes_max ||
      well_formed_utf8_length(rule) != rule.size())
    return false;
  if (rule.front() != '/')
    return true;
  return is_escaped(rule) && (leads_into(rule, "/arguments") || leads_into(rule, "/result"));
}

} // namespace

capture_level level_in_force(const capture_settings& org, std::optional<capture_level> toolkit,
                             std::optional<capture_level> connection) {
  auto level = toolkit.value_or(connection.value_or(org.level));
  return std::min({level, connection.value_or(level), org.most});
}

outcome<nothing> check_redaction_rules(const std::vector<std::string>& rules) {
  if (rules.size() > limits::redaction_rules_max)
    return failure{errc::invalid_argument, "There are more than " +
                                               std::to_string(limits::redaction_rules_max) +
                                               " redaction rules."};
  for (const auto& rule : rules)
    if (!is_rule(rule))
      return failure{errc::invalid_argument,
                     "\"" + rule.substr(0, well_formed_utf8_length(rule)) +
                         "\" is no redaction rule: give a key's name, or a JSON pointer that "
                         "begins with /arguments or /result."};
  return nothing{};
}

} // namespace gatehouse
