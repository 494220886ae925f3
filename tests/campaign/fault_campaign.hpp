#pragma once

#include "tests/campaign/audit_book.hpp"
#include "tests/campaign/call_load.hpp"
#include "tests/campaign/campaign_world.hpp"
#include "tests/campaign/cycle_plan.hpp"
#include "tests/campaign/fault_stage.hpp"
#include "tests/campaign/upstream_trouble.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace gatehouse {

/// What was done to gateways, to be printed.
struct campaign_tally {
  /// How often a life should have ended in a way, and how often its fault came in time.
  struct end_count {
    std::size_t planned = 0;
    std::size_t came = 0;
  };

  std::size_t cycles = 0;
  std::size_t answered = 0;
  std::size_t power_losses = 0; ///< that took something away
  std::size_t bytes_lost = 0;   ///< in these
  std::size_t entries_lost = 0; ///< of folders, in these
  std::map<std::string, end_count> ends;

  std::string to_text() const;
};

/// One instance whose gateway is tormented cycle after cycle while clients call through it. At the
/// end of each cycle a new gateway must have on record what clients were told, and nothing that
/// nobody did.
///
/// Thread rule: one thread.
class fault_campaign {
public:
  explicit fault_campaign(campaign_tally& tally);
  ~fault_campaign();
  fault_campaign(const fault_campaign&) = delete;
  fault_campaign& operator=(const fault_campaign&) = delete;

  /// Returns whether the instance could be set up.
  bool up() const;

  void run(const cycle_plan& plan);

  /// Ends it in order; everything that was ever seen must be there, and be all that there is.
  void finish();

private:
  void begin(const cycle_plan& plan);
  void end_life(const cycle_plan& plan);
  void kill_while_it_starts(const cycle_plan& plan);
  void kill_while_it_stops(const cycle_plan& plan);
  void fill_disk(const cycle_plan& plan);
  void wait_for_fault();
  void kill();
  /// Kills it, unless the point that was armed has come or is about to.
  void kill_unless_killed();
  void note_end(const cycle_plan& plan);
  void lose_power();
  void check();
  void check_effects();

  campaign_tally& tally_;
  fault_stage stage_;
  campaign_world world_{{}, &stage_};
  call_oracle oracle_;
  std::optional<audit_book> book_;
  std::optional<call_load> load_;
  std::optional<upstream_trouble> trouble_;
  std::mt19937_64 random_;
  std::set<int> left_; ///< processes that a gateway has left behind
  bool up_ = false;
};

} // namespace gatehouse
