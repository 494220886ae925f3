#include "actors/upstream/io_loop.hpp"

#include "storage/thread_name.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <thread>

namespace gatehouse {

namespace {

/// Blocks the signals that belong to the main thread, and SIGPIPE: a write to a child that is gone
/// then returns an error. The thread started meanwhile inherits the mask.
class signals_blocked {
public:
  signals_blocked() {
    sigset_t set;
    sigemptyset(&set);
    for (int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1, SIGUSR2})
      sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, &before_);
  }

  ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  signals_blocked(const signals_blocked&) = delete;
  signals_blocked& operator=(const signals_blocked&) = delete;

private:
  sigset_t before_;
};

} // namespace

struct io_loop::implementation {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::thread thread;
};

io_loop::io_loop() : impl_(std::make_unique<implementation>()) {
  signals_blocked guard;
  impl_->thread = std::thread([impl = impl_.get()] {
    name_thread("io");
    impl->context.run();
  });
}

io_loop::~io_loop() {
  impl_->context.stop();
  impl_->thread.join();
}

void io_loop::post(std::function<void()> task) {
  boost::asio::post(impl_->context, std::move(task));
}

void* io_loop::native() noexcept {
  return &impl_->context;
}

} // namespace gatehouse
