#include "http/rest/audit_follow.hpp"

#include "actors/gateway.hpp"
#include "http/bearer.hpp"
#include "http/edge.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/server_events.hpp"
#include "http/rest/audit_request.hpp"
#include "http/rest/captured_words.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/shown_fields.hpp"
#include "http/rest/views.hpp"
#include "http/router.hpp"

#include <charconv>

namespace gatehouse {

void audit_follower::start(const exchange_ptr& x) {
  auto head = event_stream_head();
  head.body = priming_event(std::to_string(seen_.value), limits::stream_retry);
  out_ = x->stream(std::move(head), stream_kind::watch);
  // The exchange's callbacks keep the follower alive for as long as its stream is open.
  x->on_disconnect([self = shared_from_this()] { self->end(); });
  x->on_shutdown([self = shared_from_this()] { self->end(); });
  look();
}

void audit_follower::look() {
  timer_.reset();
  if (!may_go_on())
    return end();
  if (gate_.journal_head() <= seen_)
    return rest();
  gate_.records().audit_news(filter_, seen_, [weak = weak_from_this()](outcome<audit_news> found) {
    if (auto here = weak.lock())
      here->tell(std::move(found));
  });
}

void audit_follower::tell(outcome<audit_news> found) {
  if (!out_)
    return;
  if (!found)
    return end();
  const auto owner = gate_.current().find(filter_.org); // as it is by now
  if (!owner)
    return end();
  for (auto& [position, entry] : found->changes) {
    mark_erased(owner->state, entry);
    auto json = json_of([&](json_writer& out) { show_row(out, entry); });
    if (!out_->send(as_event(json, std::to_string(position.value))))
      return end();
    silent_ = {};
  }
  const bool moved = found->seen > seen_;
  seen_ = found->seen;
  moved ? look() : rest();
}

void audit_follower::rest() {
  if (silent_ >= limits::stream_keep_alive) {
    silent_ = {};
    if (!out_->send(std::string{keep_alive_comment}))
      return end();
  }
  silent_ += limits::follow_interval;
  timer_.emplace(loop_, limits::follow_interval, [weak = weak_from_this()] {
    if (auto here = weak.lock())
      here->look();
  });
}

/// A token that was revoked, or has lost its rank, hears no more.
bool audit_follower::may_go_on() const {
  const auto who = gate_.authenticate(token_);
  return out_ && who && !scope_refusal(scope::org_admin, *who) &&
         (who->is_operator() || who->org == filter_.org);
}

void audit_follower::end() {
  timer_.reset();
  if (auto out = std::exchange(out_, {}))
    out->close();
}

namespace {

/// Returns where to begin: behind the position that the client names, as `after` or as the id of
/// the last event it heard, else at the end of the record.
outcome<journal_position> start_of(const exchange& x) {
  const auto& heard = x.request().header("last-event-id");
  const auto given = heard.empty() ? x.request().parameter("after").value_or("") : heard;
  if (given.empty())
    return x.gate().journal_head();
  journal_position at;
  auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), at.value);
  if (error != std::errc{} || end != given.data() + given.size())
    return failure{errc::invalid_argument, "after must be a journal position."};
  return at;
}

void follow(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto filter = at ? read_audit_filter(*x, *at) : at.error();
  auto names = audit_parameters();
  names.insert("after");
  auto known = filter ? check_parameters(x->request(), names) : filter.error();
  auto from = known ? start_of(*x) : known.error();
  if (!from)
    return refuse(x, from.error());
  const auto token = bearer_of(x->request().header("authorization")).value_or("");
  std::make_shared<audit_follower>(x->gate(), *x->at_edge().loop, *filter, *from,
                                   std::string{token})
      ->start(x);
}

} // namespace

std::vector<route> audit_follow_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/audit/follow", scope::org_admin, follow,
       "Sends audit entries as server-sent events, each when its call begins and when it ends; the "
       "filters of the list. An event's id is a journal position: Last-Event-ID, or after, goes on "
       "from there."},
  };
}

} // namespace gatehouse
