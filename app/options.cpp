#include "app/options.hpp"

#include "app/config_file.hpp"
#include "app/manual.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <deque>
#include <numeric>
#include <ostream>
#include <utility>

namespace gatehouse {

namespace {

/// A verb as the parser knows it, and where it puts what it reads.
struct parsed_verb {
  const verb* what;
  CLI::App* parser;
  arguments args;
};

void add_option(CLI::App& parser, const verb_option& option, arguments& args) {
  auto& slot = args.values[std::string{option.name}];
  const std::string name{option.name};
  if (option.often == occurs::flag) {
    parser.add_flag_function(
        name, [&slot](std::int64_t) { slot.emplace_back("true"); }, std::string{option.help});
    return;
  }
  auto* added = parser.add_option(name, slot, std::string{option.help});
  added->allow_extra_args(false);
  if (option.often == occurs::once)
    added->required();
  if (option.often != occurs::any)
    added->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  if (!option.environment.empty())
    added->envname(std::string{option.environment});
}

/// The verbs as a tree of parsers: `org create` is `create` below `org`.
class command_line {
public:
  explicit command_line(const std::vector<verb>& verbs) : root_("", "gatehouse") {
    root_.require_subcommand(1);
    for (const auto& one : verbs)
      add(one);
  }

  CLI::App& root() { return root_; }

  /// Returns the verb that was asked for, nullptr if none.
  parsed_verb* chosen() {
    for (auto& one : verbs_)
      if (one.parser->parsed())
        return &one;
    return nullptr;
  }

  /// Returns the words of the verb or group of verbs that was recognised.
  std::string recognised() const {
    std::string words;
    for (const CLI::App* at = &root_; at != nullptr;) {
      const auto below = at->get_subcommands();
      at = below.empty() ? nullptr : below.front();
      if (at != nullptr)
        words.append(words.empty() ? "" : " ").append(at->get_name());
    }
    return words;
  }

private:
  void add(const verb& what) {
    CLI::App* parent = &root_;
    std::string_view word = what.name;
    if (auto space = word.find(' '); space != std::string_view::npos) {
      parent = group(std::string{word.substr(0, space)});
      word.remove_prefix(space + 1);
    }
    auto& one = verbs_.emplace_back(parsed_verb{&what, nullptr, {}});
    one.parser = parent->add_subcommand(std::string{word}, std::string{what.summary});
    for (const auto& option : what.options)
      add_option(*one.parser, option, one.args);
  }

  CLI::App* group(const std::string& name) {
    auto& made = groups_[name];
    if (made == nullptr) {
      made = root_.add_subcommand(name);
      made->require_subcommand(1);
    }
    return made;
  }

  CLI::App root_;
  std::map<std::string, CLI::App*> groups_;
  std::deque<parsed_verb> verbs_;
};

void fill_fallbacks(parsed_verb& one) {
  for (const auto& option : one.what->options)
    if (auto& slot = one.args.values[std::string{option.name}];
        slot.empty() && !option.fallback.empty())
      slot.emplace_back(option.fallback);
}

exit_code run(parsed_verb& one, const terminal& where) {
  fill_fallbacks(one);
  auto done = one.what->run({one.args, where});
  if (done)
    return *done;
  const auto json = one.args.values.find("--json");
  print_failure(where, done.error(), json != one.args.values.end() && !json->second.empty());
  return exit_code_of(done.error());
}

/// Returns how many letters must be changed, added or left out to make `one` of `two`.
std::size_t distance(std::string_view one, std::string_view two) {
  std::vector<std::size_t> row(two.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= two.size(); ++j) {
      const auto replaced = diagonal + (one[i - 1] == two[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

/// Returns the words of the verb that `words` begin with, as they were meant; empty if none is
/// near.
std::string nearest_verb(const std::vector<std::string>& words, const std::vector<verb>& verbs) {
  constexpr std::size_t far = 3;
  std::string nearest;
  auto least = far;
  for (const auto& one : verbs) {
    const bool two_words = one.name.find(' ') != std::string_view::npos;
    const auto said = two_words && words.size() > 1 ? words[0] + ' ' + words[1] : words[0];
    if (const auto away = distance(said, one.name); away < least) {
      least = away;
      nearest = one.name;
    }
  }
  return nearest;
}

/// Returns whether the words name a verb, whatever follows it.
bool names_verb(const std::string& recognised, const std::vector<verb>& verbs) {
  return std::any_of(verbs.begin(), verbs.end(),
                     [&](const verb& one) { return one.name == recognised; });
}

/// Names the word that is no verb, and what it may have been meant to be.
exit_code complain_of_verb(const std::vector<std::string>& given, const std::string& recognised,
                           const std::vector<verb>& verbs, const terminal& where) {
  const auto at = recognised.empty() ? 0u : 1u;
  where.err << painted(where, "gatehouse: ", colour::red);
  if (at < given.size())
    where.err << "There is no verb '" << (at == 0 ? "" : recognised + " ") << harmless(given[at])
              << "'.";
  else
    where.err << "'" << recognised << "' wants another word.";
  if (const auto meant = nearest_verb(given, verbs); !meant.empty())
    where.err << " Did you mean '" << meant << "'?";
  where.err << "\n  Try: gatehouse " << recognised << (recognised.empty() ? "" : " ") << "--help\n";
  return exit_code::usage;
}

exit_code complain(const command_line& line, const CLI::ParseError& error, const terminal& where) {
  auto words = line.recognised();
  words.append(words.empty() ? "" : " ");
  where.err << painted(where, "gatehouse: ", colour::red) << harmless(error.what()) << "\n"
            << "  Try: gatehouse " << words << "--help\n";
  return exit_code::usage;
}

} // namespace

exit_code run_command_line(const std::vector<std::string>& words, const std::vector<verb>& verbs,
                           const terminal& where) {
  if (words == std::vector<std::string>{"--version"})
    return run_command_line({"version"}, verbs, where);
  command_line line(verbs);
  auto all = with_config_file(words);
  if (!all) {
    print_failure(where, all.error());
    return exit_code_of(all.error());
  }
  std::vector<std::string> reversed(all->rbegin(), all->rend());
  try {
    line.root().parse(reversed);
  } catch (const CLI::CallForHelp&) {
    where.out << help_text(verbs, line.recognised());
    return exit_code::ok;
  } catch (const CLI::ParseError& error) {
    if (words.empty()) {
      where.err << help_text(verbs, {});
      return exit_code::usage;
    }
    if (const auto known = line.recognised(); !names_verb(known, verbs))
      return complain_of_verb(words, known, verbs, where);
    return complain(line, error, where);
  }
  return run(*line.chosen(), where);
}

} // namespace gatehouse
