#include "http/router.hpp"

#include "actors/gateway.hpp"
#include "http/ascii_case.hpp"
#include "http/bearer.hpp"
#include "http/edge.hpp"
#include "http/mcp/mcp_path.hpp"
#include "http/refusal.hpp"
#include "http/request_target.hpp"

#include <exception>

namespace gatehouse {

namespace {

constexpr std::string_view allowed_headers =
    "content-type, authorization, mcp-session-id, accept, mcp-protocol-version, last-event-id, "
    "mcp-method, mcp-name";
constexpr std::string_view exposed_headers = "mcp-session-id, WWW-Authenticate";

/// Returns the headers that a page of another origin may send: those of the protocol, and of the
/// ones it asks for those that repeat a tool's arguments, whose names are the tools' own.
std::string allowed_headers_for(const http_request& request) {
  constexpr std::string_view prefix = "mcp-param-";
  std::string allowed{allowed_headers};
  const auto asked = lower_case(request.header("access-control-request-headers"));
  for (auto at = asked.find(prefix); at != std::string::npos; at = asked.find(prefix, at + 1)) {
    const auto name = std::string_view{asked}.substr(at, asked.find_first_of(", \t", at) - at);
    if (at == 0 || asked.find_first_of(", \t", at - 1) == at - 1)
      allowed.append(", ").append(name);
  }
  return allowed;
}

template <class Methods> std::string allow_of(const Methods& methods, bool mcp) {
  std::string allow;
  for (const auto& [method, row] : methods)
    allow += method + ", ";
  if (methods.contains("GET") && !mcp)
    allow += "HEAD, ";
  return allow + "OPTIONS";
}

} // namespace

router::router(const std::vector<route>& table, const server_options& options)
    : table_(table), rules_(options), public_url_(options.public_url) {
  while (public_url_.ends_with('/'))
    public_url_.pop_back();
  for (const auto& one : table_)
    add(one);
}

void router::add(const route& one) {
  auto* at = &root_;
  for (auto path = one.path; !path.empty();) {
    const auto segment = take_segment(path);
    const bool variable = segment.starts_with('{');
    auto& next = variable ? at->variable : at->literals[std::string{segment}];
    if (!next)
      next = std::make_unique<node>();
    at = next.get();
    if (variable)
      at->name = segment.substr(1, segment.size() - 2);
  }
  at->methods.emplace(one.method, &one);
}

/// Literal segments win over variables; a variable is never empty.
const router::node* router::find(const node& at, std::string_view path, names& segments) const {
  if (path.empty())
    return at.methods.empty() ? nullptr : &at;
  const auto segment = take_segment(path);
  if (auto literal = at.literals.find(segment); literal != at.literals.end())
    if (const auto* found = find(*literal->second, path, segments))
      return found;
  if (!at.variable || segment.empty())
    return nullptr;
  segments.emplace_back(at.variable->name, segment);
  if (const auto* found = find(*at.variable, path, segments))
    return found;
  segments.pop_back();
  return nullptr;
}

std::optional<http_response> router::admit(exchange& on) const {
  if (auto ended = check_origin(on))
    return ended;
  on.origin_ = public_url_.empty() ? "http://" + on.request_.header("host") : public_url_;
  if (auto ended = choose(on))
    return ended;
  if (on.route_->who == scope::anyone)
    return {};
  if (auto ended = authenticate(on))
    return ended;
  return check_scope(on);
}

std::optional<http_response> router::check_origin(exchange& on) const {
  const auto& request = on.request_;
  const auto& host = request.header("host");
  const auto& origin = request.header("origin");
  if (!origin.empty() && !rules_.accepts_origin(origin, host))
    return refusal_of(request, {errc::origin_refused, "This Origin is not allowed."});
  if (!rules_.accepts_host(host))
    return refusal_of(request, {errc::origin_refused, "This Host is not allowed."});
  if (!rules_.shares_with(origin))
    return {};
  on.extra_headers_.emplace_back("Access-Control-Allow-Origin", origin);
  on.extra_headers_.emplace_back("Access-Control-Expose-Headers", exposed_headers);
  on.extra_headers_.emplace_back("Vary", "Origin");
  return {};
}

/// Finds the route; ends requests for none, and preflights.
std::optional<http_response> router::choose(exchange& on) const {
  const auto& request = on.request_;
  std::string_view path = request.path;
  const bool mcp = is_mcp_path(path);
  if (mcp && path.ends_with('/'))
    path.remove_suffix(1);
  names segments;
  const auto* found = path.starts_with('/') ? find(root_, path, segments) : nullptr;
  if (!found)
    return refusal_of(request, {errc::not_found, "Nothing is served at this path."});
  const auto allow = [&] { return allow_of(found->methods, mcp); };
  if (request.method == "OPTIONS") {
    http_response response{204, {}, {}, {{"Allow", allow()}}, {}};
    if (rules_.shares_with(request.header("origin"))) {
      response.headers.emplace_back("Access-Control-Allow-Methods", allow());
      response.headers.emplace_back("Access-Control-Allow-Headers", allowed_headers_for(request));
      response.headers.emplace_back("Access-Control-Max-Age", "600");
    }
    return response;
  }
  const bool head = request.method == "HEAD" && !mcp;
  const auto row = found->methods.find(head ? "GET" : request.method);
  if (row == found->methods.end()) {
    auto response = refusal_of(request, {errc::method_not_allowed, {}});
    response.headers.emplace_back("Allow", allow());
    return response;
  }
  on.route_ = row->second;
  on.segments_ = {segments.begin(), segments.end()};
  return {};
}

std::optional<http_response> router::authenticate(exchange& on) const {
  const auto& request = on.request_;
  const auto& header = request.header("authorization");
  const auto token = bearer_of(header);
  const auto refuse = [&](refused_token why, const failure& error) {
    on.gate().note_refused_authentication(why == refused_token::missing ? "missing" : "invalid");
    auto response = refusal_of(request, error);
    response.headers.emplace_back("WWW-Authenticate", challenge(on, why));
    return response;
  };
  if (header.empty())
    return refuse(refused_token::missing, {errc::unauthorized, "Unauthorized"});
  if (!token)
    return refuse(refused_token::invalid, {errc::unauthorized, "Unauthorized"});
  auto who = on.gate().authenticate(*token);
  if (!who)
    return who.error().code == errc::unauthorized
               ? refuse(refused_token::invalid, {errc::unauthorized, "Unauthorized"})
               : refusal_of(request, who.error());
  on.who_ = std::move(*who);
  return {};
}

std::optional<http_response> router::check_scope(const exchange& on) const {
  const auto wanted = on.route_->who;
  const auto& request = on.request();
  const bool of_org =
      wanted == scope::org_reader || wanted == scope::org_member || wanted == scope::org_admin;
  if (of_org) {
    auto place = on.gate().resolve(on.who(), on.segment("org"), {});
    if (!place || (!on.who().is_operator() && place->org != on.who().org))
      return refusal_of(request, {errc::not_found, "There is no such organization."});
  }
  if (auto refused = scope_refusal(wanted, on.who()))
    return refusal_of(request, *refused);
  return {};
}

std::optional<failure> scope_refusal(scope wanted, const caller& who) {
  const auto needs = [&](role least) -> std::optional<failure> {
    if (who.is_operator() || who.rank >= least)
      return {};
    const auto name = enum_names<role>::names[static_cast<std::size_t>(least)];
    return failure{errc::forbidden, "This needs the rank " + std::string{name} + "."};
  };
  switch (wanted) {
  case scope::anyone:
  case scope::signed_in:
    return {};
  case scope::org_reader:
    return needs(role::reader);
  case scope::org_member:
    return needs(role::member);
  case scope::org_admin:
    return needs(role::admin);
  case scope::operator_only:
    if (who.is_operator())
      return {};
    return failure{errc::forbidden, "This needs the operator's token."};
  }
  return failure{errc::forbidden, {}};
}

void router::run(const std::shared_ptr<exchange>& on) const {
  const auto& shared = on->at_edge();
  if (on->route_->who != scope::anyone && shared.counters.in_flight > shared.options.in_flight_max)
    return on->reply(refusal_of(on->request(), {errc::overloaded, {}}));
  // What a library throws, memory among it, must not end the loop. The exchange answers itself once
  // nobody holds it any more.
  try {
    on->route_->handle(on);
  } catch (const std::exception& error) {
    if (shared.options.log)
      shared.options.log("A handler ended with an exception: " + std::string{error.what()});
  }
}

} // namespace gatehouse
