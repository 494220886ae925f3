#include "storage/projector.hpp"

#include "events/core/limits.hpp"
#include "storage/projection_step.hpp"
#include "storage/thread_name.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace gatehouse {

namespace {

using waiting = std::function<void(outcome<nothing>)>;

/// How long records gather while nobody waits for them: events of one call, and of one session,
/// then meet in one batch, and rows that both change are written once.
constexpr auto gathering = std::chrono::milliseconds{40};

class following_projector final : public projector {
public:
  following_projector(journal& source, view_store& views, std::vector<const projection*> folds)
      : source_(source), views_(views), folds_(std::move(folds)) {
    if (auto prepared = prepare_rows(views_.writer(), folds_); !prepared)
      stopped_by_ = prepared.error();
    covered_ = views_.folded().value;
    thread_ = std::thread{[this] { run(); }};
    source_.on_commit([this](journal_position head) { aim(head); });
  }

  ~following_projector() override {
    source_.on_commit({});
    {
      std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    moved_.notify_one();
    thread_.join();
    for (auto& [position, done] : waiters_)
      done(failure{errc::shutting_down, "the projector stopped before it got there"});
  }

  journal_position covered() const override { return {covered_}; }

  outcome<nothing> health() const override {
    std::lock_guard lock{mutex_};
    return stopped_by_ ? outcome<nothing>{*stopped_by_} : nothing{};
  }

  void wait_for(journal_position position, waiting done) override {
    auto answer = outcome<nothing>{nothing{}};
    {
      std::lock_guard lock{mutex_};
      if (position > covered()) {
        if (!stopped_by_) {
          waiters_.emplace(position, std::move(done));
          moved_.notify_one();
          return;
        }
        answer = *stopped_by_;
      }
    }
    done(answer);
  }

  outcome<nothing> wait(journal_position position, std::chrono::milliseconds deadline) override {
    auto promise = std::make_shared<std::promise<outcome<nothing>>>();
    auto answer = promise->get_future();
    wait_for(position, [promise](outcome<nothing> done) { promise->set_value(std::move(done)); });
    if (answer.wait_for(deadline) == std::future_status::ready)
      return answer.get();
    return failure{errc::deadline_passed, "the views stand at " + std::to_string(covered_) +
                                              ", not yet at " + std::to_string(position.value)};
  }

private:
  void aim(journal_position head) {
    bool wake = false;
    {
      std::lock_guard lock{mutex_};
      target_ = head;
      wake = !gathering_ || is_urgent();
    }
    if (wake)
      moved_.notify_one();
  }

  bool is_urgent() const {
    return !waiters_.empty() || target_.value - covered_ >= limits::project_records_max;
  }

  void run() {
    name_thread("projector");
    std::unique_lock lock{mutex_};
    for (;;) {
      moved_.wait(lock, [this] { return stopping_ || (!stopped_by_ && target_ > covered()); });
      if (stopping_)
        return;
      gathering_ = true;
      moved_.wait_for(lock, gathering, [this] { return stopping_ || is_urgent(); });
      gathering_ = false;
      lock.unlock();
      auto next = step();
      lock.lock();
      if (next)
        covered_ = next->value;
      else
        stopped_by_ = next.error();
      auto answer = next ? outcome<nothing>{nothing{}} : next.error();
      auto due = take_due();
      lock.unlock();
      for (auto& done : due)
        done(answer);
      lock.lock();
    }
  }

  outcome<journal_position> step() {
    auto folded = covered();
    auto next = fold_next(
        [this](journal_position from, const auto& visit) { return source_.read_all(from, visit); },
        folded, views_.writer(), folds_);
    if (next && *next == folded)
      return failure{errc::journal_damaged,
                     "position " + std::to_string(folded.value + 1) + " cannot be read"};
    return next;
  }

  /// Takes out the waiters that are answered now: those in reach, or all once it has stopped.
  std::vector<waiting> take_due() {
    std::vector<waiting> due;
    auto end = stopped_by_ ? waiters_.end() : waiters_.upper_bound(covered());
    for (auto at = waiters_.begin(); at != end; ++at)
      due.push_back(std::move(at->second));
    waiters_.erase(waiters_.begin(), end);
    return due;
  }

  journal& source_;
  view_store& views_;
  std::vector<const projection*> folds_;
  std::atomic<std::uint64_t> covered_ = 0;
  mutable std::mutex mutex_; ///< guards all below
  std::condition_variable moved_;
  journal_position target_;
  std::optional<failure> stopped_by_;
  std::multimap<journal_position, waiting> waiters_;
  bool stopping_ = false;
  bool gathering_ = false; ///< there is something to do, but no hurry
  std::thread thread_;
};

} // namespace

std::unique_ptr<projector> projector::start(journal& source, view_store& views,
                                            std::vector<const projection*> folds) {
  return std::make_unique<following_projector>(source, views, std::move(folds));
}

} // namespace gatehouse
