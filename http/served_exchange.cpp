#include "http/served_exchange.hpp"

#include "http/refusal.hpp"

#include <cassert>
#include <utility>

namespace gatehouse {

namespace {

/// Gathers the body and sends it whole at the end.
class gathered_stream final : public response_stream {
public:
  gathered_stream(std::shared_ptr<exchange> on, http_response response)
      : on_(std::move(on)), response_(std::move(response)) {}

  ~gathered_stream() override { close(); }

  bool send(std::string bytes) override {
    response_.body += bytes;
    return true;
  }

  void close() override {
    if (auto on = std::exchange(on_, {}))
      on->reply(std::move(response_));
  }

private:
  std::shared_ptr<exchange> on_;
  http_response response_;
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
  if (replied_)
    return;
  ++edge_->counters.disconnects;
  if (auto gone = std::exchange(gone_, {}))
    gone();
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

std::shared_ptr<response_stream> served_exchange::stream(http_response head) {
  return std::make_shared<gathered_stream>(shared_from_this(), std::move(head));
}

void served_exchange::on_disconnect(std::function<void()> gone) {
  if (!replied_)
    gone_ = std::move(gone);
}

} // namespace gatehouse
