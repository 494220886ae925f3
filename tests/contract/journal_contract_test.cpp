#include "events/core/limits.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>

namespace gatehouse {
namespace {

enum class kind { memory, rocksdb };

/// Every journal keeps these promises, whatever its bytes lie in.
class JournalContract : public testing::TestWithParam<kind> {
protected:
  JournalContract() { open(); }

  void open() {
    if (GetParam() == kind::rocksdb) {
      auto opened = open_rocksdb_log(folder_ / "log", log_access::create_or_write);
      ASSERT_TRUE(opened) << opened.error().detail;
      log_ = std::move(*opened);
    } else if (!log_) {
      log_ = make_memory_log();
    }
    auto opened = journal::open(*log_, nullptr, clock_.source());
    ASSERT_TRUE(opened) << opened.error().detail;
    journal_ = std::move(*opened);
  }

  void reopen() {
    journal_.reset();
    if (GetParam() == kind::rocksdb)
      log_.reset();
    open();
  }

  errc refusal(append_batch batch) {
    auto result = append_now(*journal_, std::move(batch));
    return result ? errc::internal : result.error().code;
  }

  temp_folder folder_;
  test_clock clock_;
  std::unique_ptr<log_store> log_;
  std::unique_ptr<journal> journal_;
};

INSTANTIATE_TEST_SUITE_P(Stores, JournalContract, testing::Values(kind::memory, kind::rocksdb),
                         [](const auto& one) {
                           return one.param == kind::memory ? "Memory" : "RocksDB";
                         });

TEST_P(JournalContract, StartsEmpty) {
  EXPECT_EQ(journal_->head().value, 0u);
  EXPECT_TRUE(all_of(*journal_).empty());
  EXPECT_TRUE(stream_of(*journal_, "org/a").empty());
  EXPECT_FALSE(journal_->failed());
}

TEST_P(JournalContract, GivesEachEventTheNextPlace) {
  auto first = append_now(*journal_, a_batch("org/a", 0, 2));
  auto second = append_now(*journal_, a_batch("org/b", 0, 1));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->first.value, 1u);
  EXPECT_EQ(first->last.value, 2u);
  EXPECT_EQ(second->first.value, 3u);
  auto all = all_of(*journal_);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].stream.value, "org/a");
  EXPECT_EQ(all[1].version.value, 2u);
  EXPECT_EQ(all[1].payload, "org/a:1");
  EXPECT_EQ(all[2].version.value, 1u);
  EXPECT_EQ(all[2].context.org.value, "org_1");
}

TEST_P(JournalContract, RefusesAnExpectedVersionThatHasPassed) {
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 0, 2)));
  EXPECT_EQ(refusal(a_batch("org/a", 0)), errc::conflict);
  EXPECT_EQ(refusal(a_batch("org/a", 1)), errc::conflict);
  EXPECT_EQ(refusal(a_batch("org/a", 3)), errc::conflict);
  EXPECT_EQ(journal_->head().value, 2u);
  EXPECT_TRUE(append_now(*journal_, a_batch("org/a", 2)));
}

TEST_P(JournalContract, AppendsToSeveralStreamsWholeOrNotAtAll) {
  ASSERT_TRUE(append_now(*journal_, a_batch("org/b", 0)));
  auto both = a_batch("org/a", 0, 2);
  both.streams.push_back({{"org/b"}, {0}, some_events(1)});
  EXPECT_EQ(refusal(both), errc::conflict);
  EXPECT_EQ(journal_->head().value, 1u);
  EXPECT_TRUE(stream_of(*journal_, "org/a").empty());
  both.streams.back().expected = {1};
  auto receipt = append_now(*journal_, both);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->first.value, 2u);
  EXPECT_EQ(receipt->last.value, 4u);
  EXPECT_EQ(stream_of(*journal_, "org/b").size(), 2u);
}

TEST_P(JournalContract, RefusesADecisionWhoseReadSetHasMovedOn) {
  ASSERT_TRUE(append_now(*journal_, a_batch("toolkit/t", 0)));
  auto judged = a_batch("session/s", 0);
  judged.reads = {{{"toolkit/t"}, {1}}, {{"org/none"}, {0}}};
  ASSERT_TRUE(append_now(*journal_, judged));
  ASSERT_TRUE(append_now(*journal_, a_batch("toolkit/t", 1)));
  auto stale = a_batch("session/s", 1);
  stale.reads = {{{"toolkit/t"}, {1}}};
  EXPECT_EQ(refusal(stale), errc::conflict);
  stale.reads = {{{"toolkit/t"}, {2}}};
  EXPECT_TRUE(append_now(*journal_, stale));
}

TEST_P(JournalContract, ReadsAStreamBeyondAVersionAndStopsWhenTold) {
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 0, 3)));
  ASSERT_TRUE(append_now(*journal_, a_batch("org/b", 0, 1)));
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 3, 2)));
  auto rest = stream_of(*journal_, "org/a", 2);
  ASSERT_EQ(rest.size(), 3u);
  EXPECT_EQ(rest.front().version.value, 3u);
  EXPECT_EQ(rest.back().position.value, 6u);
  int visited = 0;
  ASSERT_TRUE(journal_->read_stream({"org/a"}, {0}, [&](const record&) { return ++visited < 2; }));
  EXPECT_EQ(visited, 2);
}

TEST_P(JournalContract, ReadsAllFromAPosition) {
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 0, 5)));
  EXPECT_EQ(all_of(*journal_, 0).size(), 5u);
  EXPECT_EQ(all_of(*journal_, 4).size(), 2u);
  EXPECT_EQ(all_of(*journal_, 5).size(), 1u);
  EXPECT_TRUE(all_of(*journal_, 6).empty());
}

TEST_P(JournalContract, StampsTimeThatNeverDecreases) {
  clock_.set(5'000);
  auto first = append_now(*journal_, a_batch("org/a", 0));
  clock_.set(3'000);
  auto second = append_now(*journal_, a_batch("org/a", 1));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->at.value, 5'000);
  EXPECT_EQ(second->at.value, 5'000);
  reopen();
  auto third = append_now(*journal_, a_batch("org/a", 2));
  ASSERT_TRUE(third);
  EXPECT_EQ(third->at.value, 5'000);
  clock_.set(9'000);
  auto fourth = append_now(*journal_, a_batch("org/a", 3));
  ASSERT_TRUE(fourth);
  EXPECT_EQ(fourth->at.value, 9'000);
}

TEST_P(JournalContract, ContinuesAfterReopening) {
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 0, 3)));
  auto before = all_of(*journal_);
  reopen();
  EXPECT_EQ(all_of(*journal_), before);
  EXPECT_EQ(refusal(a_batch("org/a", 2)), errc::conflict);
  auto next = append_now(*journal_, a_batch("org/a", 3));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->first.value, 4u);
}

TEST_P(JournalContract, DrainsItsQueueWhenDestroyed) {
  std::atomic<int> completed = 0;
  for (std::uint64_t i = 0; i < 100; ++i)
    journal_->append(a_batch("org/a", i), [&](const auto& done) { completed += done ? 1 : 0; });
  journal_.reset();
  EXPECT_EQ(completed, 100);
}

TEST_P(JournalContract, TellsItsListenerOfEachCommitAndLetsItGo) {
  std::vector<std::uint64_t> heads;
  journal_->on_commit([&](journal_position head) { heads.push_back(head.value); });
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 0, 2)));
  ASSERT_EQ(refusal(a_batch("org/a", 0)), errc::conflict);
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 2)));
  journal_->on_commit({});
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 3)));
  ASSERT_FALSE(heads.empty());
  EXPECT_EQ(heads.front(), 0u);
  EXPECT_TRUE(std::is_sorted(heads.begin(), heads.end()));
  EXPECT_GE(heads.size(), 2u);
  EXPECT_EQ(heads[1], 2u);
  EXPECT_LE(heads.back(), 3u);
}

// -- bounds, one over each -----------------------------------------------------------------------

TEST_P(JournalContract, RefusesWhatIsNoBatch) {
  EXPECT_EQ(refusal({}), errc::invalid_argument);
  EXPECT_EQ(refusal(a_batch("org/a", 0, 0)), errc::invalid_argument);
  EXPECT_EQ(refusal(a_batch("", 0)), errc::invalid_argument);
  EXPECT_EQ(refusal(a_batch(std::string("org/\0a", 6), 0)), errc::invalid_argument);
  EXPECT_EQ(refusal(a_batch(std::string(limits::stream_name_bytes_max + 1, 's'), 0)),
            errc::invalid_argument);
  auto twice = a_batch("org/a", 0);
  twice.streams.push_back({{"org/a"}, {1}, some_events(1)});
  EXPECT_EQ(refusal(twice), errc::invalid_argument);
  EXPECT_TRUE(append_now(*journal_, a_batch(std::string(limits::stream_name_bytes_max, 's'), 0)));
}

TEST_P(JournalContract, BoundsTheEventsOfABatch) {
  EXPECT_EQ(refusal(a_batch("org/a", 0, limits::batch_events_max + 1)), errc::too_large);
  EXPECT_TRUE(append_now(*journal_, a_batch("org/a", 0, limits::batch_events_max)));
}

TEST_P(JournalContract, BoundsTheBytesOfAnEvent) {
  auto batch = a_batch("org/a", 0);
  batch.streams[0].events[0].payload.assign(limits::event_bytes_max + 1, 'x');
  EXPECT_EQ(refusal(batch), errc::too_large);
  batch.streams[0].events[0].payload.assign(limits::event_bytes_max, 'x');
  EXPECT_TRUE(append_now(*journal_, batch));
}

TEST_P(JournalContract, BoundsTheBytesOfABatch) {
  auto batch = a_batch("org/a", 0, 3);
  for (auto& one : batch.streams[0].events)
    one.payload.assign(limits::commit_bytes_max / 3, 'x');
  EXPECT_EQ(refusal(batch), errc::too_large);
}

TEST_P(JournalContract, BoundsTheReadSet) {
  auto batch = a_batch("org/a", 0);
  for (std::size_t i = 0; i <= limits::read_set_max; ++i)
    batch.reads.push_back({{"org/" + std::to_string(i)}, {0}});
  EXPECT_EQ(refusal(batch), errc::too_large);
  batch.reads.pop_back();
  EXPECT_TRUE(append_now(*journal_, batch));
}

TEST_P(JournalContract, BoundsWhatWaits) {
  // The listener holds the committer, so that everything behind the first commit waits.
  std::promise<void> entered;
  std::promise<void> leave;
  auto left = leave.get_future().share();
  std::atomic<bool> first = true;
  journal_->on_commit([&](journal_position head) {
    if (head.value == 1 && first.exchange(false)) {
      entered.set_value();
      left.wait();
    }
  });
  ASSERT_TRUE(append_now(*journal_, a_batch("org/a", 0)));
  entered.get_future().wait();
  std::atomic<int> accepted = 0;
  std::atomic<int> overloaded = 0;
  auto count = [&](const outcome<append_receipt>& done) {
    done ? ++accepted : done.error().code == errc::overloaded ? ++overloaded : 0;
  };
  for (int i = 0; i < 3; ++i) {
    auto large = a_batch("org/large" + std::to_string(i), 0);
    large.streams[0].events[0].payload.assign(limits::queued_bytes_max / 3, 'x');
    journal_->append(std::move(large), count);
  }
  EXPECT_EQ(overloaded, 1);
  leave.set_value();
  journal_.reset();
  EXPECT_EQ(accepted, 2);
}

TEST(JournalVersions, AreKnownOfEveryStreamThatIsNotCopied) {
  auto log = make_memory_log();
  test_clock clock;
  auto opened = journal::open(*log, nullptr, clock.source());
  ASSERT_TRUE(opened);
  constexpr auto streams = limits::stream_versions_cached_max + 1;
  for (std::size_t i = 0; i < streams; i += limits::batch_events_max) {
    append_batch batch;
    for (auto j = i; j < std::min(i + limits::batch_events_max, streams); ++j)
      batch.streams.push_back({{"org/" + std::to_string(j)}, {0}, some_events(1)});
    ASSERT_TRUE(append_now(**opened, std::move(batch)));
  }
  for (const auto* name : {"org/0", "org/1", "org/65536"}) {
    EXPECT_FALSE(append_now(**opened, a_batch(name, 0))) << name;
    EXPECT_TRUE(append_now(**opened, a_batch(name, 1))) << name;
  }
}

// -- many writers --------------------------------------------------------------------------------

TEST_P(JournalContract, KeepsSixtyFourWritersApart) {
  constexpr int writers = 64;
  constexpr int rounds = 40;
  constexpr int streams = 16;

  struct accepted {
    std::string stream;
    std::uint64_t version;
    append_receipt receipt;
  };

  std::vector<std::vector<accepted>> by_writer(writers);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer)
    threads.emplace_back([&, writer] {
      std::mt19937 random{static_cast<unsigned>(writer)};
      std::map<std::string, std::uint64_t> believed;
      for (int round = 0; round < rounds; ++round) {
        auto name = "org/" + std::to_string(random() % streams);
        auto expected = believed[name];
        auto done = append_now(*journal_, a_batch(name, expected));
        if (done)
          by_writer[static_cast<std::size_t>(writer)].push_back({name, ++believed[name], *done});
        else
          believed[name] = stream_of(*journal_, name).size();
      }
    });
  for (auto& thread : threads)
    thread.join();

  std::map<std::uint64_t, accepted> oracle;
  for (const auto& some : by_writer)
    for (const auto& one : some)
      ASSERT_TRUE(oracle.emplace(one.receipt.first.value, one).second) << "a place given twice";
  auto all = all_of(*journal_);
  ASSERT_EQ(all.size(), oracle.size());
  ASSERT_GT(all.size(), 0u);
  std::map<std::string, std::uint64_t> versions;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& expected = oracle.at(i + 1);
    EXPECT_EQ(all[i].stream.value, expected.stream);
    EXPECT_EQ(all[i].version.value, expected.version);
    EXPECT_EQ(all[i].version.value, ++versions[expected.stream]);
    EXPECT_EQ(all[i].at, expected.receipt.at);
  }
}

} // namespace
} // namespace gatehouse
