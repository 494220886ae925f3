#include "actors/gateway.hpp"
#include "actors/upstream/io_loop.hpp"
#include "app/client/gate_address.hpp"
#include "app/serve/json_log.hpp"
#include "app/serve/listen_address.hpp"
#include "app/serve/master_key_command.hpp"
#include "app/serve/stop_signals.hpp"
#include "app/verbs/online.hpp"
#include "http/server.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <ostream>
#include <sys/resource.h>
#include <thread>

namespace gatehouse {

namespace {

/// Sockets and children need descriptors: as many as the system grants.
void raise_descriptor_limit() {
  rlimit now{};
  if (::getrlimit(RLIMIT_NOFILE, &now) != 0)
    return;
  now.rlim_cur = now.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &now);
}

/// Returns the number that an option says, `otherwise` if it is not given.
outcome<std::size_t> read_count(const arguments& args, const std::string& option, std::size_t most,
                                std::size_t otherwise) {
  const auto text = args.text(option);
  if (text.empty())
    return otherwise;
  std::size_t count = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count < 1 || count > most)
    return failure{errc::invalid_argument,
                   option + " must be a number from 1 to " + std::to_string(most) + "."};
  return count;
}

outcome<std::vector<address_block>> read_nets(const std::vector<std::string>& texts) {
  std::vector<address_block> nets;
  for (const auto& text : texts) {
    auto net = parse_address_block(text);
    if (!net)
      return net.error();
    nets.push_back(*net);
  }
  return nets;
}

/// The keys must not be where the record is: whoever copies the data folder would take them along.
outcome<nothing> check_apart(const std::string& data, const std::string& keys) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto whole = [&](const std::string& path) {
    auto real = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
    return real.has_filename() ? real : real.parent_path();
  };
  const auto inside = whole(keys).lexically_relative(whole(data));
  if (inside.empty() || *inside.begin() == "..")
    return nothing{};
  return failure{errc::invalid_argument,
                 "--keys " + keys +
                     " is the data folder or inside it: a copy of the record would "
                     "hold the keys. Give a folder of its own."};
}

outcome<gateway_options> read_gateway_options(const arguments& args) {
  auto workers = read_count(args, "--workers", limits::worker_threads_max,
                            std::max<std::size_t>(2, std::thread::hardware_concurrency()) - 1);
  if (!workers)
    return workers.error();
  auto calls = read_count(args, "--calls-per-second", limits::calls_per_second_max,
                          limits::calls_per_second_default);
  if (!calls)
    return calls.error();
  auto nets = read_nets(args.texts("--allow-upstream-net"));
  if (!nets)
    return nets.error();
  gateway_options options;
  options.upstream_nets = *std::move(nets);
  options.data_folder = args.text("--data");
  while (options.data_folder.size() > 1 && options.data_folder.ends_with('/'))
    options.data_folder.pop_back();
  options.keys_folder = args.given("--keys") ? args.text("--keys") : options.data_folder + ".keys";
  if (auto apart = check_apart(options.data_folder, options.keys_folder); !apart)
    return apart.error();
  options.binary = std::filesystem::read_symlink("/proc/self/exe").string();
  options.worker_threads = *workers;
  options.master_key = key_from_command(args.text("--master-key-command"));
  options.calls_per_second = *calls;
  options.log = [](const std::string& line) {
    log_line(log_level::warning, "notice", {{"detail", line}});
  };
  for (const auto& text : args.texts("--witness-key")) {
    auto key = verifier_key::parse(text);
    if (!key || key->type != note_key_type::cosignature)
      return failure{errc::invalid_argument,
                     "--witness-key: " + (key ? "it is no witness's key" : key.error().detail)};
    options.witnesses.push_back(*std::move(key));
  }
  if (options.witnesses.size() > limits::cosignatures_max)
    return failure{errc::invalid_argument,
                   "There are at most " + std::to_string(limits::cosignatures_max) + " witnesses."};
  return options;
}

outcome<server_options> read_server_options(const arguments& args) {
  auto at = parse_listen_address(args.text("--listen"));
  if (!at)
    return at.error();
  server_options options;
  options.address = at->address;
  options.port = at->port;
  options.origins = args.texts("--origin");
  options.hosts = args.texts("--host");
  options.public_url = args.text("--public-url");
  options.log = [](std::string_view text) {
    log_line(log_level::error, "http", {{"detail", std::string{text}}});
  };
  return options;
}

std::string token_file(const gateway_options& options) {
  return options.keys_folder + "/operator.token";
}

void greet(const verb_call& call, gateway& gate, const gateway_options& options,
           const std::string& url) {
  log_line(log_level::info, "serving", {{"url", url}, {"data", options.data_folder}});
  call.term.out << "Gatehouse " << GATEHOUSE_VERSION << " serves " << url << "\n";
  if (const auto token = gate.take_new_operator_token(); !token.empty())
    call.term.out << "The operator's token, shown this once and kept in " << token_file(options)
                  << ":\n\n  " << token << "\n\nNext:\n"
                  << "  export GATEHOUSE_URL=" << url << " GATEHOUSE_TOKEN=" << token << "\n"
                  << "  gatehouse org create acme\n";
  else if (std::error_code ignored; std::filesystem::exists(token_file(options), ignored))
    call.term.out << "The operator's first token is kept in " << token_file(options) << "\n";
  call.term.out.flush();
}

outcome<exit_code> serve(const verb_call& call) {
  auto options = read_gateway_options(call.args);
  auto server_wanted = options ? read_server_options(call.args) : options.error();
  if (!server_wanted)
    return server_wanted.error();
  raise_descriptor_limit();
  stop_signals signals;
  io_loop loop;
  auto gate = gateway::start(*options, loop);
  if (!gate)
    return gate.error();
  auto server = http_server::start(loop, **gate, *server_wanted);
  if (!server) {
    if (!(*gate)->take_new_operator_token().empty())
      call.term.err << "The operator's token was made and is kept in " << token_file(*options)
                    << "\n";
    (*gate)->stop(limits::shutdown_grace);
    return server.error();
  }
  greet(call, **gate, *options, url_of({server_wanted->address, (*server)->port()}));
  log_line(log_level::info, "stopping", {{"signal", signals.wait()}});
  (*server)->stop(limits::shutdown_grace);
  (*gate)->stop(limits::shutdown_grace);
  log_line(log_level::info, "stopped");
  return exit_code::ok;
}

outcome<exit_code> status(const verb_call& call) {
  auto gate = rest_client::of(call);
  auto now = gate ? gate->ask("GET", api_path({"status"})) : gate.error();
  if (!now)
    return now.error();
  if (call.json())
    call.term.out << now->text() << "\n";
  else
    print_object(call.term, now->root());
  const auto ready = now->root().find("ready");
  return ready && ready->as_bool() == true ? exit_code::ok : exit_code::failed;
}

std::vector<verb_option> serve_options() {
  return {
      {"--data", "DIR", "The data folder; created by the first start.", occurs::once},
      {"--keys", "DIR", "The keys folder. Default: the data folder's name with .keys."},
      {"--master-key-command", "COMMAND",
       "Prints the master key: 32 bytes or 64 hex digits. Default: master.key in the keys folder."},
      {"--listen", "ADDRESS:PORT", "Where to listen; port 0 takes any.", occurs::at_most_once,
       "127.0.0.1:8750"},
      {"--origin", "URL", "A browser origin that may call.", occurs::any},
      {"--host", "NAME", "A Host accepted besides the loopback's.", occurs::any},
      {"--public-url", "URL", "What clients dial, where a proxy stands before."},
      {"--allow-upstream-net", "NET",
       "A private network, e.g. 10.0.0.0/8, where anybody's upstream may be.", occurs::any},
      {"--witness-key", "KEY", "A witness's verifier key; its cosignatures are kept.", occurs::any},
      {"--workers", "N", "Threads of the actors. Default: one less than cores."},
      {"--calls-per-second", "N", "Calls of one credential that are let through. Default: 20000."},
      {"--config", "FILE", "Read more options from this file; its lines are option = value."},
  };
}

} // namespace

std::vector<verb> serve_verbs() {
  return {
      {"serve",
       "Runs the gateway until SIGTERM or SIGINT; the first start prints the operator's token.",
       serve_options(),
       {"gatehouse serve --data /var/lib/gatehouse",
        "gatehouse serve --data data --listen 127.0.0.1:0 --workers 2"},
       serve},
      {"status",
       "Shows the version of a running gateway and whether it serves calls; fails if it does not.",
       with_gate_options({}),
       {"gatehouse status"},
       status},
  };
}

} // namespace gatehouse
