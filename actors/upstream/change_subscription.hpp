#pragma once

#include "actors/upstream/deadline.hpp"
#include "actors/upstream/upstream_client.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatehouse {

/// What a subscription needs of its client.
struct subscription_events {
  /// Sends `subscriptions/listen` with the raw params; the function is called when it has ended.
  std::function<std::uint64_t(std::string params, std::function<void(upstream_reply)> ended)> send;
  /// Gives it up.
  std::function<void(std::uint64_t id)> drop;
  std::function<void(std::string line)> log;
};

/// Keeps one `subscriptions/listen` open with a stateless server (MCP 2026-07-28, subscriptions):
/// opened anew when it breaks off, after a growing delay, and when the filter changes; then the old
/// one is dropped once the new one is acknowledged, so that nothing is missed between them.
///
/// Thread rule: everything on the loop's thread.
/// Bounds: limits::watched_uris_max, limits::stream_retry_delay_min and _max.
class change_subscription {
public:
  using watched = std::function<void(upstream_reply)>;

  change_subscription(io_loop& loop, subscription_events events);

  /// Opens it for the lists whose changes the server tells, by its `capabilities`.
  void start(std::string_view capabilities);
  /// Adds a resource to the filter, or removes it; `done` when the server has agreed.
  void watch(const std::string& uri, bool on, watched done);

  /// Says whether a message with the subscription id `id` belongs to it.
  bool owns(std::uint64_t id) const { return id != 0 && (id == current_ || id == opening_); }

  /// The server has acknowledged the subscription `id` with the raw params of its notification.
  void acknowledged(std::uint64_t id, std::string_view params);
  void stop();

private:
  struct request {
    std::string uri;
    bool on = false;
    watched done;
  };

  bool wanted() const;
  std::string filter() const;
  void open();
  void ended(std::uint64_t id, const upstream_reply& reply);
  void open_later();
  void answer_all(const upstream_reply& reply);

  io_loop& loop_;
  subscription_events events_;
  bool tools_ = false;
  bool prompts_ = false;
  bool resources_ = false;
  std::set<std::string> uris_;
  std::vector<request> asked_; ///< not yet in a filter that was sent
  std::vector<request> sent_;  ///< in the one that is being opened
  std::uint64_t current_ = 0;
  std::uint64_t opening_ = 0;
  std::chrono::milliseconds backoff_{0};
  std::optional<deadline> pause_;    ///< before the next attempt
  std::optional<deadline> patience_; ///< with one that is not acknowledged
  bool stopped_ = true;
};

} // namespace gatehouse
