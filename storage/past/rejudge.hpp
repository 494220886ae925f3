#pragma once

#include "events/policy/policy.hpp"
#include "storage/past/past_org.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What another policy would make of a call that was recorded.
enum class verdict : std::uint8_t { unchanged, newly_allowed, newly_held, newly_blocked };

template <> struct enum_names<verdict> {
  static constexpr std::array<std::string_view, 4> names{"unchanged", "newly_allowed", "newly_held",
                                                         "newly_blocked"};
};

/// One call, as it was judged and as it would be.
struct rejudged_call {
  journal_position position;
  unix_us at;
  call_id call;
  principal_id principal;
  std::string tool;
  std::string address;
  judgement before;
  judgement after;
};

struct rejudge_report {
  static constexpr std::size_t kinds = enum_names<verdict>::names.size();

  std::uint64_t calls = 0;    ///< judged again
  std::uint64_t unjudged = 0; ///< that no policy decided: of tools not in view then, or withheld
  std::array<std::uint64_t, kinds> counts{};
  std::array<std::vector<rejudged_call>, kinds> examples; ///< the first of each change
};

/// Which calls are judged again.
struct rejudge_range {
  toolkit_id toolkit;         ///< through this one; empty: at the organization's default resource
  std::optional<moment> from; ///< calls that this moment does not cover, or at its very time
  moment until;
};

/// Judges the recorded calls of an organization again by the rules of `by`, through the same
/// policy_snapshot as a call at work; `kit` is the toolkit of the range, null without one. Reads
/// the log and changes nothing.
/// Bounds: limits::rejudge_examples_max examples of each change. Errors: `gone` (calls of the range
/// may be archived), those of read_until.
outcome<rejudge_report> rejudge(const log_store& log, const past_org& by,
                                const folded_state<toolkit>* kit, const rejudge_range& range);

/// Puts the rules of a policy file in the place of the toolkit's, or of the organization's where
/// `kit` is null. A file is what `gatehouse policy list --json` prints, or its array alone; the
/// order in it is the order of precedence: positions are not read.
/// Errors: `invalid_argument` (which rule, and what is wrong), those of JSON.
outcome<nothing> replace_rules(past_org& in, folded_state<toolkit>* kit, std::string_view file);

/// Folds a toolkit up to `version`. Errors: `not_found` (its stream is shorter), those of reading.
outcome<folded_state<toolkit>> toolkit_at(const log_store& log, const toolkit_id& id,
                                          stream_version version);

} // namespace gatehouse
