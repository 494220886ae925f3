#pragma once

#include "actors/administration.hpp"
#include "actors/answering.hpp"
#include "actors/call.hpp"
#include "actors/transaction.hpp"

#include <caf/actor_system.hpp>

namespace gatehouse {

/// The administration through the actors. Its members are in administer_*.cpp, one file a subject.
class actor_administration final : public administration {
public:
  actor_administration(caf::actor_system& system, const call_peers& peers)
      : system_(system), peers_(peers), world_(peers.world) {}

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
  /// Submits one command; the answer, on the I/O loop, is what `pick` makes of the receipt.
  template <aggregate A, class T, class Pick>
  void change(const caller& by, const org_id& org, stream_id stream, typename A::command command,
              answer<T> done, Pick pick) {
    auto reply = on_loop(world_, std::move(done));
    ask<A>(system_, peers_.directory, {std::move(stream), std::move(command), context(by, org), {}},
           [reply, pick](outcome<receipt<A>> result) {
             reply(result ? outcome<T>{pick(*result)} : outcome<T>{result.error()});
           });
  }

  /// Changes several streams; the answer, on the I/O loop, is `value`.
  template <class T>
  void change_all(const caller& by, const org_id& org, std::vector<transaction_part> parts, T value,
                  answer<T> done, std::function<void(bool)> afterwards = nullptr) {
    auto reply = on_loop(world_, std::move(done));
    spawn_transaction(system_, world_, peers_.directory, std::move(parts), context(by, org),
                      [reply, value, afterwards](outcome<nothing> result) {
                        if (afterwards)
                          afterwards(static_cast<bool>(result));
                        reply(result ? outcome<T>{value} : outcome<T>{result.error()});
                      });
  }

  void mint_for_user(const caller& by, const org_id& org, gatehouse::mint_token mint,
                     answer<minted_token> done,
                     std::function<minted_token(const receipt<gatehouse::org>&)> shown);

  /// Answers at once, on the loop.
  template <class T> void refuse(failure why, answer<T> done) const {
    on_loop(world_, std::move(done))(std::move(why));
  }

  record_context context(const caller& by, const org_id& org) const;
  /// Returns the toolkit if it is live and of `org`.
  outcome<published::entry<toolkit>> toolkit_of(const org_id& org, const toolkit_id& id) const;
  outcome<published::entry<connection>> connection_of(const org_id& org,
                                                      const connection_id& id) const;
  /// Returns the id of the member called `name`; the empty id for the empty name.
  outcome<user_id> member_of(const org_id& org, const std::string& name) const;

  caf::actor_system& system_;
  call_peers peers_;
  std::shared_ptr<const deps> world_;
};

} // namespace gatehouse
