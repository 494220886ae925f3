#include "actors/upstream/change_subscription.hpp"

#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/rpc_messages.hpp"
#include "events/core/limits.hpp"
#include "storage/json/json.hpp"
#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

namespace {

using std::chrono::milliseconds;
using how_it_ended = upstream_reply::kind;

constexpr std::size_t log_bytes = 200;

upstream_reply agreed() {
  upstream_reply reply;
  reply.how = how_it_ended::result;
  reply.body = "{}";
  return reply;
}

upstream_reply declined(const std::string& message) {
  json_writer out;
  out.begin_object().key("code").value(rpc_code::invalid_params).key("message").value(message);
  upstream_reply reply;
  reply.how = how_it_ended::rpc_error;
  reply.body = out.end_object().take();
  return reply;
}

/// Returns the resources that an acknowledgement agrees to tell about.
std::set<std::string> agreed_uris(std::string_view params) {
  const auto list = member_of(params, {"notifications", "resourceSubscriptions"});
  std::set<std::string> uris;
  if (auto document = json_document::parse(list, {list.size(), limits::json_depth_max}))
    for (const auto& uri : document->root().elements())
      uris.insert(uri.as_string().value_or(""));
  return uris;
}

} // namespace

change_subscription::change_subscription(io_loop& loop, subscription_events events)
    : loop_(loop), events_(std::move(events)) {}

void change_subscription::start(std::string_view capabilities) {
  auto told = [&](std::string_view list) {
    return member_of(capabilities, {list, "listChanged"}) == "true";
  };
  tools_ = told("tools");
  prompts_ = told("prompts");
  resources_ = told("resources");
  stopped_ = false;
  if (wanted())
    open();
}

void change_subscription::stop() {
  stopped_ = true;
  pause_.reset();
  patience_.reset();
}

bool change_subscription::wanted() const {
  return tools_ || prompts_ || resources_ || !uris_.empty();
}

std::string change_subscription::filter() const {
  json_writer out;
  out.begin_object().key("notifications").begin_object();
  if (tools_)
    out.key("toolsListChanged").value(true);
  if (prompts_)
    out.key("promptsListChanged").value(true);
  if (resources_)
    out.key("resourcesListChanged").value(true);
  if (!uris_.empty()) {
    out.key("resourceSubscriptions").begin_array();
    for (const auto& uri : uris_)
      out.value(uri);
    out.end_array();
  }
  return out.end_object().end_object().take();
}

void change_subscription::watch(const std::string& uri, bool on, watched done) {
  if (on && uris_.size() == limits::watched_uris_max)
    return loop_.post(
        [done = std::move(done)] { done(declined("Too many resources are watched")); });
  if (on)
    uris_.insert(uri);
  else
    uris_.erase(uri);
  asked_.push_back({uri, on, std::move(done)});
  if (opening_ == 0 && !stopped_)
    open();
}

/// Sends the filter as it is now.
void change_subscription::open() {
  std::move(asked_.begin(), asked_.end(), std::back_inserter(sent_));
  asked_.clear();
  if (!wanted()) {
    if (const auto old = std::exchange(current_, 0))
      events_.drop(old);
    return answer_all(agreed());
  }
  // `ended` may name an id only once it is known, and never runs inside send().
  auto id = std::make_shared<std::uint64_t>(0);
  *id = events_.send(filter(), [this, id](const upstream_reply& reply) { ended(*id, reply); });
  opening_ = *id;
  patience_.emplace(loop_, limits::connect_timeout, [this, id = *id] {
    if (id == opening_)
      events_.drop(id);
  });
}

void change_subscription::acknowledged(std::uint64_t id, std::string_view params) {
  if (id == 0 || id != opening_)
    return;
  opening_ = 0;
  patience_.reset();
  backoff_ = milliseconds{0};
  if (const auto old = std::exchange(current_, id))
    events_.drop(old);
  const auto uris = agreed_uris(params);
  for (auto& one : std::exchange(sent_, {})) {
    const bool granted = !one.on || uris.contains(one.uri);
    if (!granted)
      uris_.erase(one.uri);
    loop_.post([done = std::move(one.done), granted] {
      done(granted ? agreed() : declined("The server does not tell of this resource"));
    });
  }
  if (!asked_.empty())
    open();
}

void change_subscription::ended(std::uint64_t id, const upstream_reply& reply) {
  if (!owns(id) || stopped_)
    return;
  const bool was_opening = id == opening_;
  (was_opening ? opening_ : current_) = 0;
  if (!was_opening && opening_ != 0)
    return; // its successor is on its way
  for (const auto& one : sent_)
    if (one.on)
      uris_.erase(one.uri);
  answer_all(reply);
  if (reply.how == how_it_ended::rpc_error)
    events_.log("the server refuses subscriptions/listen: " + reply.body.substr(0, log_bytes));
  else
    open_later();
}

void change_subscription::open_later() {
  const auto delay = std::max<milliseconds>(backoff_, limits::stream_retry_delay_min);
  backoff_ = std::min<milliseconds>(delay * 2, limits::stream_retry_delay_max);
  pause_.emplace(loop_, delay, [this] {
    if (!stopped_ && opening_ == 0 && current_ == 0)
      open();
  });
}

void change_subscription::answer_all(const upstream_reply& reply) {
  for (auto& one : std::exchange(sent_, {}))
    loop_.post([done = std::move(one.done), reply] { done(reply); });
}

} // namespace gatehouse
