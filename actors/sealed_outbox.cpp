#include "actors/sealed_outbox.hpp"

#include "actors/upstream/io_loop.hpp"
#include "events/core/limits.hpp"

#include <chrono>
#include <utility>

namespace gatehouse {

namespace {

unix_us after(unix_us start, std::chrono::microseconds time) {
  return {start.value + time.count()};
}

} // namespace

outcome<digest256> sealed_outbox::sign(const org_id& org, std::string_view text) {
  return keys_.argument_digest(place_of({org, {}, {}}).key, text);
}

bool sealed_outbox::keep(const stream& of, kept_message one) {
  const auto bytes = one.content.size();
  if (waiting_bytes_ + bytes > limits::outbox_waiting_bytes_max)
    return false;
  waiting_bytes_ += bytes;
  const auto expires = after(now_(), limits::outbox_age);
  chores_.post([this, place = place_of(of), one = std::move(one), expires, bytes] {
    // What cannot be kept cannot be told again; whoever asks for it hears so.
    static_cast<void>(kept_.keep(place, one, expires));
    waiting_bytes_ -= bytes;
    sweep_if_due();
  });
  return true;
}

void sealed_outbox::read(const stream& of, std::uint64_t behind, messages done) {
  chores_.post([this, place = place_of(of), behind, done = std::move(done)] {
    loop_.post([done, found = kept_.read(place, behind)]() mutable { done(std::move(found)); });
  });
}

void sealed_outbox::drop(const session_id& session) {
  chores_.post([this, session] { static_cast<void>(kept_.drop(session)); });
}

outbox_stream sealed_outbox::place_of(const stream& of) const {
  const auto owner = current_.find(of.org);
  return {owner ? owner->state.key_of(of.user) : data_key_id{}, of.session, of.name};
}

void sealed_outbox::sweep_if_due() {
  const auto now = now_();
  if (now < after(last_sweep_, limits::outbox_sweep_interval))
    return;
  last_sweep_ = now;
  static_cast<void>(kept_.sweep(now));
}

} // namespace gatehouse
