#include "storage/projector.hpp"
#include "tests/support/counting_projection.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s; ///< a deadline that only a hang reaches

/// A data folder with everything that follows its journal.
class Projector : public testing::Test {
protected:
  Projector() { open(); }

  void open() {
    auto log = open_rocksdb_log(folder_ / "log", log_access::create_or_write);
    ASSERT_TRUE(log) << log.error().detail;
    log_ = std::move(*log);
    auto views = view_store::open(folder_ / "views", log_access::create_or_write);
    ASSERT_TRUE(views) << views.error().detail;
    views_ = std::move(*views);
    auto opened = journal::open(*log_, views_.get(), clock_.source());
    ASSERT_TRUE(opened) << opened.error().detail;
    journal_ = std::move(*opened);
  }

  void close() {
    projector_.reset();
    journal_.reset();
    views_.reset();
    log_.reset();
  }

  void follow() { projector_ = projector::start(*journal_, *views_, {&fold_}); }

  void append(const std::string& stream, std::uint64_t expected, std::size_t count) {
    ASSERT_TRUE(append_now(*journal_, a_batch(stream, expected, count)));
  }

  outcome<nothing> wait_for_head() { return projector_->wait(journal_->head(), patience); }

  temp_folder folder_;
  test_clock clock_;
  counting_projection fold_;
  std::unique_ptr<log_store> log_;
  std::unique_ptr<view_store> views_;
  std::unique_ptr<journal> journal_;
  std::unique_ptr<projector> projector_;
};

TEST_F(Projector, FollowsTheJournal) {
  follow();
  append("org/a", 0, 3);
  append("org/b", 0, 2);
  ASSERT_TRUE(wait_for_head());
  EXPECT_EQ(projector_->covered().value, 5u);
  EXPECT_EQ(views_->covered().value, 5u);
  EXPECT_EQ(counted(*views_, "org/a"), 3u);
  EXPECT_EQ(counted(*views_, "org/b"), 2u);
}

TEST_F(Projector, CatchesUpWithWhatWasWrittenBeforeItStarted) {
  for (std::uint64_t i = 0; i < 6; ++i)
    append("org/a", i * limits::batch_events_max, limits::batch_events_max);
  follow();
  ASSERT_TRUE(wait_for_head());
  EXPECT_EQ(counted(*views_, "org/a"), 6 * limits::batch_events_max);
}

TEST_F(Projector, AnswersWaitersOnceTheViewsAreThereAndInOrder) {
  follow();
  std::vector<int> order;
  auto done = std::make_shared<std::promise<void>>();
  projector_->wait_for({4}, [&, done](outcome<nothing> there) {
    EXPECT_TRUE(there);
    EXPECT_GE(projector_->covered().value, 4u);
    order.push_back(4);
    done->set_value();
  });
  projector_->wait_for({2}, [&](outcome<nothing> there) {
    EXPECT_TRUE(there);
    order.push_back(2);
  });
  append("org/a", 0, 4);
  done->get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{2, 4}));
  bool at_once = false;
  projector_->wait_for({1}, [&](outcome<nothing> there) { at_once = static_cast<bool>(there); });
  EXPECT_TRUE(at_once);
}

TEST_F(Projector, GivesUpWaitingAtTheDeadlineAndWhenItStops) {
  follow();
  auto early = projector_->wait({1}, 1ms);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, errc::deadline_passed);
  errc told = errc::internal;
  projector_->wait_for({1}, [&](outcome<nothing> there) { told = there.error().code; });
  projector_.reset();
  EXPECT_EQ(told, errc::shutting_down);
}

TEST_F(Projector, StopsLoudlyWhenAProjectionFails) {
  fold_.fail_at(3);
  follow();
  errc told = errc::internal;
  auto done = std::make_shared<std::promise<void>>();
  projector_->wait_for({3}, [&, done](outcome<nothing> there) {
    told = there ? errc::internal : there.error().code;
    done->set_value();
  });
  append("org/a", 0, 3);
  done->get_future().wait();
  EXPECT_EQ(told, errc::unknown_event);
  EXPECT_FALSE(projector_->health());
  EXPECT_LT(projector_->covered().value, 3u);
  append("org/a", 3, 1);
  auto later = projector_->wait({4}, patience);
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, errc::unknown_event);
  EXPECT_NE(later.error().detail.find("position 3"), std::string::npos) << later.error().detail;

  fold_.fail_at(0);
  projector_.reset();
  follow();
  ASSERT_TRUE(wait_for_head());
  EXPECT_EQ(counted(*views_, "org/a"), 4u);
}

TEST_F(Projector, ProjectsAfterACrashWhatTheLogHasAndTheViewsHaveNot) {
  follow();
  append("org/a", 0, 2);
  ASSERT_TRUE(wait_for_head());
  projector_.reset();
  append("org/a", 2, 3);
  append("org/b", 0, 1);
  close();
  open();
  EXPECT_EQ(views_->covered().value, 2u);
  EXPECT_FALSE(append_now(*journal_, a_batch("org/a", 2)));
  EXPECT_EQ(stream_of(*journal_, "org/a", 1).size(), 4u);
  follow();
  ASSERT_TRUE(wait_for_head());
  EXPECT_EQ(counted(*views_, "org/a"), 5u);
  EXPECT_EQ(counted(*views_, "org/b"), 1u);
}

TEST_F(Projector, RebuildsByteForByteWhatItWroteLive) {
  follow();
  for (std::uint64_t i = 0; i < 40; ++i) {
    append("org/" + std::to_string(i % 7), i / 7 * 30, 30);
    if (i % 9 == 0) {
      ASSERT_TRUE(wait_for_head());
    }
  }
  ASSERT_TRUE(wait_for_head());
  auto live = views_->digest();
  projector_.reset();
  journal_.reset();
  std::uint64_t last_done = 0;
  ASSERT_TRUE(rebuild_views(*log_, *views_, {&fold_}, [&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GT(done, last_done);
    EXPECT_EQ(total, 1200u);
    last_done = done;
  }));
  EXPECT_EQ(last_done, 1200u);
  EXPECT_EQ(views_->covered().value, 1200u);
  auto rebuilt = views_->digest();
  ASSERT_TRUE(live && rebuilt);
  EXPECT_EQ(*live, *rebuilt);
  auto memory = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(*log_, *memory, {&fold_}, {}));
  EXPECT_EQ(*memory->digest(), *live);
}

TEST_F(Projector, FoldsAnewWhenAProjectionChangesItsVersion) {
  append("org/a", 0, 5);
  follow();
  ASSERT_TRUE(wait_for_head());
  projector_.reset();
  counting_projection raised{"counts", 2};
  counting_projection added{"more", 1};
  for (std::vector<const projection*> folds :
       {std::vector<const projection*>{&raised}, {&raised, &added}, {&added}}) {
    projector_ = projector::start(*journal_, *views_, folds);
    EXPECT_EQ(views_->covered().value, 5u) << "the journal relies on the copies";
    ASSERT_TRUE(wait_for_head());
    for (const auto* fold : folds)
      EXPECT_EQ(counted(*views_, "org/a", std::string{fold->name()}), 5u);
    projector_.reset();
  }
  EXPECT_EQ(counted(*views_, "org/a", "counts"), 0u) << "a projection that went leaves no rows";
}

TEST_F(Projector, DoesNotFoldTwiceWhatItHasFolded) {
  append("org/a", 0, 5);
  for (int start = 0; start < 3; ++start) {
    follow();
    ASSERT_TRUE(wait_for_head());
    projector_.reset();
  }
  EXPECT_EQ(counted(*views_, "org/a"), 5u);
}

TEST_F(Projector, LetsStreamsBeReadWholeWhileCopiesGrow) {
  follow();
  std::atomic<bool> stop = false;
  std::thread writer{[&] {
    for (std::uint64_t i = 0; i < 400; ++i)
      if (!append_now(*journal_, a_batch(i % 2 == 0 ? "org/a" : "org/b", i / 2)))
        break;
    stop = true;
  }};
  std::size_t before = 0;
  while (!stop && !HasFailure()) {
    auto seen = stream_of(*journal_, "org/a");
    EXPECT_GE(seen.size(), before);
    for (std::size_t i = 0; i < seen.size(); ++i)
      EXPECT_EQ(seen[i].version.value, i + 1);
    before = seen.size();
  }
  writer.join();
  EXPECT_EQ(stream_of(*journal_, "org/a").size(), 200u);
}

TEST_F(Projector, MakesAJournalRefuseViewsThatKnowMoreThanItsLog) {
  follow();
  append("org/a", 0, 2);
  ASSERT_TRUE(wait_for_head());
  projector_.reset();
  journal_.reset();
  auto shorter = make_memory_log();
  auto opened = journal::open(*shorter, views_.get(), clock_.source());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::journal_damaged);
}

} // namespace
} // namespace gatehouse
