#include "actors/upstream/http_exchange.hpp"

#include "events/core/limits.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace gatehouse {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;

/// Returns a Content-Type without its parameters, in lower case.
std::string media_type(std::string type) {
  type.resize(std::min(type.find_first_of("; \t"), type.size()));
  for (char& c : type)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return type;
}

ip_address bytes_of(const asio::ip::address& address) {
  return (address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4())
                          : address.to_v6())
      .to_bytes();
}

class exchange final : public http_exchange, public std::enable_shared_from_this<exchange> {
public:
  exchange(asio::io_context& loop, const exchange_route& route, upstream_http_request request,
           http_events events)
      : route_(route), harmless_(request.harmless), events_(std::move(events)), socket_(loop),
        resolver_(loop), deadline_(loop) {
    message_.version(11);
    message_.method_string(request.method);
    message_.target(route_.url.target);
    message_.set(http::field::host, route_.url.authority);
    for (const auto& [name, value] : request.headers)
      message_.set(name, value);
    message_.body() = std::move(request.body);
    if (!message_.body().empty() || request.method == "POST")
      message_.prepare_payload();
  }

  void start(std::chrono::milliseconds timeout) {
    bounded_ = timeout.count() > 0;
    expire_after(bounded_ ? timeout : route_.connect_timeout);
    if (auto socket = route_.idle->take()) {
      socket_ = *std::move(socket);
      reused_ = true;
      write();
    } else {
      connect();
    }
  }

  void cancel() override {
    events_ = {};
    over_ = true;
    error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    deadline_.cancel();
  }

  void expire_after(std::chrono::milliseconds time) override {
    if (over_)
      return;
    deadline_.expires_after(time);
    deadline_.async_wait([self = shared_from_this()](error_code error) {
      const bool due = self->deadline_.expiry() <= std::chrono::steady_clock::now();
      if (!error && due && !self->over_)
        self->fail("no answer in time");
    });
  }

private:
  void connect();
  void connect(const tcp::resolver::results_type& found);
  void connected();
  void write();
  void read_head();
  void head_arrived();
  void go_on();
  void read_body();
  void body_arrived(error_code error);
  void finish();
  bool again(error_code error);
  void fail(std::string detail);

  const exchange_route route_;
  const bool harmless_;
  http_events events_;
  tcp::socket socket_;
  tcp::resolver resolver_;
  asio::steady_timer deadline_;
  bool bounded_ = false; ///< the deadline is for the whole exchange
  bool reused_ = false;
  bool again_ = false;
  bool sent_ = false;
  bool over_ = false;
  http::request<http::string_body> message_;
  beast::flat_buffer buffer_{limits::header_bytes_max + 65536};
  std::optional<http::response_parser<http::buffer_body>> parser_;
  std::array<char, 32768> body_;
};

void exchange::connect() {
  resolver_.async_resolve(route_.url.host, route_.url.port,
                          [self = shared_from_this()](error_code error, auto endpoints) {
                            if (self->over_)
                              return;
                            if (error)
                              return self->fail("the host name cannot be resolved: " +
                                                error.message());
                            self->connect(endpoints);
                          });
}

/// What the name resolved to decides, not the name; and the socket gets that very address.
void exchange::connect(const tcp::resolver::results_type& found) {
  std::vector<tcp::endpoint> permitted;
  for (const auto& one : found)
    if (route_.addresses->permit(bytes_of(one.endpoint().address())))
      permitted.push_back(one.endpoint());
  if (permitted.empty())
    return fail("the host is at a private address; only a connection that the operator added may "
                "lead there");
  asio::async_connect(socket_, permitted,
                      [self = shared_from_this()](error_code failed, const auto&) {
                        if (self->over_)
                          return;
                        if (failed)
                          return self->fail("cannot connect: " + failed.message());
                        self->connected();
                      });
}

void exchange::connected() {
  error_code ignored;
  socket_.set_option(tcp::no_delay{true}, ignored);
  write();
}

void exchange::write() {
  sent_ = true; // unless the write says otherwise
  http::async_write(socket_, message_, [self = shared_from_this()](error_code error, std::size_t) {
    if (self->over_)
      return;
    self->sent_ = !error;
    if (self->again(error))
      return;
    if (error)
      return self->fail("cannot send: " + error.message());
    if (!self->bounded_)
      self->deadline_.cancel();
    self->read_head();
  });
}

void exchange::read_head() {
  parser_.emplace();
  parser_->header_limit(limits::header_bytes_max);
  parser_->body_limit(boost::none); // whoever reads the body counts
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                            if (self->over_ || (!self->parser_->got_some() && self->again(error)))
                              return;
                            if (error)
                              return self->fail("no HTTP answer: " + error.message());
                            self->head_arrived();
                          });
}

void exchange::head_arrived() {
  const auto& head = parser_->get();
  auto on_head = events_.on_head;
  if (!on_head(http_head{head.result_int(),
                         media_type(std::string{head[http::field::content_type]}),
                         std::string{head["Mcp-Session-Id"]}}))
    return cancel();
  if (!over_)
    go_on();
}

void exchange::go_on() {
  if (parser_->is_done())
    finish();
  else
    read_body();
}

void exchange::read_body() {
  auto& body = parser_->get().body();
  body.data = body_.data();
  body.size = body_.size();
  body.more = true;
  http::async_read_some(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](error_code error, std::size_t) { self->body_arrived(error); });
}

void exchange::body_arrived(error_code error) {
  if (over_)
    return;
  const auto length = body_.size() - parser_->get().body().size;
  if (error == http::error::need_buffer)
    error = {};
  if (length > 0) {
    auto on_body = events_.on_body;
    if (!on_body({body_.data(), length}))
      return cancel();
    if (over_)
      return;
  }
  if (error)
    return fail("the answer broke off: " + error.message());
  go_on();
}

void exchange::finish() {
  auto on_end = std::move(events_.on_end);
  if (parser_->get().keep_alive() && buffer_.size() == 0)
    route_.idle->put(std::move(socket_));
  cancel();
  on_end();
}

/// Starts anew, once, on a fresh connection if one failed before any answer and that is safe.
bool exchange::again(error_code error) {
  const bool safe = harmless_ || (reused_ && !sent_);
  if (!error || again_ || !safe)
    return false;
  again_ = true;
  sent_ = false;
  error_code ignored;
  socket_.close(ignored);
  buffer_.clear();
  connect();
  return true;
}

void exchange::fail(std::string detail) {
  auto on_failed = std::move(events_.on_failed);
  const bool may_have_run = sent_;
  cancel();
  on_failed(may_have_run, std::move(detail));
}

} // namespace

std::shared_ptr<http_exchange> begin_exchange(asio::io_context& loop, const exchange_route& route,
                                              upstream_http_request request, http_events events) {
  const auto timeout = request.timeout;
  auto one = std::make_shared<exchange>(loop, route, std::move(request), std::move(events));
  one->start(timeout);
  return one;
}

} // namespace gatehouse
