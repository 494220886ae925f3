#pragma once

#include "actors/actors.hpp"
#include "actors/catalog.hpp"

#include <caf/send.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace gatehouse {

/// Asks for the catalogs of `missing` and goes on when all have answered or `limits::catalog_wait`
/// has passed. A connection that kept us waiting in vain is asked, but not waited for, until it has
/// listed: one bad upstream delays nobody twice.
template <class Self>
void await_catalogs(Self* self, const upstream_pool_actor& upstreams, catalogs& board,
                    const std::vector<connection_id>& missing, const std::function<void()>& next) {
  auto left = std::make_shared<std::size_t>(1);
  auto one_less = [left, next] {
    if (--*left == 0)
      next();
  };
  for (const auto& id : missing) {
    if (board.is_slow(id)) {
      caf::anon_send(upstreams, get_catalog{id});
      continue;
    }
    ++*left;
    self->request(upstreams, limits::catalog_wait, get_catalog{id})
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
