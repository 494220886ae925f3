#include "tests/campaign/fault_campaign.hpp"

#include "tests/campaign/data_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <gmock/gmock.h>
#include <thread>

namespace gatehouse {

namespace {

using testing::IsEmpty;

constexpr std::size_t clients = 6;
constexpr std::size_t fault_answers = 1'000;   ///< many times what is needed for a fault to come
constexpr std::chrono::seconds fault_looks{5}; ///< what is done every second has been done by then
constexpr std::size_t outage_answers = 100;    ///< in which a fault that came should have shown
constexpr std::size_t disk_answers = 5'000;    ///< many times what a disk that is full can record

/// Lets a while of less than a few milliseconds pass.
void linger(std::size_t yields) {
  for (; yields > 0; --yields)
    std::this_thread::yield();
}

/// Returns the errors with which a gateway may say that it serves no more calls.
std::set<std::string> outages_of(const cycle_plan& plan) {
  if (plan.end == life_end::failed_step || plan.end == life_end::full_disk)
    return {"journal_failed"};
  return {};
}

std::set<std::string> sessions_of(const std::vector<audit_line>& lines) {
  std::set<std::string> sessions;
  for (const auto& line : lines)
    sessions.insert(line.session);
  return sessions;
}

} // namespace

std::string campaign_tally::to_text() const {
  auto text = std::to_string(cycles) + " cycles, " + std::to_string(answered) +
              " calls answered, " + std::to_string(power_losses) + " losses of power took " +
              std::to_string(bytes_lost) + " bytes and " + std::to_string(entries_lost) +
              " changes of folders\n";
  for (const auto& [name, times] : ends)
    text += "  " + name + ": " + std::to_string(times.came) + " of " +
            std::to_string(times.planned) + "\n";
  return text;
}

fault_campaign::fault_campaign(campaign_tally& tally) : tally_(tally) {
  if (!world_.start())
    return;
  world_.set_up();
  if (testing::Test::HasFailure())
    return;
  book_.emplace(world_.place().keys_folder());
  load_.emplace(world_, oracle_, clients);
  trouble_.emplace(world_, oracle_);
  load_->wait_for_answers(clients);
  kill();
  up_ = world_.start();
  load_->wait_until_quiet();
}

fault_campaign::~fault_campaign() {
  tally_.answered += oracle_.answered().size();
}

bool fault_campaign::up() const {
  return up_ && !testing::Test::HasFailure();
}

void fault_campaign::run(const cycle_plan& plan) {
  random_.seed(plan.seed);
  ASSERT_NO_FATAL_FAILURE(begin(plan));
  end_life(plan);
  if (plan.power_lost)
    lose_power();
  stage_.heal();
  ASSERT_TRUE(world_.start()) << "it does not start again";
  check();
  ++tally_.cycles;
}

void fault_campaign::begin(const cycle_plan& plan) {
  stage_.set_clock_off(plan.clock_offset_s);
  stage_.delay_syncs(plan.sync_delay_us);
  if (plan.started_anew) {
    EXPECT_EQ(world_.stop(), 0);
    ASSERT_TRUE(world_.start()) << "it does not start again";
  }
  left_ = world_.children();
  EXPECT_FALSE(left_.empty()) << "the guard, at least";
  if (plan.end == life_end::kill_point || plan.end == life_end::failed_step)
    stage_.arm(plan.fault);
  load_->go_on(world_.server().port(), outages_of(plan));
  if (!plan.mischief.empty())
    trouble_->begin(plan.mischief);
}

void fault_campaign::end_life(const cycle_plan& plan) {
  load_->wait_for_answers(plan.answers);
  linger(plan.linger);
  switch (plan.end) {
  case life_end::kill:
    kill();
    break;
  case life_end::kill_point:
    wait_for_fault();
    kill_unless_killed();
    break;
  case life_end::start_killed:
    kill_while_it_starts(plan);
    break;
  case life_end::stop:
    EXPECT_EQ(world_.stop(), 0);
    break;
  case life_end::stop_killed:
    kill_while_it_stops(plan);
    break;
  case life_end::failed_step:
    wait_for_fault();
    load_->wait_for_answers(outage_answers);
    kill();
    break;
  case life_end::full_disk:
    fill_disk(plan);
    break;
  }
  left_.merge(processes_marked(world_.place().mark));
  note_end(plan);
}

void fault_campaign::kill_while_it_starts(const cycle_plan& plan) {
  kill();
  if (plan.power_lost)
    lose_power();
  stage_.arm(plan.fault);
  world_.start();
  kill_unless_killed();
}

void fault_campaign::kill_while_it_stops(const cycle_plan& plan) {
  stage_.arm(plan.fault);
  world_.server().ask_to_stop();
  const int code = world_.server().wait();
  EXPECT_EQ(code, stage_.fired() ? -SIGKILL : 0);
}

void fault_campaign::fill_disk(const cycle_plan& plan) {
  stage_.leave_space(plan.space);
  load_->wait_for_answers(disk_answers);
  EXPECT_TRUE(stage_.fired()) << "the disk is not full yet";
  kill();
}

void fault_campaign::wait_for_fault() {
  constexpr std::size_t few = 10;
  const auto until = std::chrono::steady_clock::now() + fault_looks;
  for (std::size_t answers = 0; !stage_.fired() && !load_->is_quiet(); answers += few) {
    if (answers >= fault_answers && std::chrono::steady_clock::now() >= until)
      return;
    load_->wait_for_answers(few);
  }
}

void fault_campaign::kill() {
  left_.merge(world_.kill());
}

void fault_campaign::kill_unless_killed() {
  if (!stage_.call_off())
    kill();
  else
    EXPECT_TRUE(world_.server().is_killed_within(campaign_patience)) << "it is not killed";
}

void fault_campaign::note_end(const cycle_plan& plan) {
  const bool has_fault = plan.end != life_end::kill && plan.end != life_end::stop;
  auto& count = tally_.ends[plan.name];
  ++count.planned;
  count.came += !has_fault || stage_.fired() ? 1 : 0;
}

void fault_campaign::lose_power() {
  const auto lost = stage_.cut_power(random_);
  if (!lost.lost_something())
    return;
  ++tally_.power_losses;
  tally_.bytes_lost += lost.bytes;
  tally_.entries_lost += lost.entries;
}

void fault_campaign::check() {
  trouble_->join();
  load_->wait_until_quiet();
  EXPECT_TRUE(all_ended(left_)) << "a process of the gateway that ended is left";
  auto rest = world_.as_operator();
  ASSERT_THAT(book_->check(rest, oracle_), IsEmpty());
  ASSERT_THAT(load_->complaints(), IsEmpty());
  check_effects();
  EXPECT_EQ(verify_folder(world_.place().data), "");
}

/// What reached a server is on record, and reached it once.
void fault_campaign::check_effects() {
  std::set<std::string> reached;
  const auto tried = oracle_.tried();
  for (const auto* server : {"sample", "rogue"})
    for (const auto& [text, times] : texts_in(read_file(world_.requests_file(server)))) {
      EXPECT_EQ(times, 1) << text << " was sent again";
      if (tried.contains(text)) // else its end was cut off by the kill
        reached.insert(text);
    }
  EXPECT_THAT(book_->unrecorded(reached), IsEmpty()) << "an effect without an event";
}

void fault_campaign::finish() {
  stage_.heal();
  load_->go_on(world_.server().port());
  load_->wait_for_answers(clients);
  load_->stop();
  EXPECT_THAT(load_->complaints(), IsEmpty()) << "old sessions work after the last cycle";
  auto rest = world_.as_operator();
  EXPECT_THAT(book_->check(rest, oracle_), IsEmpty());
  EXPECT_EQ(read_audit(rest), book_->lines()) << "a line has changed since it was read";
  EXPECT_LE(sessions_of(book_->lines()).size(), clients + 1) << "sessions were kept";
  EXPECT_EQ(world_.stop(), 0);
  const auto& data = world_.place().data;
  const auto live = digest_of_views(data);
  EXPECT_FALSE(live.empty());
  EXPECT_EQ(live, digest_of_rebuilt(data));
  const auto state = replayed_state(data);
  EXPECT_FALSE(state.empty());
  EXPECT_EQ(state, replayed_state(data));
}

} // namespace gatehouse
