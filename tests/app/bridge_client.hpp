#pragma once

#include "app/bridge/bridge.hpp"
#include "tests/support/http_world.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>

namespace gatehouse {

/// The client of a bridge: writes lines, and waits for what the bridge writes.
class bridge_client {
public:
  bridge_client(io_loop& loop, const std::string& url, const std::string& token,
                std::chrono::milliseconds patience = std::chrono::seconds{20})
      : loop_(loop) {
    run([&] {
      bridge_output output;
      output.line = [seen = seen_](const std::string& line) { seen->add(seen->lines, line); };
      output.log = [seen = seen_](const std::string& event, const std::string& detail) {
        seen->add(seen->log, event + ": " + detail);
      };
      bridge_ = std::make_shared<bridge>(
          loop, bridge_options{*parse_http_url(url), token, patience}, std::move(output));
    });
  }

  ~bridge_client() {
    end();
    run([&] { bridge_.reset(); });
  }

  bridge_client(const bridge_client&) = delete;
  bridge_client& operator=(const bridge_client&) = delete;

  bool write(const std::string& bytes) {
    bool read = false;
    run([&] { read = bridge_->hear(bytes); });
    return read;
  }

  void say(const std::string& message) { EXPECT_TRUE(write(message + "\n")); }

  /// Opens a session as clients do; returns the answer to initialize.
  std::string open(const std::string& version = "2025-11-25") {
    say(R"({"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":")" +
        version + R"(","capabilities":{},"clientInfo":{"name":"test","version":"1"}}})");
    auto answer = await_line(R"("hello")");
    say(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    return answer;
  }

  void ask(const std::string& id, const std::string& method, const std::string& params = "{}") {
    say(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + method + R"(","params":)" + params +
        "}");
  }

  /// Waits for a line that contains `part` and takes it; "" if none came.
  std::string await_line(const std::string& part) { return seen_->take(seen_->lines, part); }

  std::string await_log(const std::string& part) { return seen_->take(seen_->log, part); }

  std::vector<std::string> lines() const {
    std::lock_guard lock(seen_->mutex);
    return seen_->lines;
  }

  void end() {
    std::promise<void> ended;
    bool fresh = false;
    run([&] {
      fresh = !std::exchange(ended_, true);
      if (fresh)
        bridge_->end([&] { ended.set_value(); });
    });
    if (fresh)
      ended.get_future().wait();
  }

private:
  struct record {
    std::mutex mutex;
    std::condition_variable grew;
    std::vector<std::string> lines;
    std::vector<std::string> log;

    void add(std::vector<std::string>& to, const std::string& line) {
      std::lock_guard lock(mutex);
      to.push_back(line);
      grew.notify_all();
    }

    std::string take(std::vector<std::string>& from, const std::string& part) {
      std::unique_lock lock(mutex);
      std::string taken;
      grew.wait_for(lock, std::chrono::seconds{30}, [&] {
        const auto found = std::find_if(from.begin(), from.end(), [&](const auto& line) {
          return line.find(part) != std::string::npos;
        });
        if (found == from.end())
          return false;
        taken = *found;
        from.erase(found);
        return true;
      });
      return taken;
    }
  };

  void run(const std::function<void()>& task) {
    std::promise<void> done;
    loop_.post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  io_loop& loop_;
  std::shared_ptr<record> seen_ = std::make_shared<record>();
  std::shared_ptr<bridge> bridge_;
  bool ended_ = false;
};

} // namespace gatehouse
