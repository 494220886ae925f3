#include "storage/past/rejudge.hpp"

#include "events/core/limits.hpp"
#include "events/session/session.hpp"
#include "storage/archived_past.hpp"
#include "storage/past/past_access.hpp"

#include <set>

namespace gatehouse {

namespace {

verdict verdict_of(policy_action before, policy_action after) {
  if (before == after)
    return verdict::unchanged;
  switch (after) {
  case policy_action::approve:
    return verdict::newly_allowed;
  case policy_action::require_approval:
    return verdict::newly_held;
  case policy_action::block:
    return verdict::newly_blocked;
  }
  return verdict::unchanged;
}

/// Takes the calls of the range out of the record and judges them.
class second_judge {
public:
  second_judge(const past_org& by, const folded_state<toolkit>* kit, const rejudge_range& range)
      : by_(by), kit_(kit), range_(range) {}

  outcome<nothing> take(const record& one) {
    if (one.stream.kind() != session::kind)
      return nothing{};
    auto event = decode_event<session>(one.event_number, one.event_version, one.payload);
    if (!event)
      return event.error();
    if (const auto* opened = std::get_if<session_opened>(&*event)) {
      if (opened->org == by_.own.state.id && opened->toolkit == range_.toolkit)
        sessions_.emplace(one.stream.key());
    } else if (const auto* admitted = std::get_if<call_admitted>(&*event)) {
      judge(one, *admitted);
    } else if (const auto* denied = std::get_if<call_denied>(&*event)) {
      if (denied->reason == denial::blocked || denied->reason == denial::needs_approval)
        judge(one, *denied);
      else if (in_range(one))
        ++report_.unjudged;
    }
    return nothing{};
  }

  rejudge_report report() && { return std::move(report_); }

private:
  bool is_late_enough(const record& one) const {
    return !range_.from || !range_.from->covers(one) || one.at == range_.from->until;
  }

  bool in_range(const record& one) const {
    return is_late_enough(one) && sessions_.contains(one.stream.key());
  }

  template <class Decided> void judge(const record& one, const Decided& event) {
    if (!in_range(one))
      return;
    const auto& subject = event.subject;
    const auto& before = event.judged;
    tool_target target{subject.address, owner_kind::org, {}, event.requires_approval};
    if (auto from = by_.connections.find(subject.connection); from != by_.connections.end()) {
      target.owner = from->second.state.owner;
      target.owner_user = from->second.state.owner_user.value;
    }
    const auto after = policy_for(user_of(one.context.principal)).judge(target);
    const auto change = static_cast<std::size_t>(verdict_of(before.action, after.action));
    ++report_.calls;
    ++report_.counts[change];
    auto& examples = report_.examples[change];
    if (before.action != after.action && examples.size() < limits::rejudge_examples_max)
      examples.push_back({one.position, one.at, subject.call, one.context.principal, subject.tool,
                          subject.address, before, after});
  }

  /// A toolkit's rules are the same for everybody.
  const policy_snapshot& policy_for(const user_id& user) {
    const auto whose = kit_ == nullptr ? user : user_id{};
    auto found = policies_.find(whose);
    if (found == policies_.end())
      found = policies_.emplace(whose, policy_then(by_, whose, kit_)).first;
    return found->second;
  }

  const past_org& by_;
  const folded_state<toolkit>* kit_;
  const rejudge_range& range_;
  std::set<std::string, std::less<>> sessions_; ///< those at the resource of the range
  std::map<user_id, policy_snapshot> policies_;
  rejudge_report report_;
};

/// Refuses a range that may hold calls which are archived.
outcome<nothing> refuse_archived_calls(const log_store& log, const std::optional<moment>& from) {
  const auto past = read_archived_past(log);
  if (!past || past->parts.empty())
    return past ? outcome<nothing>{nothing{}} : past.error();
  record last;
  last.position = past->last();
  last.at = past->parts.back().last_at;
  const bool before_range = from && from->covers(last) && last.at < from->until;
  return before_range ? outcome<nothing>{nothing{}} : refuse_archived(log);
}

} // namespace

outcome<rejudge_report> rejudge(const log_store& log, const past_org& by,
                                const folded_state<toolkit>* kit, const rejudge_range& range) {
  if (auto complete = refuse_archived_calls(log, range.from); !complete)
    return complete.error();
  second_judge judge{by, kit, range};
  auto read = read_until(log, range.until, [&](const record& one) { return judge.take(one); });
  return read ? outcome<rejudge_report>{std::move(judge).report()} : read.error();
}

outcome<folded_state<toolkit>> toolkit_at(const log_store& log, const toolkit_id& id,
                                          stream_version version) {
  const auto stream = toolkit::stream(id);
  folded_state<toolkit> folded;
  auto read = read_until(log, {}, [&](const record& one) -> outcome<nothing> {
    return one.stream == stream && folded.version < version ? folded.apply(one) : nothing{};
  });
  if (!read)
    return read.error();
  if (folded.version != version || version == stream_version{})
    return failure{errc::not_found, "The toolkit has no version " + std::to_string(version.value) +
                                        "; it has " + std::to_string(folded.version.value) + "."};
  return folded;
}

} // namespace gatehouse
