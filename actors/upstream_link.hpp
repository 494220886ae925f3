#pragma once

#include "actors/actors.hpp"
#include "actors/deps.hpp"

#include <cstdint>
#include <map>
#include <memory>

namespace gatehouse {

/// One MCP client on the I/O loop, as its upstream actor holds it: turns the actor's words into
/// work on the loop, and what the client says back into messages.
///
/// Thread rule: the members below from the actor; everything else happens on the loop.
class upstream_link {
public:
  /// Starts connecting; `upstream_opened` and the rest arrive at `owner` under `epoch`. What the
  /// server writes to its standard error goes to the operator, as that of `from`.
  upstream_link(const std::shared_ptr<const deps>& world, upstream_actor owner, std::uint64_t epoch,
                const connection_id& from, upstream_target target);
  ~upstream_link();
  upstream_link(const upstream_link&) = delete;
  upstream_link& operator=(const upstream_link&) = delete;

  void list(catalog_list what);
  void call(call_id id, upstream_request request);
  void cancel(const call_id& id);
  void answer(std::uint64_t reply_to, client_reply reply);
  /// Subscribes to a resource or no longer; the reply arrives as that of call `id`.
  void watch(call_id id, std::string uri, bool on);
  /// Sets the server's log level; nobody waits for its answer.
  void set_log_level(std::string level);
  void tell_roots_changed();

private:
  struct on_loop;

  std::shared_ptr<const deps> world_;
  std::shared_ptr<on_loop> shared_;
};

} // namespace gatehouse
