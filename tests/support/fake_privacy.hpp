#pragma once

#include "actors/privacy.hpp"
#include "actors/upstream/io_loop.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// A privacy that keeps what it was asked, and answers as the test says.
///
/// Thread rule: the members on the loop; what the test sets before the first request.
class fake_privacy final : public privacy {
public:
  explicit fake_privacy(io_loop& loop) : loop_(loop) {}

  outcome<nothing> result = nothing{};
  outcome<call_content> content = call_content{};

  org_capture_change org_change;
  connection_capture_change connection_change;
  std::optional<capture_level> toolkit_level;
  std::vector<std::string> asked; ///< the names of the members, with whom or what they are about
  secret_name secret;

  void set_capture(const caller&, org_id, org_capture_change what, answer<nothing> done) override {
    org_change = std::move(what);
    note("org", "", std::move(done));
  }

  void set_capture(const caller&, org_id, connection_id, connection_capture_change what,
                   answer<nothing> done) override {
    connection_change = std::move(what);
    note("connection", "", std::move(done));
  }

  void set_capture(const caller&, org_id, toolkit_id, std::optional<capture_level> level,
                   answer<nothing> done) override {
    toolkit_level = level;
    note("toolkit", "", std::move(done));
  }

  void rotate_data_key(const caller&, org_id, user_id user, answer<nothing> done) override {
    note("rotate", user.value, std::move(done));
  }

  void erase_content(const caller&, org_id, user_id user, answer<nothing> done) override {
    note("erase", user.value, std::move(done));
  }

  void erase_secret(const caller&, org_id, connection_id, secret_name what,
                    answer<nothing> done) override {
    secret = std::move(what);
    note("secret", secret.name, std::move(done));
  }

  void read_content(const caller&, audit_entry of, answer<call_content> done) override {
    asked.push_back("read " + of.call.value);
    loop_.post([this, done = std::move(done)] { done(content); });
  }

private:
  void note(const std::string& what, const std::string& whom, answer<nothing> done) {
    asked.push_back(whom.empty() ? what : what + " " + whom);
    loop_.post([this, done = std::move(done)] { done(result); });
  }

  io_loop& loop_;
};

} // namespace gatehouse
