#pragma once

#include "http/body_queue.hpp"
#include "http/net.hpp"
#include "http/request_reader.hpp"
#include "http/served_exchange.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace gatehouse {

/// One client's connection: reads a request, has it answered, writes the answer, in order,
/// until the client or a bound ends it. While an answer is awaited it keeps reading, to learn that
/// the client is gone.
///
/// Thread rule: on the loop only.
/// Bounds: limits::header_bytes_max, target_bytes_max, pipelined_bytes_max, unfinished_bytes_max,
/// linger_bytes_max, stream_buffer_bytes_max, and the times of server_options.
class client_connection final : public socket_user,
                                public answer_taker,
                                public std::enable_shared_from_this<client_connection> {
public:
  using clock = std::chrono::steady_clock;

  client_connection(std::shared_ptr<server_state> server, std::unique_ptr<tcp_socket> socket,
                    std::function<void(client_connection&)> closed);
  ~client_connection() override;

  void start();
  /// Ends what has taken too long, and says on a silent event stream that it is still there.
  void expire(clock::time_point now);
  /// Lets the request in flight end, then closes; closes at once if there is none, and ends a
  /// stream that waits for something to happen.
  void wind_down();
  void close();

private:
  enum class phase : std::uint8_t { reading, answering, sending, streaming, lingering, closed };

  void on_received(std::string_view bytes) override;
  void on_receive_end(bool broken) override;
  void on_sent(bool good) override;
  void take_answer(http_response response) override;
  void begin_answer(http_response head) override;
  bool take_part(std::string bytes) override;
  void end_answer() override;

  void receive();
  void advance();
  bool head_arrived();
  void message_arrived();
  void refuse(const failure& why);
  void send(http_response response, bool keep_alive);
  void begin_sending(const http_response& response, bool keep_alive);
  void write(std::vector<std::string> parts);
  void write_waiting();
  void next_request();
  void linger();
  void comfort(clock::time_point now);
  void keep_unfinished(std::size_t bytes);

  void deadline_in(std::chrono::milliseconds time) { deadline_ = clock::now() + time; }

  std::shared_ptr<server_state> server_;
  std::unique_ptr<tcp_socket> socket_;
  std::function<void(client_connection&)> closed_;
  request_reader reader_;
  std::string unread_;                       ///< received, not yet used by the reader
  std::shared_ptr<served_exchange> current_; ///< from the end of a head to its message's
  std::weak_ptr<served_exchange> awaited_;   ///< while answering
  std::optional<http_response> refusal_;     ///< to send once the body was read
  body_queue waiting_;                       ///< while streaming: behind what is being written
  std::size_t writing_ = 0;                  ///< bytes handed to the socket
  phase phase_ = phase::reading;
  bool receiving_ = false;
  bool peer_done_ = false;
  bool keep_alive_ = false; ///< of the response being sent
  bool head_only_ = false;  ///< the request was a HEAD
  bool events_ = false;     ///< what is streamed is an event stream
  std::size_t unfinished_ = 0;
  std::size_t lingered_ = 0;
  clock::time_point deadline_;
  clock::time_point asked_at_;
  clock::time_point wrote_at_;
};

} // namespace gatehouse
