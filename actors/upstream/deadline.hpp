#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace gatehouse {

class io_loop;

/// Calls a function once, on the loop, when a time has passed; never if it is destroyed before.
/// Thread rule: made and destroyed on the loop's thread.
class deadline {
public:
  deadline(io_loop& loop, std::chrono::milliseconds time, std::function<void()> passed);
  ~deadline();
  deadline(deadline&&) noexcept;
  deadline& operator=(deadline&&) noexcept;

private:
  struct implementation;
  std::shared_ptr<implementation> impl_;
};

} // namespace gatehouse
