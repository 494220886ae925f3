#include "actors/upstream/caller_meta.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/mcp_messages.hpp"
#include "actors/upstream/stateless_words.hpp"

#include <charconv>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

std::uint64_t number_in(const std::string& raw) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  return error == std::errc{} && end == raw.data() + raw.size() ? number : 0;
}

} // namespace

/// Over HTTP what a request is stands in headers, too; over stdio there are none.
bool mcp_client::mirrors_arguments() const {
  return stateless() && target_.command.empty();
}

/// M-HTTP-32: a tool whose arguments have to stand in headers, and we did not know; the server
/// refused the request before anything ran. Returns whether the request is asked anew.
bool mcp_client::ask_again(std::uint64_t id, const upstream_reply& reply) {
  auto found = waiting_.find(id);
  if (found == waiting_.end() || found->second.what.params.empty() ||
      reply.how != how_it_ended::rpc_error || code_of(reply.body) != rpc_code::header_mismatch)
    return false;
  auto what = std::make_shared<upstream_request>(std::move(found->second.what));
  found->second.what.params.clear();
  found->second.what.method = what->method;
  list(catalog_list::tools, [self = shared_from_this(), id, what, reply](const auto& tools) {
    auto waiting = self->waiting_.find(id);
    if (waiting == self->waiting_.end())
      return;
    auto again = self->compose(id, *what, waiting->second.options);
    const bool mirrored = again && again->headers.size() > standard_headers(*what).size();
    if (!tools || !mirrored || self->closed_)
      return self->settle(id, reply);
    self->transport_->send(*std::move(again));
  });
  return true;
}

/// A server that was replaced by one of another era: it is to be asked anew what it is.
bool mcp_client::outlived(const upstream_reply& reply) const {
  return stateless() && !opening_ && reply.how == how_it_ended::rpc_error &&
         code_of(reply.body) == rpc_code::version_unsupported;
}

void mcp_client::subscribe() {
  subscription_events events;
  events.send = [this](std::string params, std::function<void(upstream_reply)> ended) {
    upstream_request what;
    what.method = "subscriptions/listen";
    what.params = std::move(params);
    return send(what,
                {.timeout = std::nullopt, .result_bytes_max = limits::upstream_line_bytes_max},
                [weak = weak_from_this(), ended = std::move(ended)](upstream_reply reply) {
                  if (auto self = weak.lock())
                    ended(std::move(reply));
                });
  };
  events.drop = [this](std::uint64_t id) {
    give_up(id, how_it_ended::cancelled, "the subscription is replaced");
  };
  events.log = [this](std::string line) {
    if (events_.on_log)
      events_.on_log(std::move(line));
  };
  subscription_ = std::make_unique<change_subscription>(loop_, std::move(events));
  subscription_->start(capabilities_);
}

/// Takes what a subscription says of itself, and the mark of one from what came over it. Returns
/// whether there is nothing left to tell.
bool mcp_client::told_of_subscription(incoming_message& message, std::optional<std::uint64_t> on) {
  const auto named = number_in(member_of(message.params, {"_meta", meta_key::subscription}));
  const auto id = named != 0 ? named : on.value_or(0);
  if (message.method == "notifications/cancelled") { // M-CANC-03: it ends a subscription
    const auto ended = number_in(member_of(message.params, {"requestId"}));
    if (subscription_ && subscription_->owns(ended))
      settle(ended, {how_it_ended::transport, {}, "the server has ended the subscription"});
    return true;
  }
  if (message.method == "notifications/subscriptions/acknowledged") {
    if (subscription_)
      subscription_->acknowledged(id, message.params);
    return true;
  }
  if (named != 0) // which means nothing to anybody else
    message.params = without_meta(message.params, meta_key::subscription);
  return false;
}

} // namespace gatehouse
