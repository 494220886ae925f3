#pragma once

#include "actors/call_record.hpp"
#include "actors/deps.hpp"
#include "actors/messages.hpp"
#include "tests/support/client_calls.hpp"
#include "tests/support/hand_journal.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace gatehouse {

/// The actors of the domain under CAF's deterministic scheduler, over a hand-run journal: nothing
/// happens but what a test makes happen, no clock moves by itself, and the I/O loop sleeps but for
/// its turns. CAF stays in stage.cpp, so that tests compile fast.
///
/// Thread rule: one thread, the test's.
class stage {
public:
  template <class T> using pending = std::shared_ptr<std::optional<outcome<T>>>;
  using part = std::variant<prepare<instance>, prepare<org>, prepare<toolkit>, prepare<connection>>;

  /// Without `clients` the upstreams are a fake that the test answers for; with it they are the
  /// real ones over the clients it makes.
  explicit stage(client_factory clients = {}, std::vector<session_id> open_sessions = {});
  ~stage();
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  // -- time and work ------------------------------------------------------------------------------

  /// Lets actors and loop work until all rest; the journal does not move.
  void run();
  /// As run(), committing everything that is appended.
  void run_and_commit();
  /// Moves the clock without letting anybody work.
  void advance(std::chrono::milliseconds by);
  /// Moves the clock and lets everybody work.
  void pass(std::chrono::milliseconds by);
  /// Runs `task` on the I/O loop, then everybody.
  void on_loop(std::function<void()> task);

  // -- what a test asks for; it happens in run()
  // ---------------------------------------------------

  template <aggregate A> pending<receipt<A>> ask(submit<A> message);
  pending<nothing> transact(std::vector<part> parts);
  pending<std::shared_ptr<const catalog_listing>> list(const session_id& session,
                                                       const binding& at);

  struct started_call {
    pending<call_answer> answer;
    std::size_t number = 0;
    std::shared_ptr<std::vector<client_message>> heard; ///< what the client was told meanwhile
  };

  started_call call(const session_id& session, const binding& at, client_request what);
  void give_up(const started_call& one);
  void answer_question(const started_call& one, std::uint64_t question, client_reply reply);
  /// The next round of a call that ended one with a question.
  started_call resume(const started_call& one, std::uint64_t round, client_request what,
                      std::string responses);

  /// Has `command` decided and committed; its receipt.
  template <aggregate A>
  outcome<receipt<A>> done(const stream_id& stream, typename A::command command) {
    auto answer = ask<A>({stream, std::move(command), {}, {}});
    run_and_commit();
    return answer->value();
  }

  // -- the fake upstreams
  // --------------------------------------------------------------------------

  const std::vector<dispatch>& dispatched() const;
  const std::vector<call_id>& cancelled() const;
  /// The answers to questions that arrived at the servers.
  const std::vector<answer_upstream>& answered() const;
  /// The server says something during the newest call.
  void say(server_message message);
  /// The connections whose catalogs were asked for.
  const std::vector<connection_id>& wanted() const;
  void reply(const call_id& call, upstream_reply reply);
  void reply_catalog(const connection_id& id, outcome<std::shared_ptr<const catalog>> result);

  // -- the real upstreams
  // --------------------------------------------------------------------------

  pending<std::shared_ptr<const catalog>> ask_catalog(const connection_id& id, bool relist = false);
  std::shared_ptr<std::optional<upstream_reply>> dispatch_call(dispatch message);
  void cancel(const connection_id& id, const call_id& call);
  void retire_connection(const connection_id& id);
  void change_roots(const session_id& session);
  /// Tells the upstreams that a session is over.
  void leave(const session_id& session);

  // -- what the actors depend on
  // -------------------------------------------------------------------

  unix_us time{1'795'168'735'000'000};
  hand_journal log;
  std::unique_ptr<view_store> views = view_store::in_memory();
  std::unique_ptr<vault> keys = vault::in_memory();
  published current;
  catalogs tools;
  watchers watching{current};
  gateway_metrics counters;
  std::vector<stream_id> loads;  ///< the streams that were read
  std::vector<std::string> told; ///< to the operator

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
