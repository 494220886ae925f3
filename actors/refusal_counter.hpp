#pragma once

#include "events/instance/instance.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Counts refused authentications and says when to record them: the first at once, then the sum of
/// a minute at a time, so that noise cannot fill the disk. Bounds: 32 reasons.
///
/// Thread rule: every member from any thread.
class refusal_counter {
public:
  /// Returns the command to record, if it is time.
  std::optional<note_refusals> note(std::string_view reason, unix_us now);
  /// Returns what has been counted and not recorded, if anything.
  std::optional<note_refusals> rest(unix_us now);

private:
  static constexpr std::int64_t interval_us = 60'000'000;
  static constexpr std::size_t reasons_max = 32;

  std::optional<note_refusals> take(unix_us now);

  std::mutex mutex_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  unix_us since_;
  unix_us recorded_;
};

} // namespace gatehouse
