#pragma once

#include "app/exit_code.hpp"
#include "app/terminal.hpp"
#include "events/core/outcome.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// How often an option or operand may be given.
enum class occurs : std::uint8_t { once, at_most_once, any, flag };

/// One option (`--org`) or operand (`SLUG`) of a verb.
struct verb_option {
  std::string_view name;
  std::string_view value; ///< placeholder of an option's value; empty for operands and flags
  std::string_view help;
  occurs often = occurs::at_most_once;
  std::string_view fallback = {};    ///< the default
  std::string_view environment = {}; ///< the variable that sets it where it is not given
};

/// What was given, by option name. Asking for an option the verb does not have is a bug (assert).
class arguments {
public:
  const std::string& text(std::string_view name) const;
  const std::vector<std::string>& texts(std::string_view name) const;
  bool given(std::string_view name) const;

  std::map<std::string, std::vector<std::string>, std::less<>> values;
};

/// A verb at work.
struct verb_call {
  const arguments& args;
  const terminal& term;

  bool json() const { return args.given("--json"); }
};

/// One verb of the command line: options, help and docs/cli.md come from this.
struct verb {
  std::string_view name; ///< one or two words
  std::string_view summary;
  std::vector<verb_option> options;
  std::vector<std::string_view> examples;
  outcome<exit_code> (*run)(const verb_call&);
};

/// Returns the whole command line.
const std::vector<verb>& all_verbs();

std::vector<verb> serve_verbs();
std::vector<verb> org_verbs();
std::vector<verb> token_verbs();
std::vector<verb> connection_verbs();
std::vector<verb> toolkit_verbs();
std::vector<verb> policy_verbs();
std::vector<verb> call_verbs();
std::vector<verb> connect_verbs();
std::vector<verb> audit_verbs();
std::vector<verb> session_verbs();
std::vector<verb> query_verbs();
std::vector<verb> past_verbs();
std::vector<verb> offline_verbs();
std::vector<verb> backup_verbs();
std::vector<verb> archive_verbs();
std::vector<verb> verify_verbs();
std::vector<verb> checkpoint_verbs();
std::vector<verb> proof_verbs();
std::vector<verb> bench_verbs();
std::vector<verb> capture_verbs();
std::vector<verb> erasure_verbs();
std::vector<verb> master_key_verbs();

} // namespace gatehouse
