#pragma once

#include "actors/messages.hpp"
#include "storage/event_codec.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <list>
#include <optional>
#include <utility>
#include <variant>
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
  using hold_reply = std::function<void(outcome<stream_append>)>;
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
    for (auto& next : waiting)
      std::visit([&](auto& one) { one.answer(why); }, next);
  }

  // -- commands ----------------------------------------------------------------------------------

  void submit(gatehouse::submit<A> message, reply answer) {
    waiting_.push_back(waiting_command{std::move(message), std::move(answer)});
    resume();
  }

  /// Decides `message` once nothing is under way, and holds still until settled. What comes later
  /// waits its turn, other two-stream commands too; they cannot wait for each other in a circle,
  /// since all prepare their streams in one order.
  void prepare(gatehouse::prepare<A> message, hold_reply answer) {
    waiting_.push_back(waiting_hold{std::move(message), std::move(answer)});
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
  bool idle() const noexcept { return pending_.empty() && waiting_.empty() && !held_; }

  const typename A::state& state() const noexcept { return committed_; }

  stream_version version() const noexcept { return version_; }

private:
  struct waiting_command {
    gatehouse::submit<A> message;
    reply answer;
  };

  struct waiting_hold {
    gatehouse::prepare<A> message;
    hold_reply answer;
  };

  struct pending_command {
    gatehouse::submit<A> message;
    reply answer;
    events_of<A> events;
    std::uint64_t ticket = 0;
  };

  /// Starts what can be started, in order; a hold once all before it is committed.
  void resume() {
    while (ready_ && !held_ && !waiting_.empty()) {
      bool hold_next = std::holds_alternative<waiting_hold>(waiting_.front());
      if (hold_next && !pending_.empty())
        return;
      auto next = std::move(waiting_.front());
      waiting_.pop_front();
      if (hold_next)
        hold(std::get<waiting_hold>(std::move(next)));
      else
        decide_one(std::get<waiting_command>(std::move(next)));
    }
  }

  void hold(waiting_hold one) {
    auto decided = decide<A>(committed_, one.message.command);
    if (!decided)
      return one.answer(decided.error());
    held_ = *decided;
    stream_append part{one.message.stream, version_, {}};
    for (const auto& event : *held_)
      part.events.push_back(encode_event<A>(event));
    one.answer(std::move(part));
  }

  void decide_one(waiting_command one) {
    const auto& base = ahead_ ? *ahead_ : committed_;
    auto decided = decide<A>(base, one.message.command);
    if (!decided)
      return one.answer(decided.error());
    if (decided->empty())
      return one.answer(receipt<A>{{}, version_, detail::glance_at<A>(base)});
    apply_ahead(*decided);
    pending_.push_back(
        {std::move(one.message), std::move(one.answer), std::move(*decided), ++ticket_});
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
    done.answer(receipt<A>{std::move(done.events), version_, detail::glance_at<A>(committed_)});
    resume();
    return true;
  }

  /// What was decided on top of a refused command is decided again without it.
  void decide_again(typename std::list<pending_command>::iterator behind) {
    std::vector<pending_command> again(std::make_move_iterator(behind),
                                       std::make_move_iterator(pending_.end()));
    pending_.erase(behind, pending_.end());
    ahead_.reset();
    events_ahead_ = 0;
    for (const auto& one : pending_)
      apply_ahead(one.events);
    for (auto& one : again)
      decide_one({std::move(one.message), std::move(one.answer)});
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
  // Lists, not deques: an empty one allocates nothing, and most aggregates are idle.
  std::list<pending_command> pending_;
  /// Not decided yet: the stream is loading, or someone holds still or is about to.
  std::list<std::variant<waiting_command, waiting_hold>> waiting_;
  std::optional<events_of<A>> held_;
  std::uint64_t ticket_ = 0;
};

} // namespace gatehouse
