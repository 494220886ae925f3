#pragma once

#include "actors/background.hpp"
#include "actors/catalog.hpp"
#include "actors/metrics.hpp"
#include "actors/operator_log.hpp"
#include "actors/published.hpp"
#include "actors/server_words.hpp"
#include "actors/upstream/upstream_client.hpp"
#include "actors/watchers.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/journal.hpp"
#include "storage/projector.hpp"
#include "storage/view_store.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace gatehouse {

class child_guard;
class io_loop;

/// Makes the client of an upstream; injected so that tests decide what an upstream says.
using client_factory = std::function<std::shared_ptr<upstream_client>(
    io_loop& loop, child_guard& guard, upstream_target target, upstream_events events)>;

/// What actors depend on, injected at spawning. Every actor function takes it by const reference:
/// a function actor without an argument makes CAF 0.17.6 dereference a null pointer.
///
/// Ownership: the gateway owns all of it and outlives the actor system.
struct deps {
  journal& log;
  view_store& views;
  vault& keys;
  published& current;
  catalogs& tools;
  watchers& watching;
  gateway_metrics& counters;
  io_loop& loop;
  background& chores;
  child_guard* guard = nullptr; ///< null in tests that start no child
  clock_source now;
  std::chrono::milliseconds session_passivation{};
  std::chrono::milliseconds session_expiry{};
  client_factory make_client = make_upstream_client;
  std::vector<address_block> upstream_nets{}; ///< private ones that anybody's upstream may be in
  operator_log tell_operator = [](const std::string&) {};
  std::shared_ptr<server_words> said = std::make_shared<server_words>();
};

} // namespace gatehouse
