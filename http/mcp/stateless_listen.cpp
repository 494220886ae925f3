#include "http/edge.hpp"
#include "http/mcp/listen_filter.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/server_events.hpp"
#include "http/mcp/stateless_turn.hpp"

#include <utility>

namespace gatehouse {

namespace {

/// One subscriptions/listen: first the upstreams are asked to tell of the resources, then the
/// client is told which of them will be, then what happens.
///
/// Ownership: by whoever may still call it back: calls to upstreams, then the gateway's watch.
class listener : public std::enable_shared_from_this<listener> {
public:
  listener(stateless_turn_ptr on, listen_filter filter)
      : on_(std::move(on)), wanted_(std::move(filter)), granted_{wanted_.lists, {}} {}

  void start() {
    on_->when_gone([weak = weak_from_this()] {
      if (auto here = weak.lock())
        here->end();
    });
    if (wanted_.uris.empty())
      return begin();
    open_ = wanted_.uris.size();
    for (const auto& uri : wanted_.uris)
      ask(request_kind::watch, uri,
          [here = shared_from_this(), uri](const outcome<call_answer>& answer) {
            here->settled(uri, answer && answer->how == call_answer::kind::result);
          });
  }

private:
  void ask(request_kind kind, const std::string& uri,
           std::function<void(outcome<call_answer>)> done) {
    client_request what;
    what.kind = kind;
    what.name = uri;
    what.stateless = true;
    what.capabilities = on_->envelope().capabilities; // as of calls: the same server
    on_->gate().call(on_->session(), on_->at(), std::move(what),
                     {[](const client_message&) {}, std::move(done)});
  }

  void settled(const std::string& uri, bool granted) {
    if (granted) {
      on_->shared().resources.add(on_->session(), uri);
      granted_.uris.push_back(uri);
    }
    if (ended_ && granted)
      release();
    if (--open_ == 0 && !ended_)
      begin();
  }

  void begin() {
    granted_.lists.alone = true;
    watch_ = on_->gate().watch(on_->session(), on_->at(), granted_.lists,
                               [here = shared_from_this()](const client_message& what) {
                                 if (!here->ended_ && lets_pass(here->granted_, what))
                                   here->stream_->send(
                                       as_event(subscribed(what, here->on_->message().id)));
                               });
    if (watch_ == 0) {
      end();
      return on_->fail({errc::overloaded, "Too many streams are open."});
    }
    stream_ = on_->open_watch([weak = weak_from_this()] {
      if (auto here = weak.lock())
        here->say_goodbye();
    });
    stream_->send(as_event(acknowledgement(granted_, on_->message().id)));
  }

  void say_goodbye() {
    const auto id = on_->message().id;
    stream_->send(as_event(rpc_result(id, end_of_listening(id)).json));
    end();
  }

  void end() {
    if (std::exchange(ended_, true))
      return;
    if (watch_ != 0)
      on_->gate().unwatch(watch_);
    release();
    if (stream_)
      stream_->close();
  }

  void release() {
    for (const auto& uri : std::exchange(granted_.uris, {}))
      if (on_->shared().resources.remove(on_->session(), uri))
        ask(request_kind::unwatch, uri, [](const outcome<call_answer>&) {});
  }

  stateless_turn_ptr on_;
  listen_filter wanted_;
  listen_filter granted_;
  std::shared_ptr<response_stream> stream_;
  std::size_t open_ = 0; ///< resources not yet settled
  std::uint64_t watch_ = 0;
  bool ended_ = false;
};

} // namespace

void listen(const stateless_turn_ptr& on) {
  auto filter = read_listen_filter(on->message().params);
  if (!filter)
    return on->fail(filter.error());
  if (!accepts_events(on->request().header("accept")))
    return on->fail({errc::not_acceptable, "Accept must allow text/event-stream."});
  if (on->shared().counters.watches >= on->shared().options.watches_max)
    return on->fail({errc::overloaded, "Too many streams are open."});
  std::make_shared<listener>(on, *std::move(filter))->start();
}

} // namespace gatehouse
