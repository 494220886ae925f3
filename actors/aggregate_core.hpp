#pragma once

#include "actors/messages.hpp"
#include "storage/event_codec.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace gatehouse {

/// The bookkeeping of one live aggregate, free of CAF: what is committed, what is under way.
///
/// Commands are decided against the state ahead of the journal (everything enqueued applied), so
/// that those of one session run concurrently; they are answered when committed. If the read-set of
/// one has moved on, it alone is answered `conflict` and what came after it is decided again. If
/// the journal fails, everything under way is refused and the stream must be loaded anew.
///
/// `Reply` is called once per command with its outcome.
template <aggregate A> class aggregate_core {
public:
  using reply = std::function<void(outcome<receipt<A>>)>;
  using append = std::function<void(append_batch, std::uint64_t ticket)>;
  using publish = std::function<void(const typename A::state&, stream_version)>;

  aggregate_core(append send, publish show) : send_(std::move(send)), show_(std::move(show)) {}

  // -- loading -----------------------------------------------------------------------------------

  bool ready() const noexcept { return ready_; }

  /// Takes a loaded state and starts on what has waited for it.
  void start(typename A::state state, stream_version version) {
    committed_ = std::move(state);
    version_ = version;
    ready_ = true;
    resume();
  }

  /// The stream cannot be loaded: refuses what waits for it.
  void fail_waiting(const failure& why) {
    auto waiting = std::exchange(waiting_, {});
    for (auto& one : waiting)
      one.answer(why);
    if (auto hold = std::exchange(hold_waiting_, {}); hold.has_value())
      hold->second(why);
  }

  // -- commands ----------------------------------------------------------------------------------

  void submit(gatehouse::submit<A> message, reply answer) {
    waiting_.push_back({std::move(message), std::move(answer)});
    resume();
  }

  /// Decides `message` once nothing is under way, and holds still until settled. One at a time:
  /// the coordinator of two-stream commands sees to that.
  void prepare(gatehouse::prepare<A> message, std::function<void(outcome<stream_append>)> answer) {
    if (hold_waiting_ || held_)
      return answer(failure{errc::conflict, "Another change is under way; try again."});
    hold_waiting_.emplace(std::move(message), std::move(answer));
    resume();
  }

  void settle(bool appended) {
    if (!held_)
      return;
    if (appended) {
      for (const auto& event : *held_)
        evolve<A>(committed_, event);
      version_.value += held_->size();
      show_(committed_, version_);
    }
    held_.reset();
    resume();
  }

  // -- the journal's answers ---------------------------------------------------------------------

  /// Returns false if the stream must be loaded anew (the journal failed or knows more than we do).
  [[nodiscard]] bool committed(std::uint64_t ticket, const outcome<append_receipt>& result) {
    auto at = std::find_if(pending_.begin(), pending_.end(),
                           [&](const pending_command& one) { return one.ticket == ticket; });
    if (at == pending_.end())
      return true; // an answer to what has been decided again since
    if (result)
      return accept();
    auto refused = std::move(*at);
    auto behind = pending_.erase(at);
    const auto code = result.error().code;
    bool judged_on_stale = code == errc::conflict && !refused.message.reads.empty();
    bool turned_away = code == errc::overloaded || code == errc::too_large;
    refused.answer(result.error());
    if (!judged_on_stale && !turned_away)
      return discard(result.error());
    decide_again(behind);
    return true;
  }

  /// Returns whether nothing is under way, so that the aggregate may leave.
  bool idle() const noexcept {
    return ready_ && pending_.empty() && waiting_.empty() && !held_ && !hold_waiting_;
  }

  const typename A::state& state() const noexcept { return committed_; }

  stream_version version() const noexcept { return version_; }

private:
  struct waiting_command {
    gatehouse::submit<A> message;
    reply answer;
  };

  struct pending_command {
    gatehouse::submit<A> message;
    reply answer;
    events_of<A> events;
    std::uint64_t ticket = 0;
  };

  /// Starts what can be started: commands in order; a hold once all before it is committed.
  void resume() {
    while (ready_ && !held_ && !hold_waiting_ && !waiting_.empty()) {
      auto next = std::move(waiting_.front());
      waiting_.pop_front();
      decide_one(std::move(next.message), std::move(next.answer));
    }
    if (ready_ && hold_waiting_ && pending_.empty())
      hold();
  }

  void hold() {
    auto [message, answer] = std::move(*hold_waiting_);
    hold_waiting_.reset();
    auto decided = decide<A>(committed_, message.command);
    if (!decided) {
      answer(decided.error());
      return resume();
    }
    held_ = *decided;
    stream_append part{message.stream, version_, {}};
    for (const auto& event : *held_)
      part.events.push_back(encode_event<A>(event));
    answer(std::move(part));
  }

  void decide_one(gatehouse::submit<A> message, reply answer) {
    const auto& base = ahead_ ? *ahead_ : committed_;
    auto decided = decide<A>(base, message.command);
    if (!decided)
      return answer(decided.error());
    if (decided->empty())
      return answer(receipt<A>{{}, version_, glance(base)});
    apply_ahead(*decided);
    pending_.push_back({std::move(message), std::move(answer), std::move(*decided), ++ticket_});
    enqueue(pending_.back());
  }

  void enqueue(const pending_command& one) {
    stream_append part{
        one.message.stream, {version_.value + events_ahead_ - one.events.size()}, {}};
    for (const auto& event : one.events)
      part.events.push_back(encode_event<A>(event));
    append_batch batch;
    batch.streams.push_back(std::move(part));
    batch.reads = one.message.reads;
    batch.context = one.message.context;
    send_(std::move(batch), one.ticket);
  }

  static std::string glance(const typename A::state& state) {
    if constexpr (requires { A::glance(state); })
      return A::glance(state);
    else
      return {};
  }

  void apply_ahead(const events_of<A>& events) {
    if (!ahead_)
      ahead_.emplace(committed_);
    for (const auto& event : events)
      evolve<A>(*ahead_, event);
    events_ahead_ += events.size();
  }

  bool accept() {
    auto done = std::move(pending_.front());
    pending_.pop_front();
    for (const auto& event : done.events)
      evolve<A>(committed_, event);
    version_.value += done.events.size();
    events_ahead_ -= done.events.size();
    if (pending_.empty())
      ahead_.reset();
    show_(committed_, version_);
    done.answer(receipt<A>{std::move(done.events), version_, {}});
    resume();
    return true;
  }

  /// What was decided on top of a refused command is decided again without it.
  void decide_again(typename std::deque<pending_command>::iterator behind) {
    std::vector<pending_command> again(std::make_move_iterator(behind),
                                       std::make_move_iterator(pending_.end()));
    pending_.erase(behind, pending_.end());
    ahead_.reset();
    events_ahead_ = 0;
    for (const auto& one : pending_)
      apply_ahead(one.events);
    for (auto& one : again)
      decide_one(std::move(one.message), std::move(one.answer));
    resume();
  }

  bool discard(const failure& why) {
    auto lost = std::exchange(pending_, {});
    ahead_.reset();
    events_ahead_ = 0;
    ready_ = false;
    for (auto& one : lost)
      one.answer(why);
    fail_waiting(why);
    return false;
  }

  append send_;
  publish show_;
  bool ready_ = false;
  typename A::state committed_;
  stream_version version_;
  std::optional<typename A::state> ahead_; ///< committed_ plus pending_; absent when nothing pends
  std::uint64_t events_ahead_ = 0;         ///< the events of pending_
  std::deque<pending_command> pending_;
  std::deque<waiting_command> waiting_; ///< not decided yet: loading, or someone holds still
  std::optional<std::pair<gatehouse::prepare<A>, std::function<void(outcome<stream_append>)>>>
      hold_waiting_;
  std::optional<events_of<A>> held_;
  std::uint64_t ticket_ = 0;
};

} // namespace gatehouse
