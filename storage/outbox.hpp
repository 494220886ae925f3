#pragma once

#include "events/core/bytes.hpp"
#include "events/core/ids.hpp"
#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "events/core/time.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

class vault;
class view_table;

/// Which stream of which session, and whose key seals what is kept of it.
struct outbox_stream {
  data_key_id key;
  session_id session;
  std::string name;
};

/// One message of a stream. Numbers grow along the stream.
struct kept_message {
  std::uint64_t number = 0;
  std::string content;
};

/// What was said to a client that may come back for it: messages of event streams, sealed, for a
/// while. It lies beside the views, but is neither a view nor made again: what is lost of it was
/// said to nobody.
///
/// Thread rule: one thread at a time. Ownership: table and keys must outlive it.
/// Bounds: limits::outbox_stream_bytes_max and outbox_stream_messages_max of one stream, then its
/// oldest messages go; outbox_session_bytes_max of one session, then nothing more is kept.
/// Errors: `limit_reached`, `key_missing`, `io_failed`.
class outbox {
public:
  outbox(view_table& table, vault& keys) : table_(table), keys_(keys) {}

  /// Keeps a message until `expires`.
  outcome<nothing> keep(const outbox_stream& of, const kept_message& one, unix_us expires);

  /// Returns the messages behind number `after`, in order.
  outcome<std::vector<kept_message>> read(const outbox_stream& of, std::uint64_t after) const;

  /// Forgets all of a session.
  outcome<nothing> drop(const session_id& session);

  /// Forgets what has expired.
  outcome<nothing> sweep(unix_us now);

private:
  struct use {
    std::size_t bytes = 0;
    std::size_t messages = 0;
    std::uint64_t oldest = 0; ///< number
  };

  outcome<nothing> make_room(const outbox_stream& of, use& stream, std::size_t bytes);
  outcome<nothing> erase(const std::vector<std::string>& keys);
  void forget(std::string_view key, std::size_t bytes);

  view_table& table_;
  vault& keys_;
  std::map<std::string, use> streams_; ///< by key prefix; what an earlier process kept only expires
  std::map<std::string, std::size_t> sessions_; ///< bytes by session
};

} // namespace gatehouse
