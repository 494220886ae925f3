#include "actors/upstream/child_guard.hpp"

#include "actors/upstream/guard_link.hpp"
#include "actors/upstream/io_loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <future>

namespace gatehouse {

namespace {

/// The handle the caller owns; all work is done by the link, on the loop's thread.
class guard_handle final : public child_guard {
public:
  guard_handle(boost::asio::io_context& context, std::shared_ptr<guard_link> link)
      : context_(context), link_(std::move(link)) {}

  ~guard_handle() override {
    if (context_.get_executor().running_in_this_thread()) {
      link_->shut();
      return;
    }
    // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
    auto done = std::make_shared<std::promise<void>>();
    boost::asio::post(context_, [link = link_, done] {
      link->shut();
      done->set_value();
    });
    done->get_future().wait();
  }

  guard_handle(const guard_handle&) = delete;
  guard_handle& operator=(const guard_handle&) = delete;

  void spawn(child_command command, std::function<void(outcome<child_process>)> started,
             std::function<void(std::string)> exited) override {
    boost::asio::post(context_,
                      [link = link_, command = std::move(command), started = std::move(started),
                       exited = std::move(exited)]() mutable {
                        link->spawn(std::move(command), std::move(started), std::move(exited));
                      });
  }

  void end(int group) override {
    boost::asio::post(context_, [link = link_, group] { link->end(group); });
  }

private:
  boost::asio::io_context& context_;
  std::shared_ptr<guard_link> link_;
};

} // namespace

outcome<std::unique_ptr<child_guard>> child_guard::start(io_loop& loop, const std::string& binary) {
  auto& context = *static_cast<boost::asio::io_context*>(loop.native());
  auto link = std::make_shared<guard_link>(context, binary);
  if (auto launched = link->launch(); !launched)
    return launched.error();
  return std::unique_ptr<child_guard>{std::make_unique<guard_handle>(context, std::move(link))};
}

} // namespace gatehouse
