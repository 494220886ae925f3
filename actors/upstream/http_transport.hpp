#pragma once

#include "actors/upstream/asio_forward.hpp"
#include "actors/upstream/http_post.hpp"
#include "actors/upstream/message_transport.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// Streamable HTTP of both eras: every message is a POST; its answer is one JSON text or an event
/// stream. With sessions there is also the GET stream, and a stream that broke off is resumed;
/// without, closing a stream is what cancels its request.
///
/// Bounds: limits::upstream_session_bytes_max, limits::upstream_notices_max, and each answer's own.
class http_transport final : public message_transport,
                             public std::enable_shared_from_this<http_transport> {
public:
  http_transport(io_loop& loop, upstream_target target);

  void open(transport_events events, std::function<void(outcome<nothing>)> ready) override;
  void send(outgoing_request request) override;
  void notify(std::string text, std::function<void()> done) override;
  bool forget(std::uint64_t id) override;
  void speak(server_era era, const std::string& version) override;

  bool keeps_state() const override { return !session_.empty(); }

  void listen() override;
  void close() override;

private:
  outcome<nothing> prepare();
  upstream_http_request make_request() const;
  upstream_http_request make_post(std::string text) const;
  void notified(const http_head& head);
  std::shared_ptr<event_stream> make_stream(std::size_t bytes_max,
                                            std::optional<std::uint64_t> during,
                                            std::function<void(unsigned)> on_refused);
  void expire();

  // answers (http_answers.cpp)
  http_events events_of(std::uint64_t id);
  bool head_arrived(std::uint64_t id, const http_head& head);
  bool take_session(std::uint64_t id, const http_head& head);
  bool body_arrived(std::uint64_t id, std::string_view bytes);
  bool events_arrived(std::uint64_t id, std::vector<sse_event>& events);
  void ended(std::uint64_t id);
  void refused(std::uint64_t id, std::string body, unsigned status);
  void broke_off(std::uint64_t id);
  bool hear(std::string& text, std::optional<std::uint64_t> during);
  void give_up(std::uint64_t id, upstream_reply why);

  io_loop& io_;
  boost::asio::io_context& loop_;
  const upstream_target target_;
  transport_events events_;
  std::shared_ptr<upstream_http_client> client_;
  std::map<std::uint64_t, http_post> posts_;
  std::shared_ptr<event_stream> stream_;
  server_era era_ = server_era::sessions;
  std::string session_;
  std::string version_; ///< empty until negotiated
  std::size_t notices_ = 0;
  bool closed_ = false;
};

} // namespace gatehouse
