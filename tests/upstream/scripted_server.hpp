#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace gatehouse {

/// What came in.
struct http_seen {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;
  int connection = 0; ///< which one it came over, from 1

  std::string header(const std::string& name) const;
};

/// One accepted socket, as a script sees it.
class http_wire {
public:
  explicit http_wire(int fd) : fd_(fd) {}

  bool write(std::string_view bytes);
  /// Sends a whole answer with a body.
  void answer(int status, const std::string& type, const std::string& body,
              const std::string& more_headers = {});
  /// Begins an answer that is a chunked event stream.
  void begin_events(const std::string& more_headers = {});
  void event(const std::string& text);
  void end_events();

  /// Closes the socket once the script returns.
  void close() { closing_ = true; }

  bool closing() const { return closing_; }

  /// Waits until the client closes the socket, or the server ends.
  void await_close();

private:
  int fd_;
  bool closing_ = false;
};

/// An HTTP server on 127.0.0.1 whose every answer is written by a script, one thread a connection.
class scripted_server {
public:
  using script = std::function<void(const http_seen&, http_wire&)>;

  explicit scripted_server(script answer);
  ~scripted_server();
  scripted_server(const scripted_server&) = delete;
  scripted_server& operator=(const scripted_server&) = delete;

  std::string url(const std::string& path = "/mcp") const;
  int connections() const;
  std::vector<http_seen> seen() const;
  /// Waits for a request that `matches`; nothing if none came.
  std::optional<http_seen> await_request(const std::function<bool(const http_seen&)>& matches);

private:
  void accept_all();
  void serve(int fd, int number);

  script answer_;
  int listening_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable grew_;
  std::vector<http_seen> seen_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

} // namespace gatehouse
