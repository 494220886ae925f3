#include "storage/replay.hpp"

#include "events/all_events.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/event_codec.hpp"
#include "storage/log_reader.hpp"

#include <algorithm>
#include <unordered_map>

namespace gatehouse {

namespace {

constexpr std::uint64_t records_per_progress = 65'536;

/// The states of all streams of one aggregate.
template <aggregate A> struct folded {
  struct stream {
    typename A::state state;
    std::uint64_t version = 0;
  };

  std::unordered_map<std::string, stream> streams;
  event_room<A> room;
  std::uint64_t events = 0;

  outcome<nothing> apply(const record& one) {
    auto& at = streams[one.stream.value];
    if (one.version.value != at.version + 1)
      return failure{errc::journal_damaged, "position " + std::to_string(one.position.value) +
                                                ": " + one.stream.value + " goes from version " +
                                                std::to_string(at.version) + " to " +
                                                std::to_string(one.version.value)};
    auto applied = use_event<A>(one.event_number, one.event_version, one.payload, room,
                                [&](const auto& event) { A::evolve(at.state, event); });
    if (!applied)
      return failure{applied.error().code, "position " + std::to_string(one.position.value) + ": " +
                                               applied.error().detail};
    at.version = one.version.value;
    ++events;
    return nothing{};
  }
};

template <class Tuple> struct all_folded;

template <class... A> struct all_folded<std::tuple<A...>> {
  using type = std::tuple<folded<A>...>;
};

using everything = all_folded<all_aggregates>;

} // namespace

struct replay::implementation {
  everything::type kinds;
  std::uint64_t last = 0;
  std::uint64_t events = 0;

  outcome<nothing> apply(const record& one) {
    if (one.position.value <= last)
      return failure{errc::journal_damaged, "position " + std::to_string(one.position.value) +
                                                " follows " + std::to_string(last)};
    last = one.position.value;
    ++events;
    outcome<nothing> applied = nothing{};
    const auto kind = one.stream.kind();
    auto attempt = [&]<aggregate A>(folded<A>& folding) {
      if (kind != A::kind)
        return false;
      if (auto done = folding.apply(one); !done)
        applied = done;
      return true;
    };
    if (!std::apply([&](auto&... folding) { return (attempt(folding) || ...); }, kinds))
      return failure{errc::unknown_event, "a stream called " + one.stream.value};
    return applied;
  }
};

replay::replay() : impl_(std::make_unique<implementation>()) {}

replay::~replay() = default;

outcome<nothing> replay::apply(const record& one) {
  return impl_->apply(one);
}

std::optional<replay::encoded_state> replay::state_of(const stream_id& stream) const {
  std::optional<encoded_state> found;
  auto look = [&]<aggregate A>(const folded<A>& kind) {
    if (auto at = kind.streams.find(stream.value); at != kind.streams.end())
      found = encoded_state{A::snapshot_version, encode_fields(at->second.state)};
  };
  std::apply([&](const auto&... kind) { (look(kind), ...); }, impl_->kinds);
  return found;
}

replay_report replay::report() const {
  replay_report report;
  report.events = impl_->events;
  std::vector<std::pair<std::string_view, digest256>> digests;
  auto add = [&]<aggregate A>(const folded<A>& kind) {
    report.aggregates.push_back({A::kind, kind.streams.size(), kind.events});
    for (const auto& [id, stream] : kind.streams)
      digests.emplace_back(id, sha256(id + '\0' + std::to_string(stream.version) + '\0' +
                                      encode_fields(stream.state)));
  };
  std::apply([&](const auto&... kind) { (add(kind), ...); }, impl_->kinds);
  std::sort(digests.begin(), digests.end());
  std::string all;
  for (const auto& [id, digest] : digests)
    all.append(digest.bytes.begin(), digest.bytes.end());
  report.state = sha256(all);
  return report;
}

outcome<replay_report>
replay_log(const log_store& log,
           const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  replay all;
  outcome<nothing> good = nothing{};
  const auto total = log.last().value;
  auto read = read_records(log, {1}, [&](const record& one) {
    good = all.apply(one);
    if (good && one.position.value % records_per_progress == 0)
      progress(one.position.value, total);
    return static_cast<bool>(good);
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  return all.report();
}

} // namespace gatehouse
