#pragma once

#include "actors/call.hpp"
#include "actors/call_record.hpp"
#include "actors/call_wording.hpp"

#include <caf/stateful_actor.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace gatehouse {

/// One request that reaches an upstream, over all its rounds. Its way is in call.cpp, top down;
/// questions of the server and the rounds they make are in call_rounds.cpp.
struct call_state {
  using pointer = call_actor::stateful_pointer<call_state>;

  static inline const char* name = "call";

  explicit call_state(pointer self_pointer) : self(self_pointer) {}

  void start();
  void on_give_up();
  void on_try_again();
  void on_overdue(const overdue& message);
  void on_server_said(server_said& message);
  void on_client_answered(client_answered& message);
  void on_resume(resume_round& message);

  pointer self;
  call_peers peers;
  session_id session;
  binding at;
  client_request request;
  call_events events; ///< of the round in hand; empty while parked

private:
  using receipt_of_session = receipt<gatehouse::session>;

  /// Something the server wants to know of the client.
  struct question {
    std::string key; ///< by which a stateless client answers
    std::string method;
    std::string params;
    std::uint64_t reply_to = 0; ///< of a request the server holds open; 0: of an ended round
    bool recorded = false;
  };

  // -- its way (call.cpp) -------------------------------------------------------------------------
  bool is_known() const;
  void judge();
  outcome<nothing> check(const exposure& seen, const client_request& what) const;
  void judged(const receipt_of_session& result);
  void run();
  lane choose_lane(client_sharing sharing);
  void send(upstream_request what);
  void ended(upstream_reply reply);
  void hold_to_rules(upstream_reply& reply) const;
  bool may_read(const std::string& uri) const;
  void break_off(failure why);
  std::uint64_t duration_us() const;
  void record_ending();
  void finish(outcome<call_answer> result);
  void append(gatehouse::session::command what, std::vector<stream_read> reads,
              std::function<void(const receipt_of_session&)> next,
              std::function<void(const failure&)> otherwise = {});
  bool judge_later(const failure& why);
  bool record_later(const failure& why);
  void watch_the_clock();
  std::string wanted_log_level() const;

  // -- questions and rounds (call_rounds.cpp) -----------------------------------------------------
  void tell(const server_message& message);
  bool wants(const server_message& message) const;
  void ask(question one);
  void pass_on(std::uint64_t number);
  void answered(std::uint64_t number, client_reply reply);
  void hand_over(std::uint64_t number, client_reply reply);
  void take_demand(const upstream_reply& reply);
  void go_on(std::string_view responses);
  void end_round();
  std::string open_requests() const;
  bool is_same(const client_request& other) const;
  void answer_what_is_known(const std::string& responses);
  void record_answers(const std::string& responses);
  void refuse(const question& one, std::string_view why);
  digest256 recorded(const digest256& digest) const;

  call_id id;
  record_context context;
  exposed_item target;
  held_place place; ///< from judging until the upstream has answered
  lane to;
  server_era era = server_era::sessions; ///< of the server
  std::string capabilities;              ///< of the client
  capture_plan capture;
  digest256 arguments_digest; ///< also where nothing is captured
  std::string params;         ///< of every round, as the server gets them
  std::chrono::steady_clock::time_point started;
  upstream_reply outcome_of_call;
  std::optional<failure> refused;                    ///< instead of an outcome
  std::optional<gatehouse::session::command> ending; ///< set once the call has run
  int judged_anew = 0;
  std::chrono::milliseconds pause{2}; ///< before the next attempt to record the ending
  bool given_up = false;
  bool running = false;
  bool too_late = false; ///< given up because it ran for too long

  std::map<std::uint64_t, question> questions; ///< not answered yet
  std::map<std::string, std::string> answers;  ///< to an ended round's questions, by key
  std::uint64_t last_question = 0;
  std::uint64_t round = 0;
  std::string demanded;     ///< raw inputRequests of the server's ended round; empty: none ended
  std::string server_state; ///< raw requestState of it
  bool parked = false;
  std::optional<outcome<call_answer>> kept; ///< came while the client was away
  std::uint64_t turn = 0;                   ///< tells a clock that was set anew
};

} // namespace gatehouse
