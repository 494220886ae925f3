#pragma once

#include "events/session/session.hpp"
#include "storage/crypto/digest.hpp"
#include "tests/support/projected_journal.hpp"

#include <string>

namespace gatehouse {

/// One session in a projected_journal, told event by event.
class told_session {
public:
  told_session(projected_journal& to, std::string id, std::string org = "org_1",
               std::string principal = "tok_1")
      : to_(to), id_{std::move(id)} {
    context_.org = {std::move(org)};
    context_.credential = {"token_of_" + principal};
    context_.principal = {std::move(principal)};
    context_.session = id_;
  }

  const session_id& id() const { return id_; }

  journal_position open(const std::string& toolkit = {}) {
    return tell(session_opened{id_,
                               context_.org,
                               context_.principal,
                               {toolkit},
                               toolkit.empty() ? "" : "slug-of-" + toolkit,
                               "2025-11-25",
                               "client",
                               "1.0",
                               {}});
  }

  journal_position admit(const std::string& call, const std::string& tool = "github__issues_list") {
    judgement judged{policy_action::approve, rule_source::rule, "github.*", {"pol_1"}, {7}};
    return tell(call_admitted{subject(call, tool), judged, {}});
  }

  journal_position deny(const std::string& call, const std::string& tool = "github__repo_delete") {
    judgement judged{policy_action::block, rule_source::no_grant, "*", {}, {7}};
    return tell(call_denied{subject(call, tool), judged, denial::blocked, {}});
  }

  journal_position complete(const std::string& call, bool tool_error = false) {
    return tell(call_completed{{call}, tool_error, sha256(call + " result"), 1'234, 5'678, {}});
  }

  journal_position fail(const std::string& call, const std::string& reason = "upstream_lost") {
    return tell(call_failed{{call}, reason, 91, {}});
  }

  journal_position interrupt(const std::string& call) {
    return tell(call_interrupted{{call}, {}}, {});
  }

  /// By the gateway, which knows the session alone.
  journal_position close(close_reason reason = close_reason::idle) {
    return tell(session_closed{reason, {}}, {});
  }

private:
  /// `github__issues_list` is the tool `issues_list` of `github.org.main`.
  static call_subject subject(const std::string& call, const std::string& tool) {
    const auto cut = tool.find("__");
    auto address = tool.substr(0, cut) + ".org.main." + tool.substr(cut + 2);
    return {{call}, tool, std::move(address), {"conn_1"}, sha256(call), std::nullopt};
  }

  journal_position tell(const session::event& event) { return tell(event, context_); }

  journal_position tell(const session::event& event, const record_context& context) {
    return to_.append<session>(session::stream(id_), {event}, context);
  }

  projected_journal& to_;
  session_id id_;
  record_context context_;
};

} // namespace gatehouse
