#include "events/connection/connection.hpp"

#include "events/core/limits.hpp"

#include <optional>

namespace gatehouse {

namespace {

failure missing() {
  return {errc::not_found, "Connection not found."};
}

std::optional<failure> bad_config(const upstream_config& config) {
  if (config.command.empty() == config.url.empty())
    return failure{errc::invalid_argument, "Give either a command (stdio) or a URL (HTTP)."};
  if (config.command.size() > limits::command_line_args_max)
    return failure{errc::invalid_argument, "The command has more than 256 arguments."};
  std::size_t bytes = config.url.size();
  for (const auto& word : config.command) {
    bytes += word.size();
    if (word.find('\0') != std::string::npos)
      return failure{errc::invalid_argument, "The command holds a NUL byte."};
  }
  if (!config.command.empty() && config.command.front().empty())
    return failure{errc::invalid_argument, "The command names no program."};
  if (bytes > limits::command_line_bytes_max)
    return failure{errc::invalid_argument, "The command or URL is longer than 64 KiB."};
  if (config.environment.size() > limits::env_entries_max ||
      config.headers.size() > limits::env_entries_max)
    return failure{errc::invalid_argument,
                   "There are more than 100 environment entries or headers."};
  if (!config.command.empty() && !config.headers.empty())
    return failure{errc::invalid_argument, "Headers are for HTTP connections only."};
  if (!config.url.empty() && !config.environment.empty())
    return failure{errc::invalid_argument, "An environment is for stdio connections only."};
  // Nothing keeps a session that makes no request for so long.
  constexpr std::chrono::seconds most{limits::session_expiry};
  if (config.timeout_s > static_cast<std::uint64_t>(most.count()))
    return failure{errc::invalid_argument, "The timeout is longer than 1800 seconds."};
  return std::nullopt;
}

} // namespace

decision_of<connection> connection::decide(const state& s, const create_connection& c) {
  if (!s.id.empty())
    return failure{errc::conflict, "The connection exists already."};
  if (auto refused = bad_config(c.config))
    return *refused;
  events_of<connection> events{
      connection_created{c.connection, c.org, c.address, c.owner, c.owner_user, c.config, c.now}};
  if (c.drift != s.drift)
    events.emplace_back(drift_set{c.drift, c.now});
  return events;
}

decision_of<connection> connection::decide(const state& s, const note_health& c) {
  if (!s.live())
    return missing();
  bool known = s.health_at != unix_us{} && s.healthy == c.healthy && s.health_reason == c.reason;
  if (known)
    return events_of<connection>{};
  return events_of<connection>{connection_health_changed{c.healthy, c.reason, c.now}};
}

decision_of<connection> connection::decide(const state& s, const remove_connection& c) {
  if (!s.live())
    return missing();
  return events_of<connection>{connection_removed{c.now}};
}

void connection::evolve(state& s, const connection_created& e) {
  s.id = e.connection;
  s.org = e.org;
  s.address = e.address;
  s.owner = e.owner;
  s.owner_user = e.owner_user;
  s.config = e.config;
  s.created = e.at;
}

void connection::evolve(state& s, const connection_health_changed& e) {
  s.healthy = e.healthy;
  s.health_reason = e.reason;
  s.health_at = e.at;
}

void connection::evolve(state& s, const connection_removed&) {
  s.removed = true;
}

} // namespace gatehouse
