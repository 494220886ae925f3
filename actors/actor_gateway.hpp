#pragma once

#include "actors/actor_administration.hpp"
#include "actors/actor_privacy.hpp"
#include "actors/call_rate.hpp"
#include "actors/directory.hpp"
#include "actors/gateway.hpp"
#include "actors/record_notary.hpp"
#include "actors/record_queries.hpp"
#include "actors/refusal_counter.hpp"
#include "actors/sealed_outbox.hpp"
#include "actors/startup.hpp"
#include "actors/upstream/child_guard.hpp"
#include "actors/upstreams.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace gatehouse {

/// The gateway over CAF: owns the data folder, the actor system and everything between.
class actor_gateway final : public gateway {
public:
  actor_gateway(gateway_options options, io_loop& loop);
  ~actor_gateway() override;

  outcome<nothing> open();

  void stop(std::chrono::milliseconds grace) override;
  std::string take_new_operator_token() override;

  outcome<caller> authenticate(std::string_view token) const override;
  outcome<resource> resolve(const caller& who, std::string_view org_slug,
                            std::string_view toolkit_slug) const override;
  void note_refused_authentication(std::string_view reason) override;

  void open_session(const binding& at, client_hello hello, answer<session_info> done) override;
  void check_session(const session_id& id, const binding& at, answer<session_info> done) override;
  void close_session(const session_id& id, const binding& at, answer<nothing> done) override;
  void stateless_session(const binding& at, client_hello hello, answer<session_info> done) override;
  void list(catalog_list what, const session_id& id, const binding& at,
            answer<std::shared_ptr<const catalog_listing>> done) override;
  outcome<tool_inventory> inventory(const session_id& id, const binding& at) const override;
  std::uint64_t call(const session_id& id, const binding& at, client_request what,
                     call_events events) override;
  std::uint64_t resume_call(const session_id& id, const binding& at, client_request what,
                            input_round round, call_events events) override;
  void answer_server(std::uint64_t call_handle, std::uint64_t reply_to,
                     client_reply reply) override;
  void cancel_call(std::uint64_t handle) override;
  void set_log_level(const session_id& id, const binding& at, std::string level,
                     answer<nothing> done) override;
  void roots_changed(const session_id& id) override;
  std::uint64_t watch(const session_id& id, const binding& at, watch_filter what,
                      std::function<void(client_message)> hear) override;
  void unwatch(std::uint64_t handle) override;

  event_outbox& kept_events() override { return *outbox_; }

  administration& admin() override { return *admin_; }

  notary& attestations() override { return *notary_; }

  privacy& content() override { return *privacy_; }

  const published& current() const override { return current_; }

  queries& records() override { return *records_; }

  std::shared_ptr<const catalog> catalog_of(const connection_id& id) const override {
    return tools_.find(id);
  }

  outcome<nothing> ready() const override;
  journal_position journal_head() const override;
  std::string metrics_text() const override;

private:
  /// Whose stateless requests, and where.
  using stateless_key = std::tuple<principal_id, token_id, org_id, toolkit_id>;

  /// The session that stateless requests of one key belong to.
  struct stateless_entry {
    std::optional<session_id> id; ///< nothing while it is being opened
    unix_us opened;
    unix_us used;
    std::size_t calls = 0;
    std::vector<answer<session_info>> waiting;
  };

  struct call_in_hand {
    call_actor actor;
    org_id org;
  };

  void spawn_actors();
  void start_notary();
  void try_open_session(const binding& at, const client_hello& hello, int attempts,
                        answer<session_info> done);
  call_events events_of(std::uint64_t handle, call_events events);
  void forget_call(std::uint64_t handle);
  static stateless_key key_of(const binding& at);
  bool is_usable(const stateless_entry& one, unix_us now) const;
  void drop_unusable_sessions(unix_us now);
  void drop_stateless(const binding& at, const session_id& id);
  void give_up_calls();
  void finish_chores();
  void end_actors();
  record_context context_of(const binding& at, const session_id& id) const;
  void record_query(const caller& by, const org_id& org, const std::string& text,
                    answer<nothing> recorded);

  gateway_options options_;
  io_loop& loop_;
  clock_source now_;
  published current_;
  catalogs tools_;
  watchers watching_{current_};
  gateway_metrics counters_;
  refusal_counter refusals_;
  opened_folder folder_;
  std::unique_ptr<child_guard> guard_;
  std::unique_ptr<sealed_outbox> outbox_; ///< outlives the chores that use it
  std::unique_ptr<background> chores_;
  std::unique_ptr<record_queries> records_;
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  call_peers peers_;
  loader_actor loader_;
  std::unique_ptr<actor_administration> admin_;
  std::unique_ptr<record_notary> notary_;
  std::unique_ptr<actor_privacy> privacy_;

  std::mutex calls_mutex_;
  std::condition_variable calls_done_;
  std::unordered_map<std::uint64_t, call_in_hand> calls_;
  std::map<org_id, std::size_t> calls_of_org_;
  call_rate rate_;
  std::uint64_t last_handle_ = 0;

  std::mutex stateless_mutex_;
  std::map<stateless_key, stateless_entry> stateless_;

  std::atomic<bool> stopping_{false};
};

} // namespace gatehouse
