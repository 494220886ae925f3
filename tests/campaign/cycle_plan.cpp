#include "tests/campaign/cycle_plan.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <numeric>
#include <random>

namespace gatehouse {

namespace {

constexpr std::int64_t clock_drift_s = 600;
/// From any drift more than the time between checkpoints, and less than that a session lives.
constexpr std::int64_t clock_ahead_s = clock_drift_s + 100;

/// What only the event that admits a call of the load has in clear.
constexpr std::string_view admission = "sample__echo";

disk_fault point(file_place place, file_kind kind, file_step step, fault_moment moment,
                 std::string_view words = {}) {
  disk_fault fault;
  fault.place = place;
  fault.kind = kind;
  fault.step = step;
  fault.moment = moment;
  std::copy(words.begin(), words.end(), fault.words.begin());
  return fault;
}

constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15; ///< keeps neighbours apart

/// Draws numbers in an order that is part of what a seed means.
class dice {
public:
  dice(std::uint64_t seed, std::size_t cycle) : random_(seed + cycle * golden_ratio) {}

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
  }

  bool one_in(std::size_t many) { return below(many) == 0; }

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random_);
  }

  template <class Value> Value any_of(const std::vector<Value>& values) {
    return values[below(values.size())];
  }

private:
  std::mt19937_64 random_;
};

/// The deck from which the ends of ten cycles are dealt.
constexpr auto ends = [] {
  using enum life_end;
  return std::to_array({kill_point, kill_point, kill_point, kill, start_killed, stop, stop_killed,
                        failed_step, failed_step, full_disk});
}();
constexpr auto points_of_deck =
    static_cast<std::size_t>(std::count(ends.begin(), ends.end(), life_end::kill_point));
static_assert(std::all_of(ends.begin(), ends.begin() + points_of_deck,
                          [](life_end end) { return end == life_end::kill_point; }));

/// Returns the `turn`-th card of a deck of `cards`, which is shuffled anew each time it is empty.
std::size_t dealt(std::uint64_t seed, std::size_t cards, std::size_t turn) {
  std::vector<std::size_t> deck(cards);
  std::iota(deck.begin(), deck.end(), 0u);
  std::shuffle(deck.begin(), deck.end(),
               std::mt19937_64{~seed + (turn / cards) * golden_ratio}); // no dice of any cycle
  return deck[turn % cards];
}

disk_fault failing_step(dice& draw) {
  disk_fault fault;
  fault.action = fault_action::fail;
  fault.place = draw.one_in(4) ? file_place::views : file_place::log;
  // The views are not synced at every batch.
  const bool syncs = fault.place == file_place::log && draw.one_in(2);
  fault.step = syncs ? file_step::sync : file_step::write;
  fault.kind = file_kind::wal;
  fault.moment = fault.step == file_step::sync
                     ? draw.any_of<fault_moment>({fault_moment::before, fault_moment::after})
                     : draw.any_of<fault_moment>({fault_moment::before, fault_moment::halfway});
  fault.error = EIO;
  fault.lasting = draw.one_in(2) ? 1 : 0;
  return fault;
}

std::string words_for(const disk_fault& fault) {
  return std::string{fault.place == file_place::views ? "views " : "log "} +
         (fault.step == file_step::sync ? "sync" : "write") +
         (fault.moment == fault_moment::before    ? " refused"
          : fault.moment == fault_moment::halfway ? " torn"
                                                  : " done and denied") +
         (fault.lasting != 0 ? " for good" : " once");
}

void draw_kill_point(cycle_plan& plan, dice& draw, const kill_point& at) {
  plan.fault = at.fault;
  plan.fault.passed = static_cast<std::uint32_t>(draw.below(at.passed_below));
  plan.name = kill_point_name(at);
  plan.started_anew = at.started_anew;
  if (at.clock_ahead)
    plan.clock_offset_s = clock_ahead_s;
}

void draw_end(cycle_plan& plan, dice& draw, const kill_point& at) {
  switch (plan.end) {
  case life_end::kill:
    plan.name = "kill";
    break;
  case life_end::kill_point:
    draw_kill_point(plan, draw, at);
    break;
  case life_end::start_killed:
    plan.name = "kill while it starts";
    plan.fault.passed = static_cast<std::uint32_t>(draw.below(60));
    break;
  case life_end::stop:
    plan.name = "stop";
    break;
  case life_end::stop_killed:
    plan.name = "kill while it stops";
    plan.fault.passed = static_cast<std::uint32_t>(draw.below(30));
    break;
  case life_end::failed_step:
    plan.fault = failing_step(draw);
    plan.fault.passed = static_cast<std::uint32_t>(draw.below(40));
    plan.name = words_for(plan.fault);
    break;
  case life_end::full_disk:
    plan.space = draw.between(0, 40'000);
    plan.name = "full disk";
    break;
  }
}

} // namespace

const std::vector<kill_point>& kill_points() {
  using enum file_place;
  using file_step::read, file_step::sync, file_step::write;
  static const std::vector<kill_point> all{
      {"before an admission is written",
       point(log, file_kind::wal, write, fault_moment::before, admission)},
      {"in the middle of an admission",
       point(log, file_kind::wal, write, fault_moment::halfway, admission)},
      {"before an admission is synced",
       point(log, file_kind::wal, sync, fault_moment::before, admission)},
      {"after an admission is synced",
       point(log, file_kind::wal, sync, fault_moment::after, admission)},
      {"before a commit is synced", point(log, file_kind::wal, sync, fault_moment::before)},
      {"after a commit is synced", point(log, file_kind::wal, sync, fault_moment::after)},
      {"between the log and the views", point(views, file_kind::wal, write, fault_moment::before)},
      {"in the middle of a projector's batch",
       point(views, file_kind::wal, write, fault_moment::halfway)},
      {"while sessions come back", point(views, file_kind::table, read, fault_moment::before), 1,
       false, true},
      {"while a checkpoint is written",
       point(checkpoints, file_kind::any, file_step::any, fault_moment::before), 5, true},
  };
  return all;
}

std::string kill_point_name(const kill_point& at) {
  return "kill point " + std::string{at.name};
}

cycle_plan draw_plan(std::uint64_t seed, std::size_t cycle) {
  dice draw{seed, cycle};
  using enum life_end;
  cycle_plan plan;
  const auto card = dealt(seed, ends.size(), cycle);
  const auto nth_point = cycle / ends.size() * points_of_deck + card; // if it is one
  plan.end = ends[card];
  plan.clock_offset_s = draw.one_in(4) ? draw.between(-clock_drift_s, clock_drift_s) : 0;
  draw_end(plan, draw, kill_points()[dealt(seed, kill_points().size(), nth_point)]);
  plan.answers = draw.below(60);
  plan.linger = draw.below(4'000);
  plan.power_lost = plan.end != stop && draw.one_in(2);
  plan.sync_delay_us = draw.one_in(8) ? draw.between(100, 10'000) : 0;
  if (draw.one_in(3))
    plan.mischief = draw.any_of<std::string>({"crash", "garbage", "flood", "sleep"});
  if (plan.mischief == "sleep" && (plan.end == stop || plan.end == stop_killed))
    plan.mischief = "crash"; // an orderly end waits for calls that run
  plan.seed = draw.below(1u << 30);
  return plan;
}

std::string cycle_plan::to_text() const {
  auto text = name;
  if (fault.passed != 0)
    text += ", " + std::to_string(fault.passed) + " let pass";
  text += ", after " + std::to_string(answers) + " answers";
  if (end == life_end::full_disk)
    text += ", " + std::to_string(space) + " bytes left";
  if (power_lost)
    text += ", power lost";
  if (sync_delay_us != 0)
    text += ", " + std::to_string(sync_delay_us) + " us a sync";
  if (clock_offset_s != 0)
    text += ", clock off by " + std::to_string(clock_offset_s) + " s";
  if (!mischief.empty())
    text += ", upstream: " + mischief;
  return text;
}

} // namespace gatehouse
