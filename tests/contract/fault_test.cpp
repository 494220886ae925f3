#include "storage/log_reader.hpp"
#include "tests/support/fault_log.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

constexpr std::uint64_t appends = 8;
constexpr std::uint64_t events_each = 4; ///< half to each of two streams

std::unique_ptr<log_store> open_log(const std::string& folder,
                                    log_access access = log_access::create_or_write) {
  auto log = open_rocksdb_log(folder, access);
  EXPECT_TRUE(log) << log.error().detail;
  return log ? std::move(*log) : nullptr;
}

append_batch the_batch(std::uint64_t index) {
  auto batch = a_batch("org/a", index * 2, 2);
  batch.streams.push_back({{"org/b"}, {index * 2}, some_events(2, "b:")});
  return batch;
}

/// Appends until the journal fails and beyond; returns how many batches were acknowledged.
std::uint64_t append_through(fault_log& log) {
  test_clock clock;
  auto opened = journal::open(log, nullptr, clock.source());
  EXPECT_TRUE(opened);
  auto& target = **opened;
  std::uint64_t acknowledged = 0;
  for (std::uint64_t i = 0; i < appends; ++i) {
    auto done = append_now(target, the_batch(i));
    if (done) {
      EXPECT_FALSE(target.failed());
      ++acknowledged;
    } else {
      EXPECT_EQ(done.error().code, errc::journal_failed);
      EXPECT_TRUE(target.failed());
    }
  }
  EXPECT_EQ(target.head().value, acknowledged * events_each) << "what failed is not shown";
  EXPECT_EQ(all_of(target).size(), acknowledged * events_each);
  EXPECT_EQ(log.writes(), acknowledged + 1) << "nothing is written after a failure";
  return acknowledged;
}

void expect_whole_batches(const std::vector<record>& all, std::uint64_t batches) {
  ASSERT_EQ(all.size(), batches * events_each);
  for (std::uint64_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].position.value, i + 1);
    EXPECT_EQ(all[i].stream.value, i % events_each < 2 ? "org/a" : "org/b");
    EXPECT_EQ(all[i].version.value, i / events_each * 2 + i % 2 + 1);
  }
}

/// Opens the folder again, without faults, and checks that it goes on after `batches`.
void expect_to_go_on_after(const std::string& folder, std::uint64_t batches) {
  auto log = open_log(folder);
  ASSERT_NE(log, nullptr);
  test_clock clock;
  auto opened = journal::open(*log, nullptr, clock.source());
  ASSERT_TRUE(opened) << opened.error().detail;
  expect_whole_batches(all_of(**opened), batches);
  auto next = append_now(**opened, the_batch(batches));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->first.value, batches * events_each + 1);
  expect_whole_batches(all_of(**opened), batches + 1);
}

TEST(Fault, OfARefusedWriteLosesNothingThatWasAcknowledged) {
  for (std::uint64_t nth = 1; nth <= appends; ++nth) {
    SCOPED_TRACE(nth);
    temp_folder folder;
    {
      auto inner = open_log(folder / "log");
      fault_log log{*inner, fault::refuse, nth};
      EXPECT_EQ(append_through(log), nth - 1);
    }
    expect_to_go_on_after(folder / "log", nth - 1);
  }
}

TEST(Fault, OfALostAnswerKeepsTheBatchWholeAndItsPlacesTaken) {
  for (std::uint64_t nth = 1; nth <= appends; ++nth) {
    SCOPED_TRACE(nth);
    temp_folder folder;
    {
      auto inner = open_log(folder / "log");
      fault_log log{*inner, fault::lose_answer, nth};
      EXPECT_EQ(append_through(log), nth - 1);
    }
    expect_to_go_on_after(folder / "log", nth);
  }
}

TEST(Fault, OfATornWriteIsReportedAndNothingAcknowledgedIsLost) {
  for (std::uint64_t nth = 1; nth <= appends; ++nth) {
    SCOPED_TRACE(nth);
    temp_folder folder;
    {
      auto inner = open_log(folder / "log");
      fault_log log{*inner, fault::tear, nth};
      EXPECT_EQ(append_through(log), nth - 1);
      test_clock clock;
      auto again = journal::open(*inner, nullptr, clock.source());
      ASSERT_FALSE(again);
      EXPECT_EQ(again.error().code, errc::journal_damaged);
    }
    auto again = open_rocksdb_log(folder / "log", log_access::create_or_write);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::journal_damaged);
    auto reader = open_log(folder / "log", log_access::read_only);
    ASSERT_NE(reader, nullptr);
    std::vector<record> found;
    ASSERT_TRUE(read_records(*reader, {1}, [&](const record& one) {
      found.push_back(one);
      return one.position.value < (nth - 1) * events_each;
    }));
    found.resize((nth - 1) * events_each);
    expect_whole_batches(found, nth - 1);
  }
}

TEST(Fault, IsToldOnceWithItsCause) {
  auto inner = make_memory_log();
  fault_log log{*inner, fault::refuse, 1};
  test_clock clock;
  std::vector<failure> told;
  journal_options options;
  options.on_failed = [&](const failure& why) { told.push_back(why); };
  auto opened = journal::open(log, nullptr, clock.source(), options);
  ASSERT_TRUE(opened);
  for (int i = 0; i < 3; ++i)
    EXPECT_FALSE(append_now(**opened, a_batch("org/a", 0)));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_FALSE(told.front().detail.empty());
}

TEST(Fault, FailsEverythingInTheGroupAndBehindIt) {
  auto inner = make_memory_log();
  fault_log log{*inner, fault::refuse, 2};
  test_clock clock;
  auto opened = journal::open(log, nullptr, clock.source());
  ASSERT_TRUE(opened);
  std::promise<void> entered;
  std::promise<void> leave;
  auto left = leave.get_future().share();
  std::vector<errc> told;
  // The first completion holds the committer, so that all the others form one group.
  (*opened)->append(a_batch("org/first", 0), [&](const outcome<append_receipt>& done) {
    EXPECT_TRUE(done);
    entered.set_value();
    left.wait();
  });
  entered.get_future().wait();
  for (std::uint64_t i = 0; i < 20; ++i)
    (*opened)->append(a_batch("org/a", i % 10), [&](const outcome<append_receipt>& done) {
      told.push_back(done ? errc::internal : done.error().code);
    });
  leave.set_value();
  opened->reset();
  EXPECT_EQ(told, std::vector<errc>(20, errc::journal_failed)) << "not even a conflict is told";
  EXPECT_EQ(log.writes(), 2u);
  EXPECT_EQ(inner->last().value, 1u);
}

} // namespace
} // namespace gatehouse
