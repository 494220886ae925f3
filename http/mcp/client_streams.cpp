#include "http/mcp/client_streams.hpp"

#include "actors/gateway.hpp"
#include "http/mcp/client_messages.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/rpc_error.hpp"
#include "http/mcp/server_events.hpp"
#include "storage/crypto/random.hpp"

#include <algorithm>
#include <utility>

namespace gatehouse {

namespace {

bool is_lost(errc code) {
  return code == errc::session_not_found || code == errc::session_foreign ||
         code == errc::forbidden;
}

/// Answers with what was kept of a stream that is no more.
void tell_again(const exchange_ptr& x, const stream_origin& origin, const event_place& place,
                const std::vector<kept_message>& missed) {
  if (missed.empty())
    return x->reply(rpc_refusal({errc::gone, "What came after this event is not kept any more."}));
  auto head = event_stream_head();
  auto& kept = x->gate().kept_events();
  for (const auto& [number, content] : missed)
    if (!content.empty())
      head.body += as_event(content, to_event_id({place.stream, number, place.kind}, origin.org,
                                                 origin.session, kept));
  x->reply(std::move(head));
}

bool is_ended(const std::vector<kept_message>& messages) {
  return !messages.empty() && messages.back().content.empty();
}

/// Tells what was kept of a stream of a former process. If that ended before the stream did, the
/// answer will never come, and the client hears that instead.
void tell_of_former(const exchange_ptr& x, const stream_origin& origin, const event_place& place) {
  const auto name = place_of(origin, place.stream);
  auto& kept = x->gate().kept_events();
  kept.read(
      name, place.number, [x, origin, place, name](outcome<std::vector<kept_message>> kept_here) {
        auto missed = kept_here ? *std::move(kept_here) : std::vector<kept_message>{};
        if (is_ended(missed))
          return tell_again(x, origin, place, missed);
        const auto next = (missed.empty() ? place.number : missed.back().number) + 1;
        x->gate().kept_events().read(
            last_word_of(name), 0,
            [x, origin, place, missed, next](outcome<std::vector<kept_message>> last) mutable {
              if (last && !last->empty())
                missed.push_back({next, std::move(last->back().content)});
              tell_again(x, origin, place, missed);
            });
      });
}

} // namespace

std::shared_ptr<client_stream> client_streams::answer(const exchange_ptr& x, stream_origin origin) {
  auto stream =
      std::make_shared<client_stream>(std::move(origin), x->gate().kept_events(), random_id(""));
  answers_.emplace(stream_key{stream->origin().session, stream->name()}, stream);
  stream->carry(x);
  return stream;
}

void client_streams::listen(const exchange_ptr& x, const binding& at, stream_origin origin) {
  auto stream =
      std::make_shared<client_stream>(std::move(origin), x->gate().kept_events(), random_id(""));
  add(x->gate(), at, stream);
  stream->carry(x);
}

void client_streams::add(gateway& gate, const binding& at,
                         const std::shared_ptr<client_stream>& stream) {
  const auto session = stream->origin().session;
  stream->on_lost([weak = self(), session, raw = stream.get()] {
    if (auto here = weak.lock())
      (*here)->leave(session, raw);
  });
  auto& one = listening_[session];
  one.streams.push_back(stream);
  if (one.streams.size() > limits::watches_per_session_max) {
    one.streams.front()->end();
    one.streams.erase(one.streams.begin());
  }
  if (one.gate)
    return;
  one.gate = &gate;
  one.at = at;
  one.checked = clock::now();
  one.watch = gate.watch(session, at, {true, true, true, true},
                         [weak = self(), session](const client_message& what) {
                           if (auto here = weak.lock())
                             (*here)->hear(session, what);
                         });
}

void client_streams::resume(const exchange_ptr& x, const binding& at, stream_origin origin,
                            const event_place& place) {
  if (const auto stream = find(origin.session, place.stream))
    return stream->resume(x, place.number);
  origin.kind = place.kind;
  if (place.kind == stream_kind::watch) {
    auto stream = std::make_shared<client_stream>(std::move(origin), x->gate().kept_events(),
                                                  place.stream, place.number);
    add(x->gate(), at, stream);
    return stream->resume(x, place.number);
  }
  tell_of_former(x, origin, place);
}

std::shared_ptr<client_stream> client_streams::find(const session_id& session,
                                                    const std::string& name) const {
  if (const auto found = answers_.find({session, name}); found != answers_.end())
    return found->second.lock();
  const auto place = listening_.find(session);
  if (place == listening_.end())
    return nullptr;
  const auto& streams = place->second.streams;
  const auto found = std::find_if(streams.begin(), streams.end(),
                                  [&](const auto& one) { return one->name() == name; });
  return found == streams.end() ? nullptr : *found;
}

void client_streams::hear(const session_id& session, const client_message& what) {
  const auto found = listening_.find(session);
  if (found == listening_.end())
    return;
  auto& one = found->second;
  const auto carried = std::find_if(one.streams.rbegin(), one.streams.rend(),
                                    [](const auto& stream) { return stream->is_carried(); });
  auto& stream = carried == one.streams.rend() ? *one.streams.back() : **carried;
  if (what.reply_to == 0)
    return stream.send(notification(what));
  if (one.questions.size() >= limits::questions_per_call_max) {
    questions_.drop(session, {one.questions.front()});
    one.questions.erase(one.questions.begin());
  }
  one.questions.push_back(random_id("ask_"));
  questions_.add(session, one.questions.back(), {one.watch, what.reply_to});
  stream.send(question(what, one.questions.back()));
}

void client_streams::leave(const session_id& session, const client_stream* stream) {
  const auto found = listening_.find(session);
  if (found == listening_.end())
    return;
  auto& streams = found->second.streams;
  std::erase_if(streams, [stream](const auto& held) { return held.get() == stream; });
  if (streams.empty())
    end_session(session);
}

void client_streams::end_session(const session_id& session) {
  const auto ended = listening_.extract(session);
  if (ended.empty())
    return;
  const auto& one = ended.mapped();
  one.gate->unwatch(one.watch);
  questions_.drop(ended.key(), one.questions);
  for (const auto& stream : one.streams)
    stream->end();
}

void client_streams::end_all() {
  while (!listening_.empty())
    end_session(session_id{listening_.begin()->first});
  for (const auto& [key, weak] : std::exchange(answers_, {}))
    if (const auto stream = weak.lock())
      stream->give_up();
}

void client_streams::sweep(clock::time_point now) {
  std::vector<std::shared_ptr<client_stream>> due;
  for (auto at = answers_.begin(); at != answers_.end();) {
    if (auto stream = at->second.lock()) {
      due.push_back(std::move(stream));
      ++at;
    } else {
      at = answers_.erase(at);
    }
  }
  for (auto& [session, one] : listening_) {
    due.insert(due.end(), one.streams.begin(), one.streams.end());
    if (now - one.checked >= limits::stream_session_check)
      check(session, one, now);
  }
  for (const auto& stream : due) // what is given up leaves the lists
    stream->sweep(now);
}

void client_streams::check(const session_id& session, listening& one, clock::time_point now) {
  one.checked = now;
  one.gate->check_session(session, one.at,
                          [weak = self(), session](const outcome<session_info>& found) {
                            const auto here = weak.lock();
                            if (here && !found && is_lost(found.error().code))
                              (*here)->end_session(session);
                          });
}

} // namespace gatehouse
