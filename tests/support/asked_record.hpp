#pragma once

#include "events/connection/connection.hpp"
#include "events/org/org.hpp"
#include "events/toolkit/toolkit.hpp"
#include "storage/log_reader.hpp"
#include "storage/query/query.hpp"
#include "tests/support/told_session.hpp"

#include <string>

namespace gatehouse {

/// Two tenants with a session each, a toolkit and a connection of the first, and one of each that
/// is a user's own; and the questions asked of them. org_1 has the calls a (ok), b (denied),
/// c (failed) and d (open), org_2 the call z.
class asked_record {
public:
  asked_record() {
    record_context by;
    by.org = {"org_1"};
    by.principal = {"operator"};
    own_ = by;
    org_created made{{"org_1"}, "acme", "Acme", {"key_1"}, {}};
    journal_.append<org>(org::stream({"org_1"}), {made}, by);
    add_kit("tk_1", "kit", owner_kind::org, {});
    add_kit("tk_2", "mine", owner_kind::user, {"user_1"});
    add_connection("conn_1", "github.org.main", owner_kind::org, {});
    add_connection("conn_2", "mail.user.main", owner_kind::user, {"user_1"});
    mine_.open("tk_1");
    theirs_.open();
    mine_.admit("a");
    mine_.complete("a");
    theirs_.admit("z", "secret__plan");
    mine_.deny("b");
    mine_.admit("c");
    mine_.fail("c");
    mine_.admit("d", "slack__post");
    mine_.close();
  }

  query_scope scope(const std::string& org = "org_1") {
    return {journal_.views(), reader(), {org}, journal_.log().last()};
  }

  record_reader reader() {
    return [&log = journal_.log()](journal_position from, const auto& visit) {
      return read_records(log, from, visit);
    };
  }

  outcome<query_result> ask(const std::string& sql, const query_bounds& bounds = {},
                            const std::string& org = "org_1") {
    return run_query(
        scope(org), sql, [] { return false; }, bounds);
  }

  /// Returns the answer as text: values parted by blanks, rows by slashes; or the error's code.
  std::string text(const std::string& sql, const std::string& org = "org_1") {
    return text_of(ask(sql, {}, org));
  }

  static std::string text_of(const outcome<query_result>& answer) {
    if (!answer)
      return std::string{to_string(answer.error().code)};
    std::string all;
    for (const auto& row : answer->rows) {
      all += all.empty() ? "" : "/";
      for (const auto& value : row)
        all += (&value == &row.front() ? "" : " ") + std::visit(teller{}, value);
    }
    return all;
  }

  projected_journal& journal() { return journal_; }

private:
  struct teller {
    std::string operator()(std::monostate) const { return "NULL"; }

    std::string operator()(std::int64_t number) const { return std::to_string(number); }

    std::string operator()(double number) const { return std::to_string(number); }

    std::string operator()(const std::string& text) const { return text; }
  };

  void add_kit(const std::string& id, const std::string& slug, owner_kind owner, user_id user) {
    toolkit_created made{{id}, {"org_1"}, owner, std::move(user), slug, slug, tool_naming::prefixed,
                         {}};
    grant_added inside{{{"g_" + id}, "github.*", "a0"}, {}};
    toolkit_policy_added rule{{{"p_" + id}, "github.*", policy_action::block, "a0"}, {}};
    journal_.append<toolkit>(toolkit::stream({id}), {made, inside, rule}, own_);
  }

  void add_connection(const std::string& id, const std::string& address, owner_kind owner,
                      user_id user) {
    connection_created made;
    made.connection = {id};
    made.org = {"org_1"};
    made.address = address;
    made.owner = owner;
    made.owner_user = std::move(user);
    made.config.command = {"serve"};
    catalog_listed listed{"2025-11-25", "hub", "1", {}, {{"issues_list", {}}}, {}};
    journal_.append<connection>(connection::stream({id}), {made, listed}, own_);
  }

  projected_journal journal_;
  record_context own_;
  told_session mine_{journal_, "s-1", "org_1", "user_1"};
  told_session theirs_{journal_, "s-2", "org_2", "tok_2"};
};

} // namespace gatehouse
