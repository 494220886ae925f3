#pragma once

#include "http/origin_rules.hpp"
#include "http/routes.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// The route table, compiled, and the checks every request goes through before its handler.
///
/// Order: Host, Origin, path (404), preflight, method (405), credential (401), scope (403, or 404
/// for an organization that is not the caller's). All of it needs the head only, so a body that is
/// not wanted is not read.
/// Thread rule: immutable; on the I/O loop only because the exchanges are.
class router {
public:
  router(const std::vector<route>& table, const server_options& options);

  /// Checks the head; returns the response that ends the request, or nothing if its handler may
  /// run.
  std::optional<http_response> admit(exchange& on) const;

  /// Runs the handler of an admitted exchange whose body has arrived, unless the server is at
  /// limits::in_flight_max.
  void run(const std::shared_ptr<exchange>& on) const;

private:
  struct node {
    std::map<std::string, std::unique_ptr<node>, std::less<>> literals;
    std::unique_ptr<node> variable;
    std::string name; ///< of the variable this node stands for
    std::map<std::string, const route*, std::less<>> methods;
  };

  using names = std::vector<std::pair<std::string, std::string>>;

  void add(const route& one);
  const node* find(const node& at, std::string_view path, names& segments) const;
  std::optional<http_response> check_origin(exchange& on) const;
  std::optional<http_response> choose(exchange& on) const;
  std::optional<http_response> authenticate(exchange& on) const;
  std::optional<http_response> check_scope(const exchange& on) const;

  std::vector<route> table_;
  node root_;
  origin_rules rules_;
  std::string public_url_;
};

/// Returns why `who`, in an org of his own, may not use a route of this scope, if so.
std::optional<failure> scope_refusal(scope wanted, const caller& who);

} // namespace gatehouse
