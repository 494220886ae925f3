#include "actors/background.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace gatehouse {

struct background::implementation {
  void run() {
    std::unique_lock lock{mutex};
    for (;;) {
      wake.wait(lock, [this] { return ending || !tasks.empty(); });
      if (tasks.empty())
        return;
      auto task = std::move(tasks.front());
      tasks.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> tasks;
  bool ending = false;
  std::thread thread{[this] { run(); }};
};

background::background() : impl_(std::make_unique<implementation>()) {}

background::~background() {
  {
    std::scoped_lock lock{impl_->mutex};
    impl_->ending = true;
  }
  impl_->wake.notify_one();
  impl_->thread.join();
}

void background::post(std::function<void()> task) {
  {
    std::scoped_lock lock{impl_->mutex};
    impl_->tasks.push_back(std::move(task));
  }
  impl_->wake.notify_one();
}

} // namespace gatehouse
