#pragma once

#include "actors/caller.hpp"
#include "actors/event_outbox.hpp"
#include "http/exchange.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// Whose stream of events it is, and how it is spoken.
struct stream_origin {
  org_id org;
  session_id session;
  stream_kind kind = stream_kind::answer;
  std::string version; ///< the protocol revision of the session
  user_id user{};      ///< whose session it is, if a user's
};

/// Returns the place in the outbox of what a stream says.
inline event_outbox::stream place_of(const stream_origin& origin, std::string name) {
  return {origin.org, origin.session, std::move(name), origin.user};
}

/// Returns the place in the outbox of what a stream says only if it was cut off.
inline event_outbox::stream last_word_of(event_outbox::stream of) {
  of.name += ".last";
  return of;
}

/// The events one client of a session gets, in their order, over one response or, when it has lost
/// that, over the next one it asks for: what it missed is told from the outbox.
///
/// Thread rule: on the I/O loop only. Ownership: shared by whoever speaks on it and by
/// client_streams, which ends it. The outbox must outlive it.
/// Times: a client that is gone is waited for during limits::resume_wait. What it is told if the
/// stream was cut off is kept for nearly limits::outbox_age from then.
class client_stream : public std::enable_shared_from_this<client_stream> {
public:
  using clock = std::chrono::steady_clock;

  /// A stream of this name goes on behind number `last`.
  client_stream(stream_origin origin, event_outbox& kept, std::string name, std::uint64_t last = 0);

  /// Begins the response of `x` with this stream.
  void carry(const exchange_ptr& x);
  /// Goes on over the response of `x`, behind the event of that number.
  void resume(const exchange_ptr& x, std::uint64_t after);

  /// Sends a JSON-RPC message.
  void send(std::string json);
  /// Ends the stream: nothing more will be sent.
  void end();

  /// Calls `lost`, once, if the client has gone before the stream's end and is not waited for any
  /// more.
  void on_lost(std::function<void()> lost) { lost_ = std::move(lost); }

  /// Keeps what is to be said to a client that comes back after this process has ended before the
  /// stream did; and again while the stream lasts, for what is kept expires.
  void on_cut_off(std::string json);

  void give_up();

  /// Gives the client up if it has not come back in time. To be called every few seconds.
  void sweep(clock::time_point now);

  /// Returns whether there is a client to be heard by.
  bool is_carried() const noexcept { return out_ != nullptr; }

  const stream_origin& origin() const noexcept { return origin_; }

  const std::string& name() const noexcept { return name_; }

private:
  std::string id_of(std::uint64_t number) const;
  void open(const exchange_ptr& x, std::string first);
  void replay(std::vector<kept_message> missed);

  event_outbox::stream place() const { return place_of(origin_, name_); }

  bool keep(std::uint64_t number, std::string content);
  void keep_last_word(clock::time_point now);
  void close();
  void gone();

  stream_origin origin_;
  event_outbox& kept_;
  std::string name_;
  std::uint64_t last_ = 0; ///< number of the newest event
  bool resumable_;
  bool ended_ = false;
  bool reading_ = false;                                      ///< what the client missed
  std::uint64_t readings_ = 0;                                ///< how often it has come back
  std::vector<std::pair<std::uint64_t, std::string>> behind_; ///< said while reading
  std::shared_ptr<response_stream> out_;
  std::function<void()> lost_;
  std::string last_word_;            ///< if it is cut off
  std::uint64_t last_words_ = 0;     ///< how often that has been kept
  clock::time_point last_word_kept_; ///< the last time
  std::optional<clock::time_point> alone_since_;
};

} // namespace gatehouse
