#include "tests/actors/core_driver.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace gatehouse {

namespace {

/// What may happen next, in any order.
enum class step : std::uint8_t {
  submit,
  submit_judged,
  policy_moves_on,
  commit,
  turn_away,
  journal_fails,
  prepare,
  settle,
};

constexpr auto steps = static_cast<std::uint8_t>(step::settle) + 1;

/// The core under any interleaving, beside what must hold after every step.
struct world {
  world() { driver.load(); }

  void take(step what, std::uint64_t amount) {
    switch (what) {
    case step::submit:
      asked.push_back(driver.submit({amount, 60, 1 + amount % 3}));
      break;
    case step::submit_judged:
      asked.push_back(driver.submit({amount, 60}, {{core_driver::policy, {policy}}}));
      break;
    case step::policy_moves_on:
      driver.log.move_on(core_driver::policy);
      ++policy;
      break;
    case step::commit:
      if (driver.log.waiting() > 0)
        driver.commit();
      break;
    case step::turn_away:
      driver.log.turn_away_next({errc::overloaded, "full"});
      break;
    case step::journal_fails:
      driver.log.break_down();
      driver.log.mend();
      driver.deliver();
      break;
    case step::prepare:
      held.push_back(driver.prepare({amount, 60}));
      break;
    case step::settle:
      settle(amount % 2 == 0);
      break;
    }
    if (driver.must_load)
      driver.load();
  }

  void settle(bool append) {
    if (held.empty() || !held.front()->has_value())
      return;
    auto first = std::move(held.front());
    held.pop_front();
    if (!**first)
      return;
    driver.settle(append && driver.append_held(first));
  }

  void finish() {
    for (std::size_t left = held.size() + 1; left > 0; --left) {
      driver.commit_all();
      settle(true);
    }
    driver.commit_all();
  }

  core_driver driver;
  std::uint64_t policy = 0;
  std::vector<core_driver::reply> asked;
  std::deque<core_driver::hold> held;
};

RC_GTEST_PROP(AggregateCoreProperty, CommittedStateIsTheFoldOfTheJournal, ()) {
  world all;
  const auto length = *rc::gen::inRange<std::size_t>(0, 60);
  for (std::size_t i = 0; i < length; ++i) {
    auto what = static_cast<step>(*rc::gen::inRange<std::uint8_t>(0, steps));
    all.take(what, *rc::gen::inRange<std::uint64_t>(0, 9));
    auto [state, version] = all.driver.folded();
    RC_ASSERT(all.driver.core.state() == state);
    RC_ASSERT(all.driver.core.version() == version);
  }
  all.finish();
  auto [state, version] = all.driver.folded();
  RC_ASSERT(all.driver.core.state() == state);
  RC_ASSERT(all.driver.core.idle());
  RC_ASSERT(all.driver.log.waiting() == 0u);
}

RC_GTEST_PROP(AggregateCoreProperty, EveryCommandIsAnsweredOnceAndEveryReceiptIsTrue, ()) {
  world all;
  const auto length = *rc::gen::inRange<std::size_t>(0, 60);
  for (std::size_t i = 0; i < length; ++i)
    all.take(static_cast<step>(*rc::gen::inRange<std::uint8_t>(0, steps)),
             *rc::gen::inRange<std::uint64_t>(0, 9));
  all.finish();
  RC_ASSERT(all.driver.order.size() == all.asked.size());
  auto amounts = all.driver.folded().first.amounts;
  for (const auto& one : all.asked) {
    RC_ASSERT(one->has_value());
    if (!**one)
      continue;
    for (const auto& event : (**one)->events) {
      const auto& fact = std::get<added>(event);
      RC_ASSERT(fact.place < amounts.size());
      RC_ASSERT(amounts[fact.place] == fact.amount);
    }
  }
}

} // namespace

} // namespace gatehouse
