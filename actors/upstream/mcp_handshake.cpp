#include "actors/upstream/mcp_client.hpp"

namespace gatehouse {

void mcp_client::open(std::function<void(outcome<upstream_hello>)> done) {
  transport_->open(events_for_transport(),
                   [self = shared_from_this(), done](const outcome<nothing>& ready) {
                     if (ready)
                       return self->initialize(done);
                     self->close();
                     done(ready.error());
                   });
}

void mcp_client::initialize(std::function<void(outcome<upstream_hello>)> done) {
  send("initialize", initialize_params(),
       {.timeout = target_.connect_timeout, .harmless = true, .cancellable = false},
       [self = shared_from_this(), done = std::move(done)](const upstream_reply& reply) {
         self->introduced(reply, done);
       });
}

void mcp_client::introduced(const upstream_reply& reply,
                            std::function<void(outcome<upstream_hello>)> done) {
  auto hello = reply.how == upstream_reply::kind::result
                   ? read_hello(reply.body)
                   : outcome<upstream_hello>{as_failure(reply, "initialize")};
  if (!hello) {
    close();
    return done(hello);
  }
  capabilities_ = hello->capabilities;
  transport_->negotiated(hello->protocol_version);
  // Over HTTP another request could overtake the notification, so it is waited for.
  transport_->notify(notification_text("notifications/initialized"), [self = shared_from_this(),
                                                                      hello = *hello,
                                                                      done = std::move(done)] {
    if (self->closed_)
      return done(failure{errc::upstream_unavailable, "the connection ended while it was opened"});
    self->transport_->listen();
    done(hello);
  });
}

} // namespace gatehouse
