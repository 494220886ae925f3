#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// What a raw client got back.
struct http_answer {
  int status = 0;                             ///< 0: the connection ended before a response
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;

  std::string header(const std::string& name) const {
    auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

/// A blocking client on one socket that sends exactly the bytes it is told to, right or wrong.
/// No wait is longer than ten seconds.
class http_client {
public:
  explicit http_client(std::uint16_t port);
  ~http_client();
  http_client(http_client&& other) noexcept;
  http_client& operator=(http_client&&) = delete;

  /// Returns whether everything was taken.
  bool send(std::string_view bytes);
  void end_sending();
  void close();
  http_answer receive(std::string_view method = "POST");
  /// Returns a response without its body, which receive_chunk() gets piece by piece.
  http_answer receive_head();
  /// Returns what the next chunk of a chunked body holds; "" at its end.
  std::string receive_chunk();
  /// Returns the next server-sent event, its empty line included; "" at the body's end.
  std::string receive_event();
  /// Returns whether the server has closed, reading what may still come.
  bool is_closed();

  /// Sends one well-formed request and returns its answer. `headers` are whole lines without CRLF.
  http_answer request(std::string_view method, std::string_view path,
                      const std::vector<std::string>& headers = {}, std::string_view body = {});

private:
  bool fill();
  /// Waits until `bytes` more have come.
  bool fill_to(std::size_t bytes);

  int socket_;
  std::string buffer_;
  std::string events_; ///< of chunks received, not yet returned
};

} // namespace gatehouse
