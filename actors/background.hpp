#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace gatehouse {

/// The thread for work that may block for a moment and must block neither a worker nor the I/O
/// loop: reads of the views, files of the vault. In order, one at a time; or several threads, for
/// work that may take long, as many at a time.
///
/// Thread rule: `name` is a literal, see name_thread(). post() from any thread. The destructor
/// finishes what is queued.
class background {
public:
  explicit background(const char* name, std::size_t threads = 1);
  ~background();
  background(const background&) = delete;
  background& operator=(const background&) = delete;

  void post(std::function<void()> task);

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace gatehouse
