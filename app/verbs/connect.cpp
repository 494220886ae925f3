#include "actors/upstream/descriptor.hpp"
#include "app/bridge/bridge_pump.hpp"
#include "app/serve/json_log.hpp"
#include "app/verb.hpp"

#include <charconv>
#include <csignal>
#include <pthread.h>
#include <sys/signalfd.h>

namespace gatehouse {

namespace {

/// Makes the signals that end a process something to read. Called before any thread is started, so
/// that all inherit the blocked signals.
descriptor stop_signals_to_read() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    ::sigaddset(&set, signal);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return descriptor{::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
}

outcome<std::chrono::milliseconds> read_patience(const std::string& text) {
  constexpr std::int64_t most = std::chrono::seconds{limits::bridge_patience_max}.count();
  std::int64_t seconds = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < 0 || seconds > most)
    return failure{errc::invalid_argument, "--patience must be a number of seconds from 0 to " +
                                               std::to_string(most) + "."};
  return std::chrono::milliseconds{std::chrono::seconds{seconds}};
}

/// Returns the URL that was given, or the path below the gateway's address.
outcome<http_url> read_endpoint(const arguments& args) {
  const auto& given = args.text("URL");
  if (!given.starts_with('/'))
    return parse_http_url(given);
  auto url = parse_http_url(args.text("--server"));
  if (!url)
    return url;
  while (url->target.ends_with('/'))
    url->target.pop_back();
  url->target += given;
  return url;
}

outcome<bridge_options> read_bridge_options(const verb_call& call) {
  auto endpoint = read_endpoint(call.args);
  auto patience = endpoint ? read_patience(call.args.text("--patience")) : endpoint.error();
  if (!patience)
    return patience.error();
  bridge_options options{*endpoint, {}, *patience};
  options.token = call.term.environment("GATEHOUSE_TOKEN").value_or("");
  if (!check_http_header("Authorization", "Bearer " + options.token))
    return failure{errc::invalid_argument, "GATEHOUSE_TOKEN does not hold a token."};
  return options;
}

outcome<exit_code> connect_client(const verb_call& call) {
  auto options = read_bridge_options(call);
  if (!options)
    return options.error();
  const auto stop = stop_signals_to_read();
  log_line(log_level::info, "bridging",
           {{"to", options->endpoint.authority},
            {"token", options->token.empty() ? "none" : "from GATEHOUSE_TOKEN"}});
  const auto ended = run_bridge({STDIN_FILENO, STDOUT_FILENO, stop.get()}, *options,
                                [](const std::string& event, const std::string& detail) {
                                  log_line(log_level::warning, event, {{"detail", detail}});
                                });
  if (!ended)
    return ended.error();
  log_line(log_level::info, "ended", {{"by", *ended}});
  return exit_code::ok;
}

} // namespace

std::vector<verb> connect_verbs() {
  return {
      {"connect",
       "Lets a client that only speaks stdio use any endpoint; GATEHOUSE_TOKEN is its token.",
       {{"URL", "", "The endpoint, or its path.", occurs::once},
        {"--server", "URL", "The gateway of a path.", occurs::at_most_once, "http://127.0.0.1:8750",
         "GATEHOUSE_URL"},
        {"--patience", "SECONDS", "How long a server may be away.", occurs::at_most_once, "30"}},
       {"gatehouse connect http://127.0.0.1:8750/acme/mcp/toolkits/reading",
        R"({"mcpServers": {"gatehouse": {"command": "gatehouse",)",
        R"(  "args": ["connect", "http://127.0.0.1:8750/acme/mcp/toolkits/reading"],)",
        R"(  "env": {"GATEHOUSE_TOKEN": "ght_..."}}}})"},
       connect_client}};
}

} // namespace gatehouse
