#pragma once

#include "storage/commit_plan.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/journal.hpp"
#include "storage/stream_versions.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gatehouse {

/// What the journal knew at its end when it was opened.
struct journal_start {
  journal_end end;
  merkle_frontier frontier;
  stream_versions versions;
};

/// The thread that turns queued batches into group commits: takes all there are, plans, writes with
/// one sync, completes. The decision is plan_commit; this class holds the queue, the order and the
/// consequences of a failed write.
///
/// Thread rule: public members from any thread.
/// Ownership: `log` and `copies` must outlive it. The destructor drains the queue.
class committer {
public:
  committer(log_store& log, const stream_copies& copies, clock_source now, journal_options options,
            journal_start start);
  ~committer();

  void append(append_batch batch, append_completion done);

  journal_position head() const { return {head_.load()}; }

  bool failed() const { return failed_.load(); }

  void on_commit(std::function<void(journal_position)> wake);

private:
  struct pending {
    append_batch batch;
    append_completion done;
    std::size_t bytes = 0;
  };

  /// Some of what was queued, small enough for one commit.
  struct group {
    std::vector<append_batch> batches;
    std::vector<append_completion> done;
    std::size_t bytes = 0;
  };

  outcome<nothing> enqueue(append_batch& batch, append_completion& done);
  void run();
  group take_group(std::deque<pending>& taken) const;
  void commit(group one);
  outcome<nothing> write(const std::vector<record>& records);
  outcome<stream_version> version_of(const stream_id& stream);
  void close(const failure& reason);
  failure closed() const;
  void release(std::size_t bytes);

  // -- owned by the thread -----------------------------------------------------------------------
  log_store& log_;
  const stream_copies& copies_;
  clock_source now_;
  journal_options options_;
  journal_start state_;
  journal_position settled_; ///< what the copies covered when the versions were last settled
  std::string reason_;       ///< of the write that failed

  // -- shared ------------------------------------------------------------------------------------
  std::atomic<std::uint64_t> head_;
  std::atomic<bool> failed_ = false;
  mutable std::mutex mutex_; ///< guards the queue, its size and the end
  std::condition_variable arrived_;
  std::deque<pending> queue_;
  std::size_t queued_bytes_ = 0; ///< queued and being committed
  bool stopping_ = false;
  std::mutex wake_mutex_; ///< held during the call, so that a listener can leave safely
  std::function<void(journal_position)> wake_;
  std::thread thread_;
};

} // namespace gatehouse
