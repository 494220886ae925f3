#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/mcp_client.hpp"
#include "actors/upstream/mcp_messages.hpp"
#include "actors/upstream/stateless_words.hpp"

#include <utility>

namespace gatehouse {

namespace {

using how_it_ended = upstream_reply::kind;

constexpr int discoveries_max = 2;

/// MCP 2025-11-25, transports, backwards compatibility: these refuse a POST where a server of
/// 2024-11-05 has its stream.
bool refuses_to_be_posted_to(const upstream_reply& reply) {
  return reply.http_status == 400 || reply.http_status == 404 || reply.http_status == 405;
}

} // namespace

/// Both eras are tried, the more likely one first; what the server answers says which it is.
void mcp_client::open(std::function<void(outcome<upstream_hello>)> done) {
  opening_ = std::move(done);
  connect(transport_kind::usual,
          target_.era == server_era::sessions ? &mcp_client::initialize : &mcp_client::discover);
}

void mcp_client::connect(transport_kind kind, void (mcp_client::*next)()) {
  const auto epoch = ++epoch_;
  if (transport_)
    transport_->close();
  transport_ = make_transport_(kind);
  transport_->open(events_for_transport(),
                   [self = shared_from_this(), next, epoch](const outcome<nothing>& ready) {
                     if (self->epoch_ != epoch)
                       return;
                     if (ready && !self->closed_)
                       return ((*self).*next)();
                     self->opened(ready ? failure{errc::upstream_unavailable, "it was closed"}
                                        : self->first_failure_.value_or(ready.error()));
                   });
}

/// Ends the opening, well or not.
void mcp_client::opened(outcome<upstream_hello> hello) {
  if (hello && closed_)
    hello = failure{errc::upstream_unavailable, "the connection ended while it was opened"};
  if (!hello)
    close();
  if (auto done = std::exchange(opening_, nullptr))
    done(std::move(hello));
}

// -- the stateless era ----------------------------------------------------------------------------

void mcp_client::discover() {
  ++discoveries_;
  era_ = server_era::stateless;
  transport_->speak(era_, std::string{stateless_version});
  upstream_request what;
  what.method = "server/discover";
  what.capabilities = target_.capabilities;
  const auto patience =
      target_.command.empty()
          ? target_.connect_timeout
          : std::min<std::chrono::milliseconds>(target_.connect_timeout, limits::probe_timeout);
  probe_ = send(what, {.timeout = patience, .harmless = true, .cancellable = false},
                [self = shared_from_this()](const upstream_reply& reply) {
                  self->probe_ = 0;
                  self->discovered(reply);
                });
}

void mcp_client::discovered(const upstream_reply& reply) {
  auto found = judge_discovery(reply);
  if (closed_)
    return opened(as_failure(reply, "server/discover"));
  switch (found.is) {
  case discovery::verdict::stateless:
    capabilities_ = found.hello.capabilities;
    subscribe();
    return opened(std::move(found.hello));
  case discovery::verdict::again:
    if (discoveries_ < discoveries_max)
      return discover();
    [[fallthrough]];
  case discovery::verdict::refused:
    return opened(first_failure_.value_or(found.why));
  case discovery::verdict::unknown:
    if (target_.command.empty())
      return opened(first_failure_.value_or(found.why));
    break;
  case discovery::verdict::sessions:
    break;
  }
  if (first_failure_) // it was tried before
    return opened(*first_failure_);
  if (reply.how == how_it_ended::timeout)
    discoveries_ = 0; // a child that is slow to start may not have read it yet
  // A child that was asked what it does not know may have ended, or be about to.
  const bool ended = reply.how == how_it_ended::transport || reply.how == how_it_ended::not_sent;
  if (ended && !target_.command.empty())
    return connect(transport_kind::usual, &mcp_client::initialize);
  initialize();
}

// -- the era of sessions --------------------------------------------------------------------------

void mcp_client::initialize() {
  era_ = server_era::sessions;
  transport_->speak(era_, {});
  upstream_request what;
  what.method = "initialize";
  what.params = initialize_params(target_.capabilities);
  send(what, {.timeout = target_.connect_timeout, .harmless = true, .cancellable = false},
       [self = shared_from_this()](const upstream_reply& reply) { self->introduced(reply); });
}

void mcp_client::introduced(const upstream_reply& reply) {
  const auto why = as_failure(reply, "initialize");
  if (closed_)
    return opened(why);
  if (discoveries_ == 0 && wants_discovery(reply)) {
    first_failure_ = why;
    return discover();
  }
  if (target_.command.empty() && refuses_to_be_posted_to(reply) &&
      !std::exchange(asked_stream_, true)) {
    first_failure_ = why;
    return connect(transport_kind::event_stream, &mcp_client::initialize);
  }
  auto hello =
      reply.how == how_it_ended::result ? read_hello(reply.body) : outcome<upstream_hello>{why};
  if (!hello)
    return opened(std::move(hello));
  capabilities_ = hello->capabilities;
  hello->keeps_state = transport_->keeps_state();
  transport_->speak(era_, hello->protocol_version);
  // Over HTTP another request could overtake the notification, so it is waited for.
  transport_->notify(notification_text("notifications/initialized"),
                     [self = shared_from_this(), hello = *std::move(hello)] {
                       if (!self->closed_)
                         self->transport_->listen();
                       self->opened(hello);
                     });
}

} // namespace gatehouse
