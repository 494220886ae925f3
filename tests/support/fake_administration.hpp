#pragma once

#include "actors/administration.hpp"
#include "tests/support/fake_gateway.hpp"

#include <map>
#include <string>

namespace gatehouse {

/// An administration in memory: the real aggregates decide and evolve, in one thread, and publish
/// into a fake gateway's world. What needs an upstream is what the test says.
///
/// Thread rule: as administration; the calls come from the loop.
class fake_administration final : public administration {
public:
  fake_administration(io_loop& loop, fake_gateway& gate) : loop_(loop), gate_(gate) {}

  /// A server has listed its tools.
  void list_tools(const connection_id& id, note_catalog what);

  outcome<connection_report> report = failure{errc::upstream_unavailable, "no server"};

  void create_org(const caller& by, new_org what, answer<org_id> done) override;
  void mint_operator_token(const caller& by, std::string name, answer<minted_token> done) override;
  void revoke_operator_token(const caller& by, token_id id, answer<nothing> done) override;
  void mint_token(const caller& by, org_id org, new_token what, answer<minted_token> done) override;
  void revoke_token(const caller& by, org_id org, token_id id, answer<nothing> done) override;
  void create_connection(const caller& by, org_id org, new_connection what,
                         answer<connection_id> done) override;
  void remove_connection(const caller& by, org_id org, connection_id id,
                         answer<nothing> done) override;
  void test_connection(const caller& by, org_id org, connection_id id,
                       answer<connection_report> done) override;
  void set_drift(const caller& by, org_id org, connection_id id, drift_answer drift,
                 answer<nothing> done) override;
  void accept_tools(const caller& by, org_id org, connection_id id, tool_acceptance what,
                    answer<nothing> done) override;
  void create_toolkit(const caller& by, org_id org, new_toolkit what,
                      answer<toolkit_id> done) override;
  void change_toolkit(const caller& by, org_id org, toolkit_id id, toolkit_change what,
                      answer<nothing> done) override;
  void delete_toolkit(const caller& by, org_id org, toolkit_id id, answer<nothing> done) override;
  void add_grant(const caller& by, org_id org, toolkit_id id, std::string pattern,
                 answer<grant_id> done) override;
  void remove_grant(const caller& by, org_id org, toolkit_id id, grant_id grant,
                    answer<nothing> done) override;
  void add_policy(const caller& by, org_id org, new_policy what, answer<policy_id> done) override;
  void change_policy(const caller& by, org_id org, toolkit_id toolkit, policy_id id,
                     policy_change what, answer<nothing> done) override;
  void remove_policy(const caller& by, org_id org, toolkit_id toolkit, policy_id id,
                     answer<nothing> done) override;
  void end_session(const caller& by, org_id org, session_id id, answer<nothing> done) override;

private:
  template <class A, class Command>
  outcome<nothing> run(std::map<std::string, typename A::state>& states, const stream_id& stream,
                       const Command& command);
  outcome<nothing> run(const gatehouse::instance::command& command);
  outcome<nothing> run(const org_id& id, const gatehouse::org::command& command);
  outcome<nothing> run(const toolkit_id& id, const gatehouse::toolkit::command& command);
  outcome<nothing> run(const connection_id& id, const gatehouse::connection::command& command);
  template <class T> void post(answer<T> done, const outcome<nothing>& ran, T value);
  user_id known_user(const org_id& org, const std::string& name);

  std::string next(const std::string& prefix) { return prefix + std::to_string(++last_); }

  io_loop& loop_;
  fake_gateway& gate_;
  std::map<std::string, gatehouse::instance::state> instances_;
  std::map<std::string, gatehouse::org::state> orgs_;
  std::map<std::string, gatehouse::toolkit::state> toolkits_;
  std::map<std::string, gatehouse::connection::state> connections_;
  std::uint64_t last_ = 0;
};

} // namespace gatehouse
