#pragma once

#include "actors/actors.hpp"
#include "actors/catalog.hpp"

#include <caf/send.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace gatehouse {

/// How long somebody waits for catalogs.
struct catalog_patience {
  std::chrono::milliseconds at_most = limits::catalog_wait;
  std::function<bool()> is_enough = [] { return false; }; ///< of what has been listed so far
};

/// Asks for the catalogs of `missing` and goes on, once, when all have answered or `patience` ends.
/// A connection that kept us waiting in vain is asked, but not waited for, until it has listed: one
/// bad upstream delays nobody twice.
template <class Self>
void await_catalogs(Self* self, const upstream_pool_actor& upstreams, catalogs& board,
                    const std::vector<connection_id>& missing, const catalog_patience& patience,
                    const std::function<void()>& next) {
  auto left = std::make_shared<std::size_t>(1);
  auto one_less = [left, next, is_enough = patience.is_enough] {
    if (*left == 0 || (--*left > 0 && !is_enough()))
      return;
    *left = 0;
    next();
  };
  for (const auto& id : missing) {
    if (board.is_slow(id)) {
      caf::anon_send(upstreams, get_catalog{id});
      continue;
    }
    ++*left;
    self->request(upstreams, patience.at_most, get_catalog{id})
        .then(
            [one_less, id, &board](const catalog_reply& reply) {
              if (!reply.result)
                board.note_slow(id);
              one_less();
            },
            [one_less, id, &board](const caf::error&) {
              board.note_slow(id);
              one_less();
            });
  }
  one_less();
}

} // namespace gatehouse
