#include "app/options.hpp"

#include "app/config_file.hpp"
#include "app/manual.hpp"

#include <CLI/CLI.hpp>

#include <deque>
#include <ostream>

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
  print_failure(where, done.error());
  return exit_code_of(done.error());
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
    if (!words.empty())
      return complain(line, error, where);
    where.err << help_text(verbs, {});
    return exit_code::usage;
  }
  return run(*line.chosen(), where);
}

} // namespace gatehouse
