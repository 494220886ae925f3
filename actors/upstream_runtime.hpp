#pragma once

#include "actors/relist_budget.hpp"
#include "actors/upstream_link.hpp"
#include "actors/upstreams.hpp"

#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>

namespace gatehouse {

/// The runtime of one lane of a connection. It connects when first asked, keeps the catalog fresh
/// while the server says that it changed (a session's own lane from then on a catalog of that
/// session), and connects again when it is asked after a failure. A call that provably never ran is
/// tried once more; any other is never sent twice.
///
/// Connecting is in upstream_runtime.cpp, the catalog in upstream_catalog.cpp, calls in
/// upstream_calls.cpp.
struct upstream_runtime {
  using pointer = upstream_actor::stateful_pointer<upstream_runtime>;

  static inline const char* name = "upstream";

  enum class phase : std::uint8_t { idle, connecting, ready };

  explicit upstream_runtime(pointer self_pointer) : self(self_pointer) {}

  void begin(const std::shared_ptr<const deps>& with, const directory_actor& to,
             const upstream_pool_actor& from, const lane& mine,
             const std::shared_ptr<lane_use>& use);

  // -- connecting and the catalog -----------------------------------------------------------------

  caf::result<catalog_reply> on_get_catalog(const get_catalog& message);
  void on_opened(const upstream_opened& message);
  void on_listed(upstream_listed& message);
  void on_changed(const upstream_changed& message);
  void on_closed(const upstream_closed& message);
  void on_retire();

  // -- calls --------------------------------------------------------------------------------------

  caf::result<dispatched> on_dispatch(dispatch& message);
  void on_cancel(const cancel_dispatch& message);
  void on_answer(answer_upstream& message);
  void on_answered(upstream_answered& message);
  void on_said(const upstream_said& message);
  void on_set_level(const set_lane_level& message);
  void on_roots_changed();
  void on_run_again();

private:
  struct waiting_call {
    dispatch message;
    caf::typed_response_promise<dispatched> promise;
    bool again = false;       ///< sent before, provably in vain
    std::uint64_t epoch = 0;  ///< of the client it runs on
    std::uint64_t number = 0; ///< its place among those that were sent
  };

  /// Refusing for a while, and why.
  struct pause {
    failure why{errc::upstream_unavailable, ""};
    caf::actor_clock::time_point until{};
  };

  void connect();
  void fail(const failure& why);
  void disconnect(const failure& why);
  void become_ready();
  bool is_paused() const;
  void list(catalog_list what);
  void relist(catalog_list what);
  bool may_relist(catalog_list what);
  void all_listed();
  void take_catalog();
  void tell_of_left_out(const catalog& fresh) const;
  void relist_own(catalog_list what);
  void take_own_catalog();
  void forget_own_catalog();
  void tell_session_of_lists();
  void note_failure(const failure& why);
  void record(connection::command what);
  void answer_catalogs(const outcome<std::shared_ptr<const catalog>>& result);

  std::optional<std::string> unable() const;
  void run_waiting();
  void run(waiting_call next);
  void run_watch(waiting_call next);
  std::map<call_id, waiting_call>::iterator meant();
  void judge_doubt(const upstream_reply& reply, const waiting_call& one);
  void judge_health(const upstream_reply& reply, std::uint64_t on);
  void resource_updated(const server_message& message);
  void count();
  void quit_if_retired();
  static failure closed();

  pointer self;
  std::shared_ptr<const deps> world;
  directory_actor directory;
  upstream_pool_actor pool;
  lane which;
  std::shared_ptr<lane_use> use;

  phase where = phase::idle;
  pause rest;
  std::uint64_t epoch = 0;
  std::optional<upstream_link> link;
  upstream_hello hello;
  bool retired = false;

  std::set<catalog_list> listing;          ///< asked for and not here yet
  std::set<catalog_list> changed_again;    ///< while they were being listed
  std::set<catalog_list> put_off;          ///< changed, and to be listed when the budget allows
  std::map<catalog_list, failure> failing; ///< of the last listing
  relist_budget budget;
  std::array<upstream_listing, all_catalog_lists.size()> lists;
  bool has_listed_own = false; ///< in a session's own lane: `lists` are what its server says
  std::vector<caf::typed_response_promise<catalog_reply>> wanted;

  std::deque<waiting_call> waiting;
  std::map<call_id, waiting_call> running;
  call_id youngest;                                        ///< of those that were sent
  std::uint64_t sent = 0;                                  ///< calls, so far
  std::optional<std::uint64_t> doubtful_since;             ///< how many, when one was given up
  std::map<std::string, std::set<session_id>> watchers_of; ///< by resource URI
  std::string level;                                       ///< of the log, as the session wants it
  unsigned failures = 0;                                   ///< in a row
  std::uint64_t failed_epoch = 0;                          ///< whose end has been counted
};

} // namespace gatehouse
