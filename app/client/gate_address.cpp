#include "app/client/gate_address.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>

namespace gatehouse {

namespace {

/// RFC 6750 2.1: what may stand behind Bearer, near enough; a line break would end the header.
bool is_token_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

outcome<std::string> read_token(const verb_call& call) {
  const auto& keys = call.args.text("--keys");
  if (keys.empty()) {
    auto set = call.term.environment("GATEHOUSE_TOKEN");
    if (!set || set->empty())
      return failure{errc::unauthorized, "There is no token: set GATEHOUSE_TOKEN, or give --keys "
                                         "DIR, the keys folder with operator.token."};
    if (!is_token_text(*set))
      return failure{errc::invalid_argument,
                     "GATEHOUSE_TOKEN holds a blank, a line break or another character that no "
                     "token has."};
    return *set;
  }
  std::ifstream file(keys + "/operator.token");
  std::string token;
  if (!(file >> token))
    return failure{errc::unauthorized, keys + "/operator.token cannot be read."};
  return token;
}

} // namespace

std::vector<verb_option> with_gate_options(std::vector<verb_option> own) {
  own.push_back({"--server", "URL", "The gateway.", occurs::at_most_once, "http://127.0.0.1:8750",
                 "GATEHOUSE_URL"});
  own.push_back({"--keys", "DIR", "Use operator.token of this keys folder, not GATEHOUSE_TOKEN."});
  own.push_back({"--json", "", "Print JSON.", occurs::flag});
  return own;
}

outcome<gate_address> read_gate_address(const verb_call& call) {
  auto url = parse_http_url(call.args.text("--server"));
  if (!url)
    return url.error();
  while (url->target.ends_with('/'))
    url->target.pop_back();
  auto token = read_token(call);
  if (!token)
    return token.error();
  return gate_address{*url, *token};
}

} // namespace gatehouse
