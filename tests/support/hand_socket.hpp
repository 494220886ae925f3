#pragma once

#include "http/net.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse {

/// The network under one connection, moved by hand: what arrives, and when what was sent is taken.
class hand_wire {
public:
  std::unique_ptr<tcp_socket> socket() { return std::make_unique<end>(*this); }

  void arrive(std::string_view bytes) {
    if (auto user = std::exchange(receiver_, {}))
      user->on_received(bytes);
  }

  /// The client closes its side, or is lost.
  void leave(bool broken) {
    if (auto user = std::exchange(receiver_, {}))
      user->on_receive_end(broken);
  }

  /// The client takes all that is on its way; returns it, "" if nothing is.
  std::string take() {
    std::string bytes;
    for (const auto& part : std::exchange(sending_, {}))
      bytes += part;
    if (auto user = std::exchange(sender_, {}))
      user->on_sent(true);
    return bytes;
  }

  /// Ends the operations under way as a closed socket does.
  void settle() {
    sending_.clear();
    if (auto user = std::exchange(sender_, {}))
      user->on_sent(false);
    leave(true);
  }

  bool is_sending() const { return sender_ != nullptr; }

  bool is_closed() const { return closed_; }

  /// Returns whether the client was told that nothing more will come.
  bool is_ended() const { return ended_; }

private:
  class end final : public tcp_socket {
  public:
    explicit end(hand_wire& wire) : wire_(wire) {}

    void receive(std::shared_ptr<socket_user> user) override { wire_.receiver_ = std::move(user); }

    void send(std::shared_ptr<socket_user> user, std::vector<std::string> parts) override {
      wire_.sender_ = std::move(user);
      wire_.sending_ = std::move(parts);
    }

    void send_now(std::string_view) override {}

    void end_sending() override { wire_.ended_ = true; }

    void close() override { wire_.closed_ = true; }

  private:
    hand_wire& wire_;
  };

  std::shared_ptr<socket_user> receiver_;
  std::shared_ptr<socket_user> sender_;
  std::vector<std::string> sending_;
  bool closed_ = false;
  bool ended_ = false;
};

} // namespace gatehouse
