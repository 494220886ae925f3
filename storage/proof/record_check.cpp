#include "storage/proof/record_check.hpp"

#include "events/all_events.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/event_codec.hpp"
#include "storage/record_format.hpp"

#include <unordered_map>
#include <utility>

namespace gatehouse {

namespace {

template <class Tuple> struct all_rooms;

template <class... A> struct all_rooms<std::tuple<A...>> {
  std::tuple<std::pair<std::type_identity<A>, event_room<A>>...> kinds;

  /// Errors: `unknown_event` (also a kind of stream), `journal_damaged`.
  outcome<nothing> read(const record& one) {
    outcome<nothing> done = failure{errc::unknown_event, "a stream called " + one.stream.value};
    const auto kind = one.stream.kind();
    auto attempt = [&]<class Kind>(std::pair<std::type_identity<Kind>, event_room<Kind>>& room) {
      if (kind != Kind::kind)
        return false;
      done = use_event<Kind>(one.event_number, one.event_version, one.payload, room.second,
                             [](const auto&) {});
      return true;
    };
    std::apply([&](auto&... room) { static_cast<void>((attempt(room) || ...)); }, kinds);
    return done;
  }
};

} // namespace

struct record_check::implementation {
  damage_sink report;
  journal_position first;
  archived_past past;
  std::uint64_t next = 1;
  record current;
  unix_us latest;
  std::uint64_t doubtful = 0; ///< records so far of which we do not know the stream
  std::unordered_map<std::string, std::uint64_t> versions;
  all_rooms<all_aggregates> rooms;

  bool is_readable(const found_entry& found) {
    if (found.leaf != merkle_leaf(found.bytes))
      return wrong(damage_kind::record_changed, found, "its leaf hash is another one");
    if (auto read = decode_record_into(found.bytes, current); !read)
      return wrong(damage_kind::record_malformed, found, read.error().detail);
    if (current.position != found.position)
      return wrong(damage_kind::record_misplaced, found,
                   "it says it is at " + std::to_string(current.position.value));
    return true;
  }

  bool is_next_of_its_stream(const found_entry& found) {
    auto [at, fresh] = versions.try_emplace(current.stream.value, 0);
    auto& version = at->second;
    if (fresh && first > journal_position{1})
      version = current.version.value - 1;
    const auto before = std::exchange(version, current.version.value);
    if (version == before + 1)
      return true;
    const auto skipped = version - before - 1;
    if (version > before && skipped <= doubtful) {
      doubtful -= skipped;
      return true;
    }
    return wrong(damage_kind::version_broken, found,
                 current.stream.value + " goes from version " + std::to_string(before) + " to " +
                     std::to_string(version));
  }

  bool is_in_time(const found_entry& found) {
    const auto before = std::exchange(latest, std::max(latest, current.at));
    return current.at >= before ||
           wrong(damage_kind::time_reversed, found,
                 "it is " + std::to_string(before.value - current.at.value) + " us older");
  }

  bool has_its_event(const found_entry& found) {
    auto read = rooms.read(current);
    return read || wrong(damage_kind::event_unreadable, found, read.error().detail);
  }

  bool wrong(damage_kind kind, const found_entry& found, std::string detail) {
    report({kind, found.position, std::move(detail)});
    return false;
  }
};

record_check::record_check(damage_sink report, journal_position first, archived_past past)
    : impl_(std::make_unique<implementation>()) {
  impl_->report = std::move(report);
  impl_->first = first;
  impl_->past = std::move(past);
  impl_->next = first.value;
}

record_check::~record_check() = default;

const record* record_check::take(const found_entry& found) {
  auto& my = *impl_;
  const auto at = found.position.value;
  if (at < my.next) {
    my.wrong(damage_kind::foreign_entry, found, "expected position " + std::to_string(my.next));
    return nullptr;
  }
  if (at > my.next) {
    my.report({damage_kind::record_missing,
               {my.next},
               std::to_string(at - my.next) + " missing before " + std::to_string(at)});
    my.doubtful += at - my.next;
  }
  my.next = at + 1;
  if (my.past.covers(found))
    return nullptr;
  if (!my.is_readable(found)) {
    ++my.doubtful;
    return nullptr;
  }
  const bool in_order = my.is_next_of_its_stream(found);
  const bool in_time = my.is_in_time(found);
  return my.has_its_event(found) && in_order && in_time ? &my.current : nullptr;
}

journal_position record_check::next() const noexcept {
  return {impl_->next};
}

} // namespace gatehouse
