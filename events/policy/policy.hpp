#pragma once

#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "events/policy/pattern_index.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What may happen to a call, from the mildest to the strictest.
enum class policy_action : std::uint8_t { approve, require_approval, block };

/// Who a connection, a toolkit or a tool belongs to: the organization or one of its users.
enum class owner_kind : std::uint8_t { org, user };

/// What a judgement rests on.
enum class rule_source : std::uint8_t {
  tool_default,    ///< no rule matched; the tool's own need of approval decides
  rule,            ///< a rule matched
  no_grant,        ///< the toolkit does not contain the tool
  personal_tool,   ///< the tool is personal and not the viewer's
  missing_toolkit, ///< the toolkit is gone
};

template <> struct enum_names<policy_action> {
  static constexpr std::array<std::string_view, 3> names{"approve", "require_approval", "block"};
};

template <> struct enum_names<owner_kind> {
  static constexpr std::array<std::string_view, 2> names{"org", "user"};
};

template <> struct enum_names<rule_source> {
  static constexpr std::array<std::string_view, 5> names{"tool_default", "rule", "no_grant",
                                                         "personal_tool", "missing_toolkit"};
};

/// An ordered rule about how tools may be used; the lowest (position, id) that matches decides.
struct policy_rule {
  policy_id id;
  std::string pattern;
  policy_action action = policy_action::block;
  std::string position;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "id", s.id);
    f(2, "pattern", s.pattern);
    f(3, "action", s.action);
    f(4, "position", s.position);
  }

  friend bool operator==(const policy_rule&, const policy_rule&) = default;
};

/// A pattern of tools that are inside a toolkit. The position is for display, it decides nothing.
struct grant {
  grant_id id;
  std::string pattern;
  std::string position;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "id", s.id);
    f(2, "pattern", s.pattern);
    f(3, "position", s.position);
  }

  friend bool operator==(const grant&, const grant&) = default;
};

/// The tool a call is about. Ownership: views of the caller's strings, for the time of one `judge`.
struct tool_target {
  std::string_view address;
  owner_kind owner = owner_kind::org; ///< by the connection's field, never by the address
  std::string_view owner_user;        ///< whose it is when `owner` is user
  bool requires_approval = false;     ///< the tool's own default
};

/// What was decided about one call and why; the audit shows it as it is.
struct judgement {
  policy_action action = policy_action::block;
  rule_source source = rule_source::missing_toolkit;
  std::string pattern; ///< of the rule; `*` when the source blocks everything; else empty
  policy_id rule;      ///< empty unless the source is `rule`
  stream_version version;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "action", s.action);
    f(2, "source", s.source);
    f(3, "pattern", s.pattern);
    f(4, "rule", s.rule);
    f(5, "version", s.version);
  }

  friend bool operator==(const judgement&, const judgement&) = default;
};

/// Returns whether `a` comes before `b`: bytewise by position, then by id.
bool precedes(const policy_rule& a, const policy_rule& b) noexcept;

/// The rules of one resource as they were at one version, compiled once and asked for every call.
///
/// A rule whose pattern cannot be read blocks everything from its place on, and a grant with such a
/// pattern grants nothing: stored rules were checked when they were added, so this only ever shows
/// that they are damaged.
///
/// Thread rule: immutable; share it as `shared_ptr<const policy_snapshot>`.
/// Cost: a judgement takes the time of the address' depth, not of the number of rules.
class policy_snapshot {
public:
  /// The rules of a toolkit. They replace those of the organization. `owner_user` is whose toolkit
  /// it is when `owner` is user, and empty otherwise.
  static policy_snapshot for_toolkit(owner_kind owner, user_id owner_user,
                                     const std::vector<grant>& grants,
                                     std::vector<policy_rule> rules, stream_version version);

  /// The rules of an organization's default resource as `viewer` meets them. Without a viewer no
  /// personal tool is let through.
  static policy_snapshot for_org(std::vector<policy_rule> org_rules,
                                 std::vector<policy_rule> user_rules, stream_version version,
                                 user_id viewer = {});

  /// A toolkit that is gone: everything is blocked.
  static policy_snapshot missing(stream_version version);

  /// Decides about one call. In a toolkit: a missing toolkit, a personal tool that is not the
  /// toolkit's user's, and a tool without a grant are blocked; then the first rule decides. In an
  /// organization the strictest of its own first rule and the user's first rule decides. Without
  /// a rule it is the tool's default.
  judgement judge(const tool_target& target) const;

  stream_version version() const noexcept { return version_; }

private:
  enum class scope : std::uint8_t { toolkit, org, gone };

  /// One owner's rules in order of precedence.
  class rule_list {
  public:
    explicit rule_list(std::vector<policy_rule> rules);

    /// Returns the first rule about `address`, nullptr if there is none.
    const policy_rule* first_match(std::string_view address) const noexcept;

  private:
    std::vector<policy_rule> rules_;
    pattern_index index_;
  };

  policy_snapshot(scope where, user_id viewer, std::vector<pattern> grants,
                  std::vector<policy_rule> rules, std::vector<policy_rule> user_rules,
                  stream_version version);

  judgement blocked(rule_source source) const;
  const policy_rule* deciding_rule(std::string_view address) const noexcept;

  scope scope_;
  user_id viewer_; ///< whose personal tools are let through, empty for nobody's
  pattern_index grants_;
  rule_list rules_;
  rule_list user_rules_; ///< of the viewer in an organization, else empty
  stream_version version_;
};

} // namespace gatehouse
