#include "tests/upstream/upstream_harness.hpp"

#include "actors/upstream/sample_server.hpp"
#include "storage/json/json.hpp"

#include <cstdlib>
#include <iostream>

namespace gatehouse {

upstream_harness::upstream_harness() {
  auto started = child_guard::start(loop, "/proc/self/exe");
  if (!started) {
    std::cerr << "no guard: " << started.error().detail << "\n";
    std::abort();
  }
  guard = *std::move(started);
}

void upstream_harness::run(const std::function<void()>& task) {
  // Shared: the thread that fulfils it may still be inside set_value() when the wait is over.
  auto done = std::make_shared<std::promise<void>>();
  loop.post([&task, done] {
    task();
    done->set_value();
  });
  done->get_future().wait();
}

upstream_target sample_target() {
  upstream_target target;
  target.label = "sample";
  target.command = {"/proc/self/exe", sample_server_argument, sample_mischief_argument};
  return target;
}

upstream_request tool_call(std::chrono::milliseconds timeout, const std::string& tool,
                           const std::string& arguments) {
  upstream_request what;
  what.method = "tools/call";
  what.params = R"({"name":")" + tool + R"(","arguments":)" + arguments + "}";
  what.timeout = timeout;
  return what;
}

std::string text_of(const upstream_reply& reply) {
  auto document = json_document::parse(reply.body, {reply.body.size(), limits::json_depth_max});
  auto content = document ? document->root().find("content") : std::nullopt;
  if (!content || content->size() == 0)
    return {};
  auto text = content->elements().front().find("text");
  return text ? text->as_string().value_or("") : "";
}

test_client::test_client(upstream_harness& harness, upstream_target target) : harness_(harness) {
  upstream_events events;
  events.on_changed = [record = record_](catalog_list) {
    std::lock_guard lock{record->mutex};
    ++record->changes;
    record->grew.notify_all();
  };
  events.on_closed = [record = record_](std::string reason) {
    std::lock_guard lock{record->mutex};
    record->closings.push_back(std::move(reason));
    record->grew.notify_all();
  };
  events.on_log = [record = record_](std::string line) {
    std::lock_guard lock{record->mutex};
    record->log.push_back(std::move(line));
    record->grew.notify_all();
  };
  client_ =
      make_upstream_client(harness.loop, *harness.guard, std::move(target), std::move(events));
}

test_client::~test_client() {
  if (client_)
    close();
  drop();
}

std::future<outcome<upstream_hello>> test_client::start_open() {
  auto promise = std::make_shared<std::promise<outcome<upstream_hello>>>();
  harness_.run([&] {
    client_->open(
        [promise](outcome<upstream_hello> hello) { promise->set_value(std::move(hello)); });
  });
  return promise->get_future();
}

outcome<upstream_hello> test_client::open() {
  return await<outcome<upstream_hello>>(start_open(),
                                        failure{errc::internal, "open() never ended"});
}

outcome<std::vector<upstream_item>> test_client::list() {
  using tools = outcome<std::vector<upstream_item>>;
  auto promise = std::make_shared<std::promise<tools>>();
  harness_.run([&] {
    client_->list(catalog_list::tools, [promise](outcome<upstream_listing> all) {
      promise->set_value(all ? tools{std::move(all->items)} : tools{all.error()});
    });
  });
  return await<tools>(promise->get_future(), failure{errc::internal, "list() never ended"});
}

outcome<nothing> test_client::ping(std::chrono::milliseconds timeout) {
  auto promise = std::make_shared<std::promise<outcome<nothing>>>();
  harness_.run([&] {
    client_->ping(timeout,
                  [promise](outcome<nothing> done) { promise->set_value(std::move(done)); });
  });
  return await<outcome<nothing>>(promise->get_future(),
                                 failure{errc::internal, "ping() never ended"});
}

test_client::started_call test_client::start(std::string tool, std::string arguments,
                                             std::chrono::milliseconds timeout) {
  auto promise = std::make_shared<std::promise<upstream_reply>>();
  started_call call;
  call.reply = promise->get_future().share();
  harness_.run([&] {
    // Setting a promise twice throws, so a reply that comes twice ends the test program.
    call.handle =
        client_->request(tool_call(timeout, tool, arguments),
                         [promise](upstream_reply reply) { promise->set_value(std::move(reply)); });
  });
  return call;
}

upstream_reply test_client::reply_of(const started_call& call) {
  if (call.reply.wait_for(patience) == std::future_status::ready)
    return call.reply.get();
  return {upstream_reply::kind::garbage, {}, "the call never ended", false};
}

upstream_reply test_client::call(std::string tool, std::string arguments,
                                 std::chrono::milliseconds timeout) {
  return reply_of(start(std::move(tool), std::move(arguments), timeout));
}

void test_client::cancel(std::uint64_t handle) {
  harness_.run([&] { client_->cancel(handle); });
}

void test_client::close() {
  harness_.run([&] { client_->close(); });
}

void test_client::drop() {
  harness_.run([&] { client_.reset(); });
}

bool test_client::logged(const std::string& part) {
  return wait([&] {
    for (const auto& line : record_->log)
      if (line.find(part) != std::string::npos)
        return true;
    return false;
  });
}

bool test_client::changed(int count) {
  return wait([&] { return record_->changes >= count; });
}

std::optional<std::string> test_client::closed() {
  if (!wait([&] { return !record_->closings.empty(); }))
    return std::nullopt;
  std::lock_guard lock{record_->mutex};
  return record_->closings.front();
}

int test_client::times_closed() {
  std::lock_guard lock{record_->mutex};
  return static_cast<int>(record_->closings.size());
}

} // namespace gatehouse
