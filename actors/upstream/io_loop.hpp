#pragma once

#include <functional>
#include <memory>

namespace gatehouse {

/// The I/O thread: one Asio io_context and the thread that runs it. The HTTP server and the
/// upstream clients share it, so that a call crosses no thread it need not cross.
///
/// Thread rule: post() from any thread; everything posted runs on the loop's thread.
/// Ownership: must outlive whatever uses it. The destructor stops the loop and joins the thread.
class io_loop {
public:
  io_loop();
  ~io_loop();
  io_loop(const io_loop&) = delete;
  io_loop& operator=(const io_loop&) = delete;

  void post(std::function<void()> task);

  /// Returns the boost::asio::io_context*, for the few sources that include Asio.
  void* native() noexcept;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
