#include "http/client_connection.hpp"

#include "http/problem.hpp"
#include "http/refusal.hpp"
#include "http/response_head.hpp"
#include "http/served_exchange.hpp"

#include <ctime>

namespace gatehouse {

namespace {

request_reader reader_for(const server_options& options) {
  request_bounds bounds;
  bounds.body_bytes_max = options.body_bytes_max;
  return request_reader{bounds};
}

} // namespace

client_connection::client_connection(std::shared_ptr<server_state> server,
                                     std::unique_ptr<tcp_socket> socket,
                                     std::function<void(client_connection&)> closed)
    : server_(std::move(server)), socket_(std::move(socket)), closed_(std::move(closed)),
      reader_(reader_for(server_->at.options)) {}

client_connection::~client_connection() {
  close();
}

void client_connection::start() {
  deadline_in(server_->at.options.idle_timeout);
  receive();
}

void client_connection::receive() {
  if (receiving_ || peer_done_ || phase_ == phase::closed)
    return;
  receiving_ = true;
  socket_->receive(shared_from_this());
}

void client_connection::on_received(std::string_view bytes) {
  receiving_ = false;
  server_->at.counters.received_bytes += bytes.size();
  switch (phase_) {
  case phase::reading:
    if (unfinished_ == 0)
      deadline_in(server_->at.options.header_timeout);
    unread_.append(bytes);
    keep_unfinished(unfinished_ + bytes.size());
    return advance();
  case phase::answering:
  case phase::sending:
  case phase::streaming:
    unread_.append(bytes);
    if (unread_.size() < limits::pipelined_bytes_max)
      receive();
    return;
  case phase::lingering:
    lingered_ += bytes.size();
    return lingered_ < limits::linger_bytes_max ? receive() : close();
  case phase::closed:
    return;
  }
}

void client_connection::on_receive_end(bool broken) {
  receiving_ = false;
  peer_done_ = true;
  const bool owed =
      phase_ == phase::answering || phase_ == phase::sending || phase_ == phase::streaming;
  if (!owed || broken)
    return close();
  // Half closed: it may still read an answer, but nobody waits for work that takes long.
  if (auto awaited = awaited_.lock())
    awaited->disconnected();
}

void client_connection::advance() {
  std::size_t used = 0;
  while (phase_ == phase::reading && !reader_.done()) {
    auto step = reader_.put(std::string_view{unread_}.substr(used));
    if (!step) {
      unread_.clear();
      return refuse(step.error());
    }
    used += *step;
    if (reader_.head_done() && !current_ && !head_arrived())
      break;
    if (*step == 0)
      break;
  }
  unread_.erase(0, used);
  if (phase_ != phase::reading)
    return;
  if (reader_.done())
    return message_arrived();
  if (server_->at.counters.unfinished_bytes > server_->at.options.unfinished_bytes_max)
    return refuse({errc::overloaded, "Too much is being received."});
  if (peer_done_)
    return close();
  receive();
}

/// Looks at a head that is complete; returns whether its body is wanted.
bool client_connection::head_arrived() {
  current_ = std::make_shared<served_exchange>(server_, weak_from_this());
  current_->message() = std::move(reader_.request());
  head_only_ = current_->message().method == "HEAD";
  refusal_ = server_->routes->admit(*current_);
  if (!refusal_) {
    if (reader_.expects_continue())
      socket_->send_now("HTTP/1.1 100 Continue\r\n\r\n");
    return true;
  }
  *refusal_ = current_->complete(std::move(*refusal_));
  const auto left = reader_.body_bytes_left();
  if (left && *left <= limits::refused_body_bytes_max && !reader_.expects_continue())
    return true; // cheaper to read it than to make the client connect again
  asked_at_ = clock::now();
  send(std::move(*refusal_), false);
  return false;
}

void client_connection::message_arrived() {
  keep_unfinished(0);
  asked_at_ = clock::now();
  auto asked = std::exchange(current_, {});
  if (refusal_)
    return send(*std::exchange(refusal_, {}), reader_.keep_alive());
  asked->message().body = std::move(reader_.request().body);
  phase_ = phase::answering;
  awaited_ = asked;
  asked->ask();
  server_->routes->run(asked);
  if (phase_ == phase::answering || phase_ == phase::streaming)
    receive();
}

void client_connection::refuse(const failure& why) {
  asked_at_ = clock::now();
  send(refusal_of(current_ ? current_->request() : reader_.request(), why), false);
}

void client_connection::take_answer(http_response response) {
  if (phase_ == phase::answering)
    send(std::move(response), reader_.keep_alive() && !peer_done_);
}

void client_connection::send(http_response response, bool keep_alive) {
  phase_ = phase::sending;
  begin_sending(response, keep_alive);
  std::vector<std::string> parts;
  parts.push_back(response_head(response, {keep_alive_, std::time(nullptr)}));
  if (!head_only_)
    parts.push_back(std::move(response.body));
  write(std::move(parts));
}

void client_connection::begin_sending(const http_response& response, bool keep_alive) {
  current_.reset();
  refusal_.reset();
  keep_unfinished(0);
  keep_alive_ = keep_alive && !server_->stopping;
  auto& shared = server_->at;
  shared.counters.count_response(response.status, clock::now() - asked_at_);
  if (!response.log.empty() && shared.options.log)
    shared.options.log(response.log);
}

void client_connection::write(std::vector<std::string> parts) {
  writing_ = 0;
  for (const auto& part : parts)
    writing_ += part.size();
  server_->at.counters.sent_bytes += writing_;
  wrote_at_ = clock::now();
  deadline_in(server_->at.options.idle_timeout);
  socket_->send(shared_from_this(), std::move(parts));
}

void client_connection::on_sent(bool good) {
  writing_ = 0;
  if (phase_ == phase::closed)
    return;
  if (!good)
    return close();
  if (!waiting_.empty())
    return write_waiting();
  if (phase_ == phase::sending)
    keep_alive_ && !server_->stopping ? next_request() : linger();
}

void client_connection::begin_answer(http_response head) {
  if (phase_ != phase::answering)
    return;
  phase_ = phase::streaming;
  const bool chunked = reader_.reads_chunks();
  events_ = head.content_type == "text/event-stream";
  begin_sending(head, chunked && reader_.keep_alive() && !peer_done_);
  waiting_ = body_queue{chunked};
  std::vector<std::string> parts;
  parts.push_back(response_head(
      head, {keep_alive_, std::time(nullptr), chunked ? body_end::chunked : body_end::close}));
  waiting_.add(std::move(head.body));
  for (auto& part : waiting_.take())
    parts.push_back(std::move(part));
  write(std::move(parts));
}

bool client_connection::take_part(std::string bytes) {
  if (phase_ != phase::streaming)
    return false;
  if (writing_ + waiting_.bytes() > server_->at.options.stream_buffer_bytes_max) {
    ++server_->at.counters.streams_cut;
    phase_ = phase::sending;
    socket_->close(); // which ends the write under way: then the client is told of as gone
    return false;
  }
  waiting_.add(std::move(bytes));
  write_waiting();
  return true;
}

void client_connection::end_answer() {
  if (phase_ != phase::streaming)
    return;
  phase_ = phase::sending;
  waiting_.end();
  if (writing_ == 0)
    waiting_.empty() ? on_sent(true) : write_waiting();
}

void client_connection::write_waiting() {
  if (writing_ == 0 && !waiting_.empty())
    write(waiting_.take());
}

void client_connection::next_request() {
  phase_ = phase::reading;
  head_only_ = false;
  reader_ = reader_for(server_->at.options);
  deadline_in(unread_.empty() ? server_->at.options.idle_timeout
                              : server_->at.options.header_timeout);
  keep_unfinished(unread_.size());
  advance();
}

// Closing with unread bytes in the socket would reset the connection and destroy the answer
// on its way, so what the client still sends is read for a while (RFC 9112, 9.6).
void client_connection::linger() {
  phase_ = phase::lingering;
  socket_->end_sending();
  deadline_in(server_->at.options.linger_timeout);
  if (peer_done_)
    return close();
  receive();
}

void client_connection::expire(clock::time_point now) {
  if (phase_ == phase::streaming && writing_ == 0)
    return comfort(now);
  if (phase_ == phase::answering || now < deadline_)
    return;
  if (phase_ == phase::reading && unfinished_ > 0)
    refuse({errc::request_timeout, {}});
  else
    close();
}

// A comment is no event. Proxies let go of connections on which nothing moves, and a client that is
// gone without a word shows itself when it takes nothing.
void client_connection::comfort(clock::time_point now) {
  if (events_ && now - wrote_at_ >= server_->at.options.stream_keep_alive)
    take_part(":\n\n");
}

void client_connection::wind_down() {
  if (phase_ == phase::reading && unfinished_ == 0)
    return close();
  if (auto awaited = awaited_.lock(); awaited && phase_ == phase::streaming)
    awaited->wind_down();
}

void client_connection::close() {
  if (phase_ == phase::closed)
    return;
  phase_ = phase::closed;
  keep_unfinished(0);
  socket_->close();
  if (auto awaited = awaited_.lock())
    awaited->disconnected();
  if (auto closed = std::exchange(closed_, {}))
    closed(*this);
}

void client_connection::keep_unfinished(std::size_t bytes) {
  server_->at.counters.unfinished_bytes += bytes;
  server_->at.counters.unfinished_bytes -= unfinished_;
  unfinished_ = bytes;
}

} // namespace gatehouse
