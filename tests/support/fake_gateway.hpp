#pragma once

#include "actors/gateway.hpp"
#include "actors/upstream/io_loop.hpp"
#include "tests/support/fake_outbox.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

/// A gateway in memory, without actors, journal or upstreams: credentials, places and answers are
/// what the test says, sessions are real enough to be bound to a principal and a resource.
/// Callbacks are posted to the loop, as the contract wants.
///
/// Thread rule: every member from any thread.
class fake_gateway final : public gateway {
public:
  explicit fake_gateway(io_loop& loop) : loop_(loop) {}

  // -- the script
  // -------------------------------------------------------------------------------------

  void add_token(const std::string& token, caller who);
  void add_org(const std::string& slug, const org_id& id);
  void add_toolkit(const org_id& org, const std::string& slug, const toolkit_id& id);
  void remove_org(const std::string& slug);
  void set_tools(std::vector<std::string> names);
  void set_list(catalog_list what, std::vector<catalog_listing::entry> items);
  /// Answers calls of `tool` so; without an answer a call is held until finish_call().
  void answer_calls(const std::string& tool, outcome<call_answer> with);
  void hold_calls(const std::string& tool);
  void finish_call(std::uint64_t handle, outcome<call_answer> with);
  /// Says something during a call that is held, or to everyone who watches.
  void say(std::uint64_t handle, client_message what);
  void announce(const client_message& what);
  /// Opens sessions, but tells nobody until released.
  void hold_openings();
  void release_openings();
  /// Makes every member that may fail so fail.
  void fail_with(std::optional<failure> why);
  void set_ready(outcome<nothing> state);

  void serve(administration* admin) { admin_ = admin; }

  void serve(queries* records) { records_ = records; }

  void serve(notary* vouching) { notary_ = vouching; }

  void serve(privacy* content) { content_ = content; }

  published& world() { return published_; }

  fake_outbox& outbox() { return outbox_; }

  /// What the connections have listed.
  catalogs& listed() { return catalogs_; }

  // -- what happened
  // ----------------------------------------------------------------------------------

  /// What a server was answered.
  struct server_answer {
    std::uint64_t handle;
    std::uint64_t reply_to;
    client_reply reply;
  };

  std::size_t open_sessions() const;
  std::vector<server_answer> server_answers() const;
  std::vector<std::string> log_levels() const;
  std::vector<session_id> roots_changes() const; ///< the sessions whose roots changed
  std::vector<client_request> calls() const;
  std::vector<std::uint64_t> handles() const; ///< of calls(), in their order
  std::vector<input_round> rounds() const;    ///< of resumed calls, which are calls as well
  std::vector<watch_filter> watches() const;  ///< open ones
  std::vector<client_hello> hellos() const;
  std::vector<std::string> refused_authentications() const;
  std::size_t authentications() const;
  /// Waits until `count` calls have begun, been given up, or sessions been closed; false after ten
  /// seconds.
  bool wait_for_calls(std::size_t count) const;
  bool wait_for_cancelled(std::size_t count) const;
  bool wait_for_sessions(std::size_t count) const;
  bool wait_for_watches(std::size_t count) const;
  bool wait_for_server_answers(std::size_t count) const;
  std::vector<std::uint64_t> cancelled() const;

  // -- gateway
  // ----------------------------------------------------------------------------------------

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

  event_outbox& kept_events() override { return outbox_; }

  administration& admin() override;
  privacy& content() override;

  notary& attestations() override { return *notary_; }

  const published& current() const override;
  queries& records() override;

  std::shared_ptr<const catalog> catalog_of(const connection_id& id) const override {
    return catalogs_.find(id);
  }

  outcome<nothing> ready() const override;

  journal_position journal_head() const override { return {7}; }

  std::string metrics_text() const override;

private:
  struct session_entry {
    binding at;
    std::string protocol_version;
  };

  struct watcher {
    watch_filter what;
    std::function<void(client_message)> hear;
  };

  outcome<session_info> find(const session_id& id, const binding& at) const;
  outcome<nothing> check(const client_request& call) const;
  template <class Done> bool wait(Done done) const;

  template <class T> void post(answer<T> done, outcome<T> value) const {
    loop_.post(
        [done = std::move(done), value = std::move(value)]() mutable { done(std::move(value)); });
  }

  io_loop& loop_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, caller, std::less<>> tokens_;
  std::map<std::string, org_id, std::less<>> orgs_;
  std::map<std::pair<org_id, std::string>, toolkit_id> toolkits_;
  std::map<session_id, session_entry> sessions_;
  std::map<catalog_list, std::shared_ptr<const catalog_listing>> lists_;
  std::map<std::pair<token_id, toolkit_id>, session_id> stateless_;
  std::map<std::string, std::optional<outcome<call_answer>>> answers_;
  std::map<std::uint64_t, call_events> held_;
  std::map<std::uint64_t, watcher> watchers_;
  std::vector<input_round> rounds_;
  bool holding_openings_ = false;
  std::vector<std::function<void()>> openings_;
  std::vector<client_request> calls_;
  std::vector<std::uint64_t> handles_;
  std::vector<client_hello> hellos_;
  std::vector<std::uint64_t> cancelled_;
  std::vector<std::string> refused_;
  std::vector<server_answer> server_answers_;
  std::vector<std::string> log_levels_;
  std::vector<session_id> roots_changes_;
  mutable std::size_t authentications_ = 0;
  std::uint64_t next_ = 1;
  std::optional<failure> failing_;
  outcome<nothing> ready_ = nothing{};
  administration* admin_ = nullptr;
  queries* records_ = nullptr;
  notary* notary_ = nullptr;
  privacy* content_ = nullptr;
  published published_;
  fake_outbox outbox_{loop_};
  catalogs catalogs_;
};

} // namespace gatehouse
