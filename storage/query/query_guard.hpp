#pragma once

#include "events/core/outcome.hpp"
#include "storage/query/query.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gatehouse {

/// Watches over one query: how long it takes, what it asks for, and why it was stopped.
///
/// Thread rule: one thread. Ownership: `bounds` must outlive it.
class query_guard {
public:
  using clock = std::chrono::steady_clock;

  query_guard(const query_bounds& bounds, std::function<bool()> given_up)
      : bounds_(bounds), given_up_(std::move(given_up)), until_(clock::now() + bounds.time) {}

  /// Returns the reason to stop, if there is one.
  outcome<nothing> go_on();

  /// Notes why the query ends; the first reason counts.
  void stop(failure why);

  const std::optional<failure>& reason() const { return reason_; }

  /// Decides whether a statement may do `action` (a code of sqlite3_set_authorizer) with what is
  /// named.
  bool allows(int action, std::string_view first, std::string_view second);

private:
  const query_bounds& bounds_;
  std::function<bool()> given_up_;
  clock::time_point until_;
  std::optional<failure> reason_;
};

} // namespace gatehouse
