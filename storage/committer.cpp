#include "storage/committer.hpp"

#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/log_frontier.hpp"
#include "storage/record_format.hpp"
#include "storage/thread_name.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

namespace {

std::size_t event_count(const append_batch& batch) {
  std::size_t count = 0;
  for (const auto& part : batch.streams)
    count += part.events.size();
  return count;
}

} // namespace

committer::committer(log_store& log, const stream_copies& copies, clock_source now,
                     journal_options options, journal_start start)
    : log_(log), copies_(copies), now_(std::move(now)), options_(options), state_(std::move(start)),
      head_(state_.end.last.value), thread_([this] { run(); }) {}

committer::~committer() {
  {
    std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

void committer::append(append_batch batch, append_completion done) {
  if (auto queued = enqueue(batch, done); !queued)
    done(queued.error());
}

outcome<nothing> committer::enqueue(append_batch& batch, append_completion& done) {
  auto bytes = measure(batch);
  if (!bytes)
    return bytes.error();
  {
    std::lock_guard lock{mutex_};
    if (queued_bytes_ + *bytes > limits::queued_bytes_max)
      return failure{errc::overloaded, "too much is waiting for the journal"};
    queued_bytes_ += *bytes;
    queue_.push_back({std::move(batch), std::move(done), *bytes});
  }
  arrived_.notify_one();
  return nothing{};
}

void committer::on_commit(std::function<void(journal_position)> wake) {
  std::lock_guard lock{wake_mutex_};
  wake_ = std::move(wake);
  if (wake_)
    wake_(head());
}

void committer::run() {
  name_thread("committer");
  std::unique_lock lock{mutex_};
  for (;;) {
    arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty())
      return;
    auto taken = std::exchange(queue_, {});
    lock.unlock();
    while (!taken.empty())
      commit(take_group(taken));
    lock.lock();
  }
}

committer::group committer::take_group(std::deque<pending>& taken) const {
  group one;
  std::size_t events = 0;
  do {
    auto& next = taken.front();
    events += event_count(next.batch);
    one.bytes += next.bytes;
    one.batches.push_back(std::move(next.batch));
    one.done.push_back(std::move(next.done));
    taken.pop_front();
  } while (!taken.empty() &&
           events + event_count(taken.front().batch) <= options_.group_events_max &&
           one.bytes + taken.front().bytes <= limits::commit_bytes_max);
  return one;
}

void committer::commit(group one) {
  commit_plan plan;
  if (!failed_) {
    settled_ = std::max(settled_, copies_.covered());
    state_.versions.settle(settled_);
    plan = plan_commit(one.batches, state_.end, now_(),
                       [this](const stream_id& stream) { return version_of(stream); });
  }
  if (!plan.records.empty()) {
    if (auto written = write(plan.records); !written)
      close(written.error());
  }
  release(one.bytes);
  for (std::size_t i = 0; i < one.done.size(); ++i)
    one.done[i](failed_ ? closed() : plan.results[i]);
  if (failed_ || plan.records.empty())
    return;
  std::lock_guard lock{wake_mutex_};
  if (wake_)
    wake_(head());
}

outcome<nothing> committer::write(const std::vector<record>& records) {
  log_batch batch;
  auto frontier = state_.frontier;
  for (const auto& one : records) {
    auto bytes = encode_record(one);
    auto leaf = merkle_leaf(bytes);
    frontier.append(leaf);
    batch.records.push_back({one.position, std::move(bytes), leaf});
  }
  batch.meta.emplace_back(frontier_key, frontier.encode());
  if (auto written = log_.write(batch); !written)
    return written;
  state_.frontier = std::move(frontier);
  for (const auto& one : records)
    state_.versions.advance(one.stream, one.version, one.position);
  state_.end = {records.back().position, records.back().at};
  head_ = state_.end.last.value;
  return nothing{};
}

outcome<stream_version> committer::version_of(const stream_id& stream) {
  if (auto known = state_.versions.find(stream))
    return *known;
  auto copied = copies_.version_of(stream);
  if (!copied)
    return copied;
  if (copies_.covered() < settled_)
    return failure{errc::journal_failed, "the views were emptied under the running journal"};
  state_.versions.cache(stream, *copied);
  return copied;
}

void committer::close(const failure& reason) {
  reason_ = std::string{to_string(reason.code)} + ", " + reason.detail;
  failed_ = true;
  if (options_.on_failed)
    options_.on_failed(reason);
}

failure committer::closed() const {
  return {errc::journal_failed, "closed for writing since a write failed: " + reason_};
}

void committer::release(std::size_t bytes) {
  std::lock_guard lock{mutex_};
  queued_bytes_ -= bytes;
}

} // namespace gatehouse
