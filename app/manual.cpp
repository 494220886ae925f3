#include "app/manual.hpp"

#include <algorithm>

namespace gatehouse {

namespace {

bool is_operand(const verb_option& option) {
  return !option.name.starts_with('-');
}

std::string shown(const verb_option& option) {
  std::string text{option.name};
  if (!option.value.empty())
    text.append(" ").append(option.value);
  return text;
}

/// Returns e.g. `gatehouse org create SLUG [--name NAME]`.
std::string synopsis(const verb& one) {
  std::string text = "gatehouse " + std::string{one.name};
  for (const bool operands : {true, false})
    for (const auto& option : one.options)
      if (is_operand(option) == operands) {
        const bool must = option.often == occurs::once;
        text.append(must ? " " : " [").append(shown(option)).append(must ? "" : "]");
        text.append(option.often == occurs::any ? "..." : "");
      }
  return text;
}

std::string remarks(const verb_option& option) {
  std::string text{option.help};
  if (!option.fallback.empty())
    text.append(" Default: ").append(option.fallback).append(".");
  if (!option.environment.empty())
    text.append(" Or set ").append(option.environment).append(".");
  return text;
}

std::string padded(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 1, ' ');
  return text;
}

std::string help_of(const verb& one) {
  constexpr std::size_t column = 24;
  std::string text = std::string{one.summary} + "\n\nUsage: " + synopsis(one) + "\n";
  if (!one.options.empty())
    text += "\n";
  for (const auto& option : one.options)
    text += "  " + padded(shown(option), column) + remarks(option) + "\n";
  text += one.examples.empty() ? "" : "\nExamples:\n";
  for (auto example : one.examples)
    text.append("  ").append(example).append("\n");
  return text;
}

constexpr std::string_view exit_codes =
    "| code | means |\n"
    "|---|---|\n"
    "| 0 | done |\n"
    "| 1 | failed: no connection, or an outage of the server, an upstream or a file |\n"
    "| 2 | usage: the arguments make no sense |\n"
    "| 3 | refused: not authorized, not found, in conflict, denied by a policy |\n"
    "| 4 | the called tool ran and reported an error |\n"
    "| 5 | damaged: a record, a view, a backup, a dump or a proof is not what was written, "
    "whichever "
    "verb found that |\n";

} // namespace

std::string help_text(const std::vector<verb>& verbs, std::string_view about) {
  constexpr std::size_t column = 20;
  std::string list;
  for (const auto& one : verbs) {
    if (one.name == about)
      return help_of(one);
    if (about.empty() || one.name.starts_with(std::string{about} + " "))
      list += "  " + padded(std::string{one.name}, column) + std::string{one.summary} + "\n";
  }
  const std::string group = about.empty() ? "" : std::string{about} + " ";
  return "Gatehouse, a gateway for MCP with a complete record.\n\nUsage: gatehouse " + group +
         "VERB ...\n\n" + list + "\nMore about one: gatehouse VERB --help\n";
}

std::string manual_page(const std::vector<verb>& verbs) {
  std::string page =
      "# The command line\n\n"
      "This page is made from the verbs in `app/verbs`. The verbs that talk to a running gateway "
      "find it by `--server` or `GATEHOUSE_URL`, and are authorized by `GATEHOUSE_TOKEN` or by "
      "`operator.token` in the folder that `--keys` names. `--json` prints what the REST interface "
      "answered; what has a format of its own (`checkpoint show` and `key`, `prove`, `dump`, "
      "`audit "
      "export`) is printed in that format, also with `--json`.\n\n"
      "Output is for people, in columns, with colours only on a terminal and not where `NO_COLOR` "
      "is set. Errors go to the standard error and say what to do; with `--json` as "
      "`{\"error\":{\"code\",\"message\",\"detail\",\"hint\"}}`.\n\n"
      "## Exit codes\n\n";
  page += exit_codes;
  for (const auto& one : verbs) {
    page += "\n## " + std::string{one.name} + "\n\n" + std::string{one.summary} + "\n\n```\n" +
            synopsis(one) + "\n```\n";
    if (!one.options.empty())
      page += "\n| option | meaning |\n|---|---|\n";
    for (const auto& option : one.options)
      page += "| `" + shown(option) + "` | " + remarks(option) + " |\n";
    if (!one.examples.empty())
      page += "\n```\n";
    for (auto example : one.examples)
      page.append(example).append("\n");
    if (!one.examples.empty())
      page += "```\n";
  }
  return page;
}

} // namespace gatehouse
