#pragma once

#include "actors/client_request.hpp"
#include "http/mcp/client_stream.hpp"
#include "http/mcp/event_id.hpp"
#include "http/mcp/open_questions.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

class gateway;

/// The event streams of all sessions: taken up again by clients that lost them, ended with their
/// session. What happens in a session outside of its requests goes
/// to the newest of the streams that listen, and to no other (2025-11-25, "Multiple Connections").
///
/// Thread rule: on the I/O loop only. Ownership: the gateway must outlive it.
class client_streams {
public:
  using clock = client_stream::clock;

  explicit client_streams(open_questions& questions) : questions_(questions) {}

  ~client_streams() { end_all(); }

  client_streams(const client_streams&) = delete;
  client_streams& operator=(const client_streams&) = delete;

  /// Begins a stream that answers a request of the session.
  std::shared_ptr<client_stream> answer(const exchange_ptr& x, stream_origin origin);

  /// Begins a stream that listens. Over limits::watches_per_session_max the oldest of the session
  /// is ended: most likely its client is gone and has not said so.
  void listen(const exchange_ptr& x, const binding& at, stream_origin origin);

  /// Goes on with a stream behind `place`, from memory or from the outbox alone.
  void resume(const exchange_ptr& x, const binding& at, stream_origin origin,
              const event_place& place);

  /// Ends the streams of a session that is no more.
  void end_session(const session_id& session);
  void end_all();

  /// Does what is due: gives up clients that did not come back, and looks at the sessions that
  /// listen, every limits::stream_session_check: a stream keeps its session open, and ends with it.
  void sweep(clock::time_point now);

private:
  struct listening {
    gateway* gate = nullptr;
    binding at;
    std::uint64_t watch = 0;
    std::vector<std::shared_ptr<client_stream>> streams; ///< the newest last
    std::vector<std::string> questions;                  ///< ids of those that belong to no request
    clock::time_point checked;
  };

  using stream_key = std::pair<session_id, std::string>;

  void add(gateway& gate, const binding& at, const std::shared_ptr<client_stream>& stream);
  std::shared_ptr<client_stream> find(const session_id& session, const std::string& name) const;
  void hear(const session_id& session, const client_message& what);
  void leave(const session_id& session, const client_stream* stream);
  void check(const session_id& session, listening& one, clock::time_point now);

  /// Lets a callback find out whether this object is still there.
  std::weak_ptr<client_streams*> self() const { return self_; }

  open_questions& questions_;
  std::shared_ptr<client_streams*> self_ = std::make_shared<client_streams*>(this);
  std::map<session_id, listening> listening_;
  std::map<stream_key, std::weak_ptr<client_stream>>
      answers_; ///< owned by the requests they answer
};

} // namespace gatehouse
