#include "storage/query/audit_news.hpp"

#include "events/core/limits.hpp"
#include "events/session/session.hpp"
#include "storage/event_codec.hpp"

namespace gatehouse {

namespace {

/// Which call an event begins or ends; the empty id for all others.
struct call_of_event {
  call_id operator()(const call_admitted& e) const { return e.subject.call; }

  call_id operator()(const call_denied& e) const { return e.subject.call; }

  call_id operator()(const call_completed& e) const { return e.call; }

  call_id operator()(const call_failed& e) const { return e.call; }

  call_id operator()(const call_interrupted& e) const { return e.call; }

  template <class Other> call_id operator()(const Other&) const { return {}; }
};

} // namespace

outcome<audit_news> find_news(const view_store& views, const record_reader& records,
                              const audit_filter& filter, journal_position after,
                              journal_position head) {
  if (auto known = check_audit_filter(filter); !known)
    return known.error();
  audit_news news{{}, after};
  outcome<nothing> good = nothing{};
  std::size_t looked_at = 0;
  auto take = [&](const record& one) -> outcome<nothing> {
    const auto& org = one.context.org;
    if (one.stream.kind() != session::kind || (!org.empty() && org != filter.org))
      return nothing{};
    auto event = decode_event<session>(one.event_number, one.event_version, one.payload);
    if (!event)
      return event.error();
    const auto call = std::visit(call_of_event{}, *event);
    if (call.empty())
      return nothing{};
    auto entry = find_call(views, filter.org, call);
    if (!entry && entry.error().code == errc::not_found)
      return nothing{};
    if (!entry)
      return entry.error();
    if (matches(filter, *entry))
      news.changes.push_back({one.position, *std::move(entry)});
    return nothing{};
  };
  auto read = records({after.value + 1}, [&](const record& one) {
    if (one.position > head)
      return false;
    good = take(one);
    news.seen = one.position;
    return good && ++looked_at < limits::page_rows_max &&
           news.changes.size() < limits::page_items_max;
  });
  if (!read || !good)
    return read ? good.error() : read.error();
  return news;
}

} // namespace gatehouse
