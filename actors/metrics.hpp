#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse {

/// A number that only grows.
class counter {
public:
  void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }

  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// A number that goes up and down.
class gauge {
public:
  void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }

  std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::int64_t> value_{0};
};

/// What the actor system counts. A new metric is one member and its line in `walk`; /metrics and
/// docs/metrics.md follow.
///
/// Thread rule: every member from any thread.
struct gateway_metrics {
  counter calls_allowed;
  counter calls_denied;
  counter calls_completed;
  counter calls_failed;
  counter calls_rejudged;
  counter sessions_opened;
  counter sessions_closed;
  counter authentications_refused;
  counter upstream_connects;
  counter upstream_failures;
  counter upstream_pauses;
  gauge calls_in_flight;
  gauge live_actors;

  template <class F> void walk(F&& f) const {
    f("gatehouse_calls_allowed_total", "Tool calls that were admitted.", calls_allowed);
    f("gatehouse_calls_denied_total", "Tool calls that were denied.", calls_denied);
    f("gatehouse_calls_completed_total", "Tool calls that their upstream answered.",
      calls_completed);
    f("gatehouse_calls_failed_total", "Tool calls without an answer of their upstream.",
      calls_failed);
    f("gatehouse_calls_rejudged_total", "Calls judged again because a policy moved on.",
      calls_rejudged);
    f("gatehouse_sessions_opened_total", "MCP sessions opened.", sessions_opened);
    f("gatehouse_sessions_closed_total", "MCP sessions closed by their clients.", sessions_closed);
    f("gatehouse_authentications_refused_total", "Requests without a valid credential.",
      authentications_refused);
    f("gatehouse_upstream_connects_total", "Connections made to upstream servers.",
      upstream_connects);
    f("gatehouse_upstream_failures_total", "Connections to upstream servers that failed.",
      upstream_failures);
    f("gatehouse_upstream_pauses_total", "Times a connection was paused for failing in a row.",
      upstream_pauses);
    f("gatehouse_calls_in_flight", "Tool calls now in hand.", calls_in_flight);
    f("gatehouse_live_actors", "Aggregates now in memory.", live_actors);
  }
};

/// Returns the metrics in Prometheus' text format 0.0.4.
std::string prometheus_text(const gateway_metrics& metrics);

} // namespace gatehouse
