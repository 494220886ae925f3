#include "actors/background.hpp"

#include "storage/thread_name.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

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
  std::vector<std::thread> threads;
};

background::background(const char* name, std::size_t threads)
    : impl_(std::make_unique<implementation>()) {
  for (std::size_t count = 0; count < threads; ++count)
    impl_->threads.emplace_back([impl = impl_.get(), name] {
      name_thread(name);
      impl->run();
    });
}

background::~background() {
  {
    std::scoped_lock lock{impl_->mutex};
    impl_->ending = true;
  }
  impl_->wake.notify_all();
  for (auto& thread : impl_->threads)
    thread.join();
}

void background::post(std::function<void()> task) {
  {
    std::scoped_lock lock{impl_->mutex};
    impl_->tasks.push_back(std::move(task));
  }
  impl_->wake.notify_one();
}

} // namespace gatehouse
