#include "http/mcp/client_stream.hpp"

#include "events/core/limits.hpp"
#include "http/mcp/event_id.hpp"
#include "http/mcp/media_types.hpp"
#include "http/mcp/protocol_versions.hpp"
#include "http/mcp/server_events.hpp"

namespace gatehouse {

client_stream::client_stream(stream_origin origin, event_outbox& kept, std::string name,
                             std::uint64_t last)
    : origin_(std::move(origin)), kept_(kept), name_(std::move(name)), last_(last),
      resumable_(has_event_ids(origin_.version)) {}

std::string client_stream::id_of(std::uint64_t number) const {
  if (!resumable_)
    return {};
  return to_event_id({name_, number, origin_.kind}, origin_.org, origin_.session, kept_);
}

void client_stream::carry(const exchange_ptr& x) {
  if (has_priming_events(origin_.version) && resumable_)
    return open(x, priming_event(id_of(++last_), limits::stream_retry));
  // So that the client sees at once that it listens.
  open(x, origin_.kind == stream_kind::watch ? std::string{keep_alive_comment} : "");
}

void client_stream::resume(const exchange_ptr& x, std::uint64_t after) {
  if (auto former = std::exchange(out_, {}))
    former->close(); // the client knows better than we that it is of no use
  open(x, std::string{keep_alive_comment});
  reading_ = true;
  behind_.clear();
  kept_.read(
      place(), after,
      [weak = weak_from_this(), reading = ++readings_](outcome<std::vector<kept_message>> missed) {
        if (auto here = weak.lock(); here && here->readings_ == reading)
          here->replay(missed ? *std::move(missed) : std::vector<kept_message>{});
      });
}

void client_stream::open(const exchange_ptr& x, std::string first) {
  auto head = event_stream_head();
  head.body = std::move(first);
  alone_since_.reset();
  out_ = x->stream(std::move(head), origin_.kind);
  x->on_disconnect([weak = weak_from_this(), raw = out_.get()] {
    if (auto here = weak.lock(); here && here->out_.get() == raw)
      here->gone();
  });
  x->on_shutdown([weak = weak_from_this()] {
    if (auto here = weak.lock())
      here->give_up();
  });
}

/// Tells what was missed, then what was said since it was asked for. The end is an empty message.
void client_stream::replay(std::vector<kept_message> missed) {
  reading_ = false;
  std::uint64_t told = 0;
  for (auto& one : missed) {
    told = one.number;
    if (out_ && !one.content.empty())
      out_->send(as_event(one.content, id_of(one.number)));
  }
  for (auto& [number, event] : std::exchange(behind_, {}))
    if (out_ && number > told)
      out_->send(std::move(event));
  if (ended_ || (!missed.empty() && missed.back().content.empty()))
    close();
}

void client_stream::send(std::string json) {
  if (ended_)
    return;
  const auto number = ++last_;
  auto event = as_event(json, id_of(number));
  if (resumable_ && !keep(number, std::move(json)))
    resumable_ = false;
  if (reading_)
    return behind_.emplace_back(number, std::move(event)), void();
  if (out_)
    out_->send(std::move(event));
}

bool client_stream::keep(std::uint64_t number, std::string content) {
  return kept_.keep(place(), {number, std::move(content)});
}

void client_stream::on_cut_off(std::string json) {
  last_word_ = std::move(json);
  keep_last_word(clock::now());
}

/// Nobody is there to keep it when the stream is cut off.
void client_stream::keep_last_word(clock::time_point now) {
  if (!resumable_)
    return;
  kept_.keep(last_word_of(place()), {++last_words_, last_word_});
  last_word_kept_ = now;
}

void client_stream::end() {
  if (std::exchange(ended_, true))
    return;
  last_word_.clear();
  lost_ = {};
  if (resumable_)
    keep(++last_, {});
  if (!reading_)
    close();
}

void client_stream::close() {
  if (auto out = std::exchange(out_, {}))
    out->close();
}

void client_stream::gone() {
  close();
  if (resumable_ && !ended_)
    alone_since_ = clock::now();
  else
    give_up();
}

void client_stream::give_up() {
  close();
  alone_since_.reset();
  if (auto lost = std::exchange(lost_, {}))
    lost();
}

void client_stream::sweep(clock::time_point now) {
  if (!last_word_.empty() && now - last_word_kept_ >= limits::outbox_age / 10)
    keep_last_word(now);
  if (alone_since_ && now - *alone_since_ >= limits::resume_wait)
    give_up();
}

} // namespace gatehouse
