#pragma once

#include "actors/aggregate_core.hpp"
#include "tests/support/hand_journal.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

/// `amount` was added, and it was the `place`th: tells whether a decision saw the right state.
struct added {
  static constexpr event_type type{9001, "tally.added", 1};
  std::uint64_t amount = 0;
  std::uint64_t place = 0;

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "amount", s.amount);
    f(2, "place", s.place);
  }
};

/// Adds `amount` unless the sum would pass `limit`; zero leads to nothing, `times` to as many
/// events.
struct add {
  std::uint64_t amount = 0;
  std::uint64_t limit = UINT64_MAX;
  std::uint64_t times = 1;
};

/// The smallest aggregate that can refuse, do nothing and tell orders apart.
struct tally {
  static constexpr std::string_view kind = "tally";
  static constexpr std::uint32_t snapshot_version = 1;

  using event = std::variant<added>;
  using command = std::variant<add>;

  struct state {
    std::uint64_t sum = 0;
    std::vector<std::uint64_t> amounts;

    friend bool operator==(const state&, const state&) = default;
  };

  static std::string glance(const state& s) { return std::to_string(s.sum); }

  static decision_of<tally> decide(const state& s, const add& c) {
    if (s.sum + c.amount * c.times > c.limit)
      return failure{errc::limit_reached, "over the limit"};
    events_of<tally> events;
    for (std::uint64_t i = 0; c.amount > 0 && i < c.times; ++i)
      events.emplace_back(added{c.amount, s.amounts.size() + i});
    return events;
  }

  static void evolve(state& s, const added& e) {
    s.sum += e.amount;
    s.amounts.push_back(e.amount);
  }
};

/// An aggregate_core over a hand-run journal, with a mailbox between them as actors have one.
class core_driver {
public:
  using reply = std::shared_ptr<std::optional<outcome<receipt<tally>>>>;
  using hold = std::shared_ptr<std::optional<outcome<stream_append>>>;

  static inline const stream_id stream{"tally/1"};
  static inline const stream_id policy{"toolkit/1"}; ///< what commands are judged on

  reply submit(add what, std::vector<stream_read> reads = {}) {
    auto answer = std::make_shared<std::optional<outcome<receipt<tally>>>>();
    core.submit({stream, what, {}, std::move(reads)}, [this, answer](outcome<receipt<tally>> one) {
      order.push_back(answer);
      *answer = std::move(one);
    });
    deliver();
    return answer;
  }

  hold prepare(add what) {
    auto answer = std::make_shared<std::optional<outcome<stream_append>>>();
    core.prepare({stream, what}, [answer](outcome<stream_append> one) { *answer = one; });
    deliver();
    return answer;
  }

  void settle(bool appended) {
    core.settle(appended);
    deliver();
  }

  /// Writes what was prepared as a transaction does, after all that was appended before; returns
  /// whether it is in the journal.
  bool append_held(const hold& held) {
    append_batch batch;
    batch.streams.push_back(***held);
    std::optional<bool> written;
    log.append(std::move(batch),
               [&](const outcome<append_receipt>& result) { written = static_cast<bool>(result); });
    while (!written)
      log.commit();
    return *written;
  }

  void commit() {
    log.commit();
    deliver();
  }

  void commit_all() {
    while (log.waiting() > 0)
      commit();
  }

  void fail(errc code) {
    log.fail({code, "told to"});
    deliver();
  }

  /// Loads the stream anew, as the actor does when the core asks for it.
  void load() {
    auto [state, version] = folded();
    must_load = false;
    core.start(std::move(state), version);
    deliver();
  }

  /// The state and the version that the journal's records say.
  std::pair<tally::state, stream_version> folded() const {
    tally::state state;
    stream_version version;
    (void)log.read_stream(stream, {}, [&](const record& one) {
      auto event = decode_event<tally>(one.event_number, one.event_version, one.payload);
      evolve<tally>(state, *event);
      version = one.version;
      return true;
    });
    return {state, version};
  }

  /// Takes the journal's answers out of the mailbox.
  void deliver() {
    while (!mail.empty()) {
      auto [ticket, result] = std::move(mail.front());
      mail.pop_front();
      must_load = !core.committed(ticket, result) || must_load;
    }
  }

  hand_journal log;
  std::deque<std::pair<std::uint64_t, outcome<append_receipt>>> mail;
  std::vector<reply> order;         ///< the answered, in the order of their answers
  std::vector<std::uint64_t> shown; ///< the versions that were published
  bool must_load = false;
  aggregate_core<tally> core{
      [this](append_batch batch, std::uint64_t ticket) {
        log.append(std::move(batch), [this, ticket](outcome<append_receipt> result) {
          mail.emplace_back(ticket, std::move(result));
        });
      },
      [this](const tally::state&, stream_version version) { shown.push_back(version.value); }};
};

} // namespace gatehouse
