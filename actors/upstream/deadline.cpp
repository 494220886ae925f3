#include "actors/upstream/deadline.hpp"

#include "actors/upstream/io_loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace gatehouse {

struct deadline::implementation {
  boost::asio::steady_timer timer;
  std::function<void()> passed;
};

deadline::deadline(io_loop& loop, std::chrono::milliseconds time, std::function<void()> passed)
    : impl_(std::make_shared<implementation>(implementation{
          boost::asio::steady_timer{*static_cast<boost::asio::io_context*>(loop.native()), time},
          std::move(passed)})) {
  // The timer's handler may already be queued when it is cancelled, so it looks whether we live.
  impl_->timer.async_wait([weak = std::weak_ptr{impl_}](auto error) {
    auto impl = weak.lock();
    if (!impl || error)
      return;
    auto call = std::move(impl->passed);
    impl.reset();
    call();
  });
}

deadline::~deadline() = default;
deadline::deadline(deadline&&) noexcept = default;
deadline& deadline::operator=(deadline&&) noexcept = default;

} // namespace gatehouse
