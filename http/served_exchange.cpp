#include "http/served_exchange.hpp"

#include "http/refusal.hpp"

#include <cassert>
#include <utility>

namespace gatehouse {

namespace {

class served_stream final : public response_stream {
public:
  explicit served_stream(std::shared_ptr<served_exchange> on) : on_(std::move(on)) {}

  ~served_stream() override { close(); }

  bool send(std::string bytes) override { return on_ && on_->send_part(std::move(bytes)); }

  void close() override {
    if (auto on = std::exchange(on_, {}))
      on->end_stream();
  }

private:
  std::shared_ptr<served_exchange> on_;
};

} // namespace

served_exchange::served_exchange(std::shared_ptr<server_state> server,
                                 std::weak_ptr<answer_taker> taker)
    : server_(std::move(server)), taker_(std::move(taker)) {
  gate_ = server_->gate;
  edge_ = &server_->at;
}

served_exchange::~served_exchange() {
  if (asked_ && !replied_)
    reply(refusal_of(request_, {errc::internal, "A handler dropped its exchange."}));
}

void served_exchange::ask() {
  asked_ = true;
  ++edge_->counters.in_flight;
}

void served_exchange::disconnected() {
  if (replied_ && !streams_)
    return;
  ending_ = {};
  auto gone = std::exchange(gone_, {});
  if (streams_ != stream_kind::watch)
    ++edge_->counters.disconnects;
  if (gone)
    gone();
}

void served_exchange::wind_down() {
  if (streams_ != stream_kind::watch)
    return;
  if (auto ending = std::exchange(ending_, {}))
    ending();
  end_stream();
}

http_response served_exchange::complete(http_response response) const {
  response.headers.insert(response.headers.end(), extra_headers_.begin(), extra_headers_.end());
  return response;
}

void served_exchange::reply(http_response response) {
  assert(asked_ && !replied_);
  replied_ = true;
  gone_ = {};
  --edge_->counters.in_flight;
  if (auto taker = taker_.lock())
    taker->take_answer(complete(std::move(response)));
}

std::shared_ptr<response_stream> served_exchange::stream(http_response head, stream_kind kind) {
  assert(asked_ && !replied_);
  replied_ = true;
  streams_ = kind;
  if (kind == stream_kind::watch) {
    --edge_->counters.in_flight;
    ++edge_->counters.watches;
  }
  if (auto taker = taker_.lock())
    taker->begin_answer(complete(std::move(head)));
  return std::make_shared<served_stream>(shared_from_this());
}

bool served_exchange::send_part(std::string bytes) {
  const auto taker = taker_.lock();
  return streams_ && taker && taker->take_part(std::move(bytes));
}

void served_exchange::end_stream() {
  if (!streams_)
    return;
  auto& counters = edge_->counters;
  --(*streams_ == stream_kind::watch ? counters.watches : counters.in_flight);
  streams_.reset();
  gone_ = {};
  ending_ = {};
  if (auto taker = taker_.lock())
    taker->end_answer();
}

void served_exchange::on_disconnect(std::function<void()> gone) {
  if (!replied_ || streams_)
    gone_ = std::move(gone);
}

void served_exchange::on_shutdown(std::function<void()> ending) {
  if (streams_)
    ending_ = std::move(ending);
}

} // namespace gatehouse
