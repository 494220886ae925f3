#pragma once

#include "actors/answering.hpp"
#include "actors/call.hpp"
#include "actors/privacy.hpp"

#include <caf/actor_system.hpp>

namespace gatehouse {

/// The privacy through the actors: settings and reads in capture_control.cpp, keys and their end in
/// erasure.cpp.
class actor_privacy final : public privacy {
public:
  actor_privacy(caf::actor_system& system, const call_peers& peers)
      : system_(system), peers_(peers), world_(peers.world) {}

  void set_capture(const caller& by, org_id org, org_capture_change what,
                   answer<nothing> done) override;
  void set_capture(const caller& by, org_id org, connection_id id, connection_capture_change what,
                   answer<nothing> done) override;
  void set_capture(const caller& by, org_id org, toolkit_id id, std::optional<capture_level> level,
                   answer<nothing> done) override;
  void rotate_data_key(const caller& by, org_id org, user_id user, answer<nothing> done) override;
  void erase_content(const caller& by, org_id org, user_id user, answer<nothing> done) override;
  void erase_secret(const caller& by, org_id org, connection_id id, secret_name what,
                    answer<nothing> done) override;
  void read_content(const caller& by, audit_entry of, answer<call_content> done) override;

private:
  /// Has an aggregate decide; `then` is called on the scheduler.
  template <aggregate A>
  void change(const caller& by, const org_id& org, stream_id stream, typename A::command command,
              std::function<void(outcome<receipt<A>>)> then) {
    record_context about;
    about.org = org;
    about.principal = by.principal;
    about.credential = by.credential;
    ask<A>(system_, peers_.directory, {std::move(stream), std::move(command), about, {}},
           std::move(then));
  }

  /// As change(); the answer is nothing but that it is done.
  template <aggregate A>
  void set(const caller& by, const org_id& org, stream_id stream, typename A::command command,
           answer<nothing> done) {
    change<A>(by, org, std::move(stream), std::move(command),
              [reply = on_loop(world_, std::move(done))](const outcome<receipt<A>>& result) {
                reply(result ? outcome<nothing>{nothing{}} : outcome<nothing>{result.error()});
              });
  }

  void destroy_erased(const caller& by, const org_id& org, const std::vector<data_key_id>& keys,
                      answer<nothing> done);
  outcome<call_content> content_of(const audit_entry& of) const;

  caf::actor_system& system_;
  call_peers peers_;
  std::shared_ptr<const deps> world_;
};

} // namespace gatehouse
