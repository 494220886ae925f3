#include "actors/upstream_target.hpp"

namespace gatehouse {

namespace {

outcome<std::map<std::string, std::string>>
resolved(const std::map<std::string, secret_ref>& references, const vault& keys) {
  std::map<std::string, std::string> values;
  for (const auto& [name, reference] : references) {
    auto value = keys.secret(reference);
    if (!value)
      return value.error();
    values[name] = *std::move(value);
  }
  return values;
}

} // namespace

outcome<upstream_target> resolve_target(const connection::state& state, const vault& keys,
                                        const std::vector<address_block>& nets) {
  auto environment = resolved(state.config.environment, keys);
  if (!environment)
    return environment.error();
  auto headers = resolved(state.config.headers, keys);
  if (!headers)
    return headers.error();
  upstream_target target;
  target.label = state.address;
  target.command = state.config.command;
  target.url = state.config.url;
  target.addresses = {state.config.private_allowed, nets};
  if (!state.config.query.empty()) {
    auto query = keys.secret(state.config.query);
    if (!query)
      return query.error();
    target.url += "?" + *query;
  }
  target.environment = *std::move(environment);
  target.headers = *std::move(headers);
  return target;
}

} // namespace gatehouse
