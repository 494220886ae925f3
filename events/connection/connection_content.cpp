#include "events/connection/connection.hpp"

namespace gatehouse {

namespace {

failure missing() {
  return {errc::not_found, "Connection not found."};
}

/// Returns the values by name of a place that has names.
const std::map<std::string, secret_ref>& named(const upstream_config& config, secret_place place) {
  return place == secret_place::environment ? config.environment : config.headers;
}

/// Returns the reference, empty if there is no such secret.
secret_ref find_secret(const upstream_config& config, secret_place place, const std::string& name) {
  if (place == secret_place::query)
    return name.empty() ? config.query : secret_ref{};
  const auto& values = named(config, place);
  const auto found = values.find(name);
  return found == values.end() ? secret_ref{} : found->second;
}

} // namespace

std::vector<secret_ref> secrets_of(const upstream_config& config) {
  std::vector<secret_ref> all;
  for (const auto* references : {&config.environment, &config.headers})
    for (const auto& [name, reference] : *references)
      all.push_back(reference);
  if (!config.query.empty())
    all.push_back(config.query);
  return all;
}

decision_of<connection> connection::decide(const state& s, const set_connection_capture& c) {
  if (!s.live())
    return missing();
  const auto level = c.level.value_or(s.capture);
  auto redact = c.redact.value_or(s.redact);
  if (auto good = check_redaction_rules(redact); !good)
    return good.error();
  if (level == s.capture && redact == s.redact)
    return events_of<connection>{};
  return events_of<connection>{connection_capture_set{level, std::move(redact), c.now}};
}

decision_of<connection> connection::decide(const state& s, const erase_secret& c) {
  if (!s.live())
    return missing();
  auto secret = find_secret(s.config, c.place, c.name);
  if (secret.empty())
    return failure{errc::not_found, "The connection has no such secret."};
  return events_of<connection>{secret_erased{c.place, c.name, std::move(secret), c.now}};
}

void connection::evolve(state& s, const connection_capture_set& e) {
  s.capture = e.level;
  s.redact = e.redact;
}

void connection::evolve(state& s, const secret_erased& e) {
  switch (e.place) {
  case secret_place::environment:
    s.config.environment.erase(e.name);
    break;
  case secret_place::header:
    s.config.headers.erase(e.name);
    break;
  case secret_place::query:
    s.config.query = {};
    break;
  }
  s.erased.push_back(e.secret);
}

} // namespace gatehouse
