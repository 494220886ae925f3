#pragma once

#include "actors/deps.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// An upstream_client that says what a test has it say. As the contract wants it, close() ends what
/// is pending as `transport`, and a call of a closed client is `not_sent`.
///
/// Thread rule: the loop's thread, or a test's while the loop sleeps.
class fake_client final : public upstream_client {
public:
  fake_client(upstream_target at, upstream_events said)
      : target(std::move(at)), events(std::move(said)) {}

  void open(std::function<void(outcome<upstream_hello>)> done) override { opening = done; }

  void list(catalog_list what, std::function<void(outcome<upstream_listing>)> done) override {
    if (what != catalog_list::tools)
      return done(upstream_listing{}); // this server has tools only
    listings.push_back(std::move(done));
  }

  std::uint64_t request(upstream_request request,
                        std::function<void(upstream_reply)> done) override {
    if (closed) {
      done({upstream_reply::kind::not_sent, "", "closed", false});
      return 0;
    }
    requests.push_back(std::move(request));
    calls[requests.size()] = std::move(done);
    return requests.size();
  }

  void cancel(std::uint64_t handle) override {
    end(handle, {upstream_reply::kind::cancelled, "", "", false});
  }

  void answer(std::uint64_t reply_to, client_reply reply) override {
    answers[reply_to] = std::move(reply);
  }

  void tell_roots_changed() override { ++roots_changes; }

  void watch_resource(const std::string&, bool, std::function<void(upstream_reply)> done) override {
    done({upstream_reply::kind::result, "{}", ""});
  }

  void ping(std::chrono::milliseconds, std::function<void(outcome<nothing>)> done) override {
    done(nothing{});
  }

  void close() override {
    closed = true;
    while (!calls.empty())
      end(calls.begin()->first, {upstream_reply::kind::transport, "", "closed", false});
  }

  /// Answers the oldest list().
  void list(outcome<std::vector<upstream_item>> tools, std::vector<unusable_tool> left_out = {}) {
    auto done = std::move(listings.front());
    listings.erase(listings.begin());
    if (tools)
      done(upstream_listing{*std::move(tools), std::move(left_out)});
    else
      done(tools.error());
  }

  void end(std::uint64_t handle, upstream_reply reply) {
    auto call = calls.extract(handle);
    if (call)
      call.mapped()(std::move(reply));
  }

  upstream_target target;
  upstream_events events;
  std::map<std::uint64_t, client_reply> answers; ///< to questions, by reply_to
  std::function<void(outcome<upstream_hello>)> opening;
  std::vector<std::function<void(outcome<upstream_listing>)>> listings;
  std::vector<upstream_request> requests; ///< a call's handle is its place here, from 1 on
  std::map<std::uint64_t, std::function<void(upstream_reply)>> calls;
  std::size_t roots_changes = 0; ///< how often it was told of one
  bool closed = false;
};

/// The clients that were made, in order.
struct fake_clients {
  client_factory factory() {
    return [this](io_loop&, child_guard&, upstream_target target, upstream_events events) {
      made.push_back(std::make_shared<fake_client>(std::move(target), std::move(events)));
      return made.back();
    };
  }

  std::vector<std::shared_ptr<fake_client>> made;
};

} // namespace gatehouse
